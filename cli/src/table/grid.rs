//! Tables with columns aligned in every script.

use unicode_width::UnicodeWidthStr as _;

use super::cell::{Row, cut};
use super::columns::Column;

/// Separator of columns.
const GAP: &str = "  ";
/// Minimum width of a text column.
const MIN_WIDTH: usize = 12;

/// The columns of a table.
pub(super) struct Grid {
    pub columns: Vec<Column>,
    pub hidden: Vec<Column>,
}

/// Fits the columns into `width`: data columns are shortened as needed, and system columns added as far as they fit.
/// Returns `None` if the data columns do not fit; a preview drops columns instead.
pub(super) fn fit(shown: Vec<Column>, system: Vec<Column>, width: Option<usize>, is_preview: bool) -> Option<Grid> {
    let Some(width) = width else {
        return Some(Grid { columns: shown.into_iter().chain(system).collect(), hidden: Vec::new() });
    };
    let (mut columns, mut hidden) = (shown, Vec::new());
    while !shrink(&mut columns, width) {
        match columns.len() {
            2.. if is_preview => hidden.extend(columns.pop()),
            0 | 1 if is_preview => break,
            _ => return None,
        }
    }
    hidden.reverse();
    for column in system {
        let taken = total(&columns) + GAP.len() + column.width;
        if hidden.is_empty() && taken <= width { columns.push(column) } else { hidden.push(column) }
    }
    Some(Grid { columns, hidden })
}

fn total(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.width + GAP.len()).sum::<usize>().saturating_sub(GAP.len())
}

/// Shortens the widest text columns until all fit; returns false if they cannot. The id is never cut, so that it can be
/// copied.
fn shrink(columns: &mut [Column], width: usize) -> bool {
    let least = |column: &Column| match column.is_number || column.key == "_id" {
        true => column.width,
        false => column.width.min(MIN_WIDTH),
    };
    if columns.iter().map(|column| least(column) + GAP.len()).sum::<usize>() > width + GAP.len() {
        return false;
    }
    while total(columns) > width {
        let widest = columns.iter_mut().filter(|column| least(column) < column.width).max_by_key(|column| column.width);
        // One exists, since all columns fit at minimum width.
        let Some(widest) = widest else { return false };
        widest.width -= 1;
    }
    true
}

pub(super) fn render(rows: &[Row<'_>], columns: &[Column]) -> String {
    let mut text = format!("\x1b[1m{}\x1b[0m", line(columns, |column| column.title.clone()));
    for row in rows {
        text.push('\n');
        text.push_str(&line(columns, |column| row.text(&column.key)));
    }
    text
}

/// Formats texts under titles; if they do not fit, the last column is cut.
pub(super) fn of_texts(titles: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let widest = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or_default();
    let column = |(at, title): (usize, &&str)| Column {
        key: at.to_string(),
        title: (*title).to_owned(),
        width: widest(at).max(title.width()),
        is_number: false,
    };
    let mut columns: Vec<Column> = titles.iter().enumerate().map(column).collect();
    if let (Some(width), Some((last, others))) = (width, columns.split_last_mut()) {
        let taken = total(others) + GAP.len();
        last.width = last.width.min(width.saturating_sub(taken).max(MIN_WIDTH));
    }
    let mut text = format!("\x1b[1m{}\x1b[0m", line(&columns, |column| column.title.clone()));
    for row in rows {
        text.push('\n');
        text.push_str(&line(&columns, |column| {
            column.key.parse().ok().and_then(|at: usize| row.get(at)).cloned().unwrap_or_default()
        }));
    }
    text
}

fn line(columns: &[Column], cell: impl Fn(&Column) -> String) -> String {
    let mut line = String::new();
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            line.push_str(GAP);
        }
        let text = cut(&cell(column), column.width);
        let rest = " ".repeat(column.width.saturating_sub(text.width()));
        match column.is_number {
            true => line.extend([rest.as_str(), &text]),
            false => line.extend([text.as_str(), &rest]),
        }
    }
    line.truncate(line.trim_end().len());
    line
}
