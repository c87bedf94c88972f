//! Places in a SQL text.

use unicode_width::UnicodeWidthStr as _;
use weda_definition::printable;

/// Longest part of a line that is shown, in characters.
const SHOWN: usize = 100;

/// A place in a text: line and column begin with 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Position {
    /// The position at the end of a parser's message: `.. at Line: 1, Column: 8`.
    pub(crate) fn at_end_of(message: &str) -> Option<(&str, Self)> {
        let (what, place) = message.rsplit_once(" at Line: ")?;
        let (line, column) = place.trim().split_once(", Column: ")?;
        Some((what, Self { line: line.parse().ok()?, column: column.parse().ok()? }))
    }

    /// The line and a mark below the column: `1 | select nmae`. `None` if the text has no such place.
    pub(crate) fn quote(self, text: &str) -> Option<String> {
        let line: Vec<char> = text.lines().nth(self.line.checked_sub(1)?)?.chars().collect();
        let at = self.column.checked_sub(1).filter(|at| *at <= line.len())?;
        let from = at.saturating_sub(SHOWN / 2);
        let shown = |range: &[char]| printable(&range.iter().collect::<String>()).into_owned();
        let (before, after) = (shown(&line[from..at]), shown(&line[at..line.len().min(from + SHOWN)]));
        let number = self.line.to_string();
        let space = " ".repeat(number.len());
        Some(format!("{number} | {before}{after}\n{space} | {}^", " ".repeat(before.width())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_below_the_place_in_every_script() {
        let place = |line, column| Position { line, column };
        assert_eq!(place(2, 4).quote("select\n姓名 nmae"), Some("2 | 姓名 nmae\n  |      ^".to_owned()));
        assert_eq!(place(1, 3).quote("a\u{1b}b"), Some("1 | a\\u{1b}b\n  |        ^".to_owned()));
        assert_eq!(place(1, 2).quote("a"), Some("1 | a\n  |  ^".to_owned()), "the end of the text");
        for nowhere in [place(0, 1), place(1, 0), place(3, 1), place(1, 9)] {
            assert_eq!(nowhere.quote("a\nb"), None);
        }
        let long = "x".repeat(1000);
        let quote = place(1, 900).quote(&long).unwrap();
        assert_eq!(quote, format!("1 | {}\n  | {}^", "x".repeat(100), " ".repeat(50)));
    }

    #[test]
    fn a_position_is_read_from_a_message() {
        let message = "Expected: an expression, found: FROM at Line: 1, Column: 8";
        let found = ("Expected: an expression, found: FROM", Position { line: 1, column: 8 });
        assert_eq!(Position::at_end_of(message), Some(found));
        assert_eq!(Position::at_end_of("Expected at Line: x, Column: 8"), None);
    }
}
