//! One field per line, as in `psql` for wide rows.

use unicode_width::UnicodeWidthStr as _;

use super::cell::{Row, beginning};
use super::columns::Column;

/// Maximum width of the key column; values of longer keys are shifted.
const MAX_KEY_WIDTH: usize = 30;
/// Minimum width of values.
const MIN_VALUE_WIDTH: usize = 20;

/// Formats each record under a line with its number. Values are not cut, and empty fields are left out.
pub(super) fn render(rows: &[Row<'_>], columns: &[Column], width: Option<usize>) -> String {
    let keys = columns.iter().map(|column| column.title.width()).max().unwrap_or_default().min(MAX_KEY_WIDTH);
    let room = width.map(|width| width.saturating_sub(keys + 2).max(MIN_VALUE_WIDTH));
    let mut lines = Vec::new();
    for (row, number) in rows.iter().zip(1..) {
        lines.push(format!("\x1b[1m── {number} of {} ──\x1b[0m", rows.len()));
        for column in columns.iter().filter(|column| !row.is_empty(&column.key)) {
            let value = row.text(&column.key);
            let space = " ".repeat((keys + 2).saturating_sub(column.title.width()).max(2));
            let mut parts = parts(&value, room);
            lines.push(format!("{}{space}{}", column.title, parts.next().unwrap_or_default()));
            lines.extend(parts.map(|part| format!("{}{part}", " ".repeat(keys + 2))));
        }
    }
    lines.join("\n")
}

/// Splits a value into lines that fit.
fn parts(value: &str, room: Option<usize>) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(room) = room else { return Some(text) };
        let part = beginning(text, room);
        if part.len() < text.len() {
            rest = Some(&text[part.len()..]);
        }
        Some(part)
    })
}
