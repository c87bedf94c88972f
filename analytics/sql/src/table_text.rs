//! Rows as a table of text, with columns aligned in every script.

use unicode_width::UnicodeWidthStr as _;
use weda_definition::printable;

/// A column of a printed table.
#[derive(Debug)]
pub(crate) struct Column {
    /// The heading.
    pub(crate) title: String,
    /// Numbers are aligned to the right.
    pub(crate) is_number: bool,
}

/// The text of null.
const NULL: &str = "NULL";

/// Formats rows under their headings, with a line between: every text on one line, control characters escaped.
pub(crate) fn render(columns: &[Column], rows: &[Vec<Option<String>>]) -> String {
    let titles: Vec<String> = columns.iter().map(|column| printable(&column.title).into_owned()).collect();
    let cell =
        |text: &Option<String>| text.as_deref().map_or_else(|| NULL.to_owned(), |text| printable(text).into_owned());
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let widest = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or_default();
    let widths: Vec<usize> = titles.iter().enumerate().map(|(at, title)| title.width().max(widest(at))).collect();

    let mut text = line(&titles, &widths, columns);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    text.push_str(&line(&rule, &widths, columns));
    for row in &rows {
        text.push_str(&line(row, &widths, columns));
    }
    text
}

fn line(cells: &[String], widths: &[usize], columns: &[Column]) -> String {
    let mut line = String::new();
    for ((cell, width), column) in cells.iter().zip(widths).zip(columns) {
        if !line.is_empty() {
            line.push_str("  ");
        }
        let space = " ".repeat(width.saturating_sub(cell.width()));
        match column.is_number {
            true => line.extend([space.as_str(), cell]),
            false => line.extend([cell.as_str(), &space]),
        }
    }
    line.truncate(line.trim_end_matches(' ').len());
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(titles: &[(&str, bool)]) -> Vec<Column> {
        titles.iter().map(|(title, is_number)| Column { title: (*title).to_owned(), is_number: *is_number }).collect()
    }

    #[test]
    fn columns_are_aligned_in_every_script() {
        let some = |text: &str| Some(text.to_owned());
        let rows = [vec![some("李四"), some("59.5")], vec![some("O'Brien"), None], vec![some(""), some("7")]];
        assert_eq!(
            render(&columns(&[("姓名", false), ("n", true)]), &rows),
            "姓名        n\n-------  ----\n李四     59.5\nO'Brien  NULL\n            7\n"
        );
    }

    /// A value, or the name of a column, could steer the terminal or forge a row.
    #[test]
    fn control_characters_are_escaped() {
        let rows = [vec![Some("a\u{1b}[2J\nb\u{202e}\u{9b}".to_owned())]];
        let text = render(&columns(&[("x\u{7}", false)]), &rows);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{text:?}");
        assert!(text.contains(r"a\u{1b}[2J\nb"), "{text}");
    }
}
