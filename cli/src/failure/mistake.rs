//! A mistake in the user's input: what, where, and how to correct it.

use std::fmt;

use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use weda_definition::printable;

use crate::exit::Exit;

/// Maximum width of the quoted part of the user's text.
const MAX_WIDTH: usize = 72;

/// A mistake with a hint, and a marked quote if the position is known.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub what: String,
    pub hint: String,
    pub exit: Exit,
    /// The user's text with the position of the mistake.
    pub quote: Option<Quote>,
    /// The service's error that revealed it.
    pub service_error: Option<weda::Error>,
}

/// A range in a text, in characters from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    pub text: String,
    pub at: usize,
    pub length: usize,
}

impl Mistake {
    /// A mistake on the command line. Untrusted names in both texts must be escaped.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into(), exit: Exit::Arguments, quote: None, service_error: None }
    }

    pub fn with_exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    pub fn at(mut self, quote: Quote) -> Self {
        self.quote = Some(quote);
        self
    }

    pub fn caused_by(mut self, service_error: weda::Error) -> Self {
        self.service_error = Some(service_error);
        self
    }

    /// The position for scripts; the first character is 1.
    pub fn position(&self) -> Value {
        match &self.quote {
            Some(quote) => json!({ "text": quote.text, "character": quote.at + 1, "length": quote.length }),
            None => Value::Null,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        if let Some(quote) = &self.quote {
            write!(f, "\n{quote}")?;
        }
        write!(f, "\nhint: {}", self.hint)
    }
}

/// The text with the range marked below it; a long text is cut around the range.
impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters: Vec<char> = self.text.chars().collect();
        let width = |part: &[char]| part.iter().map(|character| shown(*character).width()).sum::<usize>();
        let at = self.at.min(characters.len());
        let end = (at + self.length.max(1)).min(characters.len());
        let (mut from, mut to) = (0, characters.len());
        while from < at && width(&characters[from..end]) > MAX_WIDTH / 2 {
            from += 1;
        }
        while to > end && width(&characters[from..to]) > MAX_WIDTH {
            to -= 1;
        }
        let (before, after) = (if from > 0 { "…" } else { "" }, if to < characters.len() { "…" } else { "" });
        let text: String = characters[from..to].iter().map(|character| shown(*character)).collect();
        let indent = before.width() + width(&characters[from..at]);
        let marks = width(&characters[at..end]).clamp(1, MAX_WIDTH);
        write!(f, "  | {before}{text}{after}\n  | {}{}", " ".repeat(indent), "^".repeat(marks))
    }
}

fn shown(character: char) -> String {
    match character.width() {
        Some(_) => printable(character.encode_utf8(&mut [0; 4])).into_owned(),
        None => character.escape_default().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(text: &str, at: usize, length: usize) -> String {
        Quote { text: text.to_owned(), at, length }.to_string()
    }

    #[test]
    fn the_mark_is_aligned_in_every_script() {
        assert_eq!(quote("amount > 5", 7, 1), "  | amount > 5\n  |        ^");
        assert_eq!(quote("姓名 == '李'", 3, 2), "  | 姓名 == '李'\n  |      ^^");
        assert_eq!(quote("a\u{1b}b > 1", 4, 1), "  | a\\u{1b}b > 1\n  |          ^");
        assert_eq!(quote("amount gt", 9, 1), "  | amount gt\n  |          ^", "behind the end");
    }

    #[test]
    fn a_long_text_is_cut_around_the_mark() {
        let text = format!("{} and amount > 5 and {}", "a eq 1 and ".repeat(30), "b eq 2 and ".repeat(30));
        let at = text.find('>').unwrap();
        let shown = quote(&text, at, 1);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("  | …") && lines[0].ends_with('…') && lines[0].width() < 80, "{shown}");
        let mark = lines[1].width() - 1;
        assert_eq!(lines[0].chars().nth(mark), Some('>'), "{shown}");
    }
}
