//! Records as a table for a terminal, in columns that stay straight whatever the language.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use weda::dynamic::AnyRecord;

use weda_definition::PLATFORM_KEYS;

use crate::records::Members;

/// No column is wider.
const WIDEST: usize = 40;
/// Between two columns.
const GAP: &str = "  ";

/// A table, and the columns for which there was no room.
pub(super) struct Table {
    pub text: String,
    pub hidden: Vec<String>,
}

struct Column {
    name: String,
    width: usize,
    /// Numbers stand at the right.
    is_number: bool,
}

/// A table of these records, of no more than `width` where that is known.
pub(super) fn of(records: &[AnyRecord], width: Option<usize>) -> Table {
    let rows: Vec<Vec<(String, Cell)>> = records.iter().map(cells).collect();
    let mut columns: Vec<Column> = Vec::new();
    for (name, cell) in rows.iter().flatten() {
        let at = columns.iter().position(|column| column.name == *name).unwrap_or_else(|| {
            columns.push(Column { name: name.clone(), width: name.width().min(WIDEST), is_number: true });
            columns.len() - 1
        });
        columns[at].width = columns[at].width.max(cell.text.width().min(WIDEST));
        columns[at].is_number &= cell.is_number || cell.text.is_empty();
    }
    columns.sort_by_key(|column| place(&column.name));
    let shown = fitting(&columns, width);
    let hidden = columns.split_off(shown).into_iter().map(|column| column.name).collect();

    let mut text = format!("\x1b[1m{}\x1b[0m", line(&columns, |column| &column.name));
    for row in &rows {
        let cell =
            |column: &Column| row.iter().find(|(name, _)| *name == column.name).map_or("", |(_, cell)| &cell.text);
        text.push('\n');
        text.push_str(&line(&columns, cell));
    }
    Table { text, hidden }
}

/// The id comes first, what the platform keeps for itself last.
fn place(name: &str) -> usize {
    match name {
        "_id" => 0,
        name => PLATFORM_KEYS.iter().position(|system| *system == name).map_or(1, |at| at + 2),
    }
}

/// How many columns there is room for; one at least.
fn fitting(columns: &[Column], width: Option<usize>) -> usize {
    let Some(width) = width else { return columns.len() };
    let mut taken = 0;
    let fits = columns.iter().take_while(|column| {
        taken += column.width + GAP.len();
        taken <= width + GAP.len()
    });
    fits.count().max(1)
}

fn line<'c>(columns: &'c [Column], cell: impl Fn(&'c Column) -> &'c str) -> String {
    let mut line = String::new();
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            line.push_str(GAP);
        }
        let text = cut(cell(column), column.width);
        let rest = " ".repeat(column.width.saturating_sub(text.width()));
        match column.is_number {
            true => line.extend([rest.as_str(), &text]),
            false => line.extend([text.as_str(), &rest]),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// The beginning of a text that is too wide, with a sign that there is more.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut taken = 0;
    let kept = text.chars().take_while(|character| {
        taken += character.width().unwrap_or_default();
        taken < width
    });
    kept.chain(['…']).collect()
}

struct Cell {
    text: String,
    is_number: bool,
}

/// The members of a record as they are shown.
fn cells(record: &AnyRecord) -> Vec<(String, Cell)> {
    // The client has read it as an object.
    let members = Members::of(record.json()).map(|Members(members)| members).unwrap_or_default();
    members.into_iter().map(|(name, value)| (name, cell(value.get()))).collect()
}

fn cell(json: &str) -> Cell {
    match json.as_bytes().first() {
        Some(b'"') => {
            let text: String = serde_json::from_str(json).unwrap_or_else(|_| json.to_owned());
            // A control character could paint the terminal.
            let shown = |character: char| match character.is_control() {
                true => character.escape_default().to_string(),
                false => character.to_string(),
            };
            Cell { text: text.chars().map(shown).collect(), is_number: false }
        }
        Some(b'n') => Cell { text: String::new(), is_number: false },
        Some(b'-' | b'0'..=b'9') => Cell { text: json.to_owned(), is_number: true },
        _ => Cell { text: json.to_owned(), is_number: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(records: &[&str], width: Option<usize>) -> (String, Vec<String>) {
        let records: Vec<AnyRecord> = records.iter().map(|json| json.parse().unwrap()).collect();
        let Table { text, hidden } = of(&records, width);
        (text.replace("\x1b[1m", "").replace("\x1b[0m", ""), hidden)
    }

    #[test]
    fn columns_are_straight_in_any_language() {
        let (text, hidden) = table(
            &[
                r#"{"createdAt":1,"姓名":"李四","score":59.5,"_id":"a","tags":"[\"转学\"]"}"#,
                r#"{"createdAt":22,"姓名":"O'Brien","score":7,"_id":"bb","tags":null,"active":true}"#,
            ],
            None,
        );
        assert_eq!(
            text,
            "_id  姓名     score  tags      active  createdAt\n\
             a    李四      59.5  [\"转学\"]                  1\n\
             bb   O'Brien      7            true           22"
        );
        assert!(hidden.is_empty());
    }

    #[test]
    fn what_does_not_fit_is_cut_or_named() {
        let long = format!(r#"{{"_id":"a","text":"{}","b":"x","owner":"1"}}"#, "长".repeat(50));
        let (text, hidden) = table(&[&long], Some(50));
        assert_eq!(text.lines().nth(1), Some(format!("a    {}…   x", "长".repeat(19)).as_str()));
        assert_eq!(hidden, ["owner"]);
        let (text, hidden) = table(&[&long], Some(1));
        assert_eq!((text.as_str(), hidden.len()), ("_id\na", 3), "one column is always shown");
    }

    /// A record could paint the terminal, or send it to another line.
    #[test]
    fn control_characters_are_escaped() {
        let (text, _) = table(&[r#"{"_id":"a","text":"\u001b[31mred\nline"}"#], None);
        assert_eq!(text.lines().nth(1), Some(r"a    \u{1b}[31mred\nline"));
    }
}
