//! A mistake in what the user wrote: what it is, where it stands, and what would be right.

use std::fmt;

use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use weda_definition::printable;

use crate::exit::Exit;

/// The widest part of the user's text that is shown.
const WIDEST: usize = 72;

/// A mistake, in two lines and a mark.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub what: String,
    pub hint: String,
    pub exit: Exit,
    /// The user's own text, and which characters of it are meant.
    pub quote: Option<Quote>,
    /// The refusal that told of it.
    pub refusal: Option<weda::Error>,
}

/// A place in a text, counted in characters from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    pub text: String,
    pub at: usize,
    pub length: usize,
}

impl Mistake {
    /// A mistake on the command line. Both texts are complete; names of others in them are escaped.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into(), exit: Exit::Arguments, quote: None, refusal: None }
    }

    pub fn with_exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    pub fn at(mut self, quote: Quote) -> Self {
        self.quote = Some(quote);
        self
    }

    pub fn told_by(mut self, refusal: weda::Error) -> Self {
        self.refusal = Some(refusal);
        self
    }

    /// Where it is, for scripts; the first character is 1.
    pub fn place(&self) -> Value {
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

/// The text with a mark under the place; of a long text the part around it.
impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters: Vec<char> = self.text.chars().collect();
        let width = |part: &[char]| part.iter().map(|character| shown(*character).width()).sum::<usize>();
        let at = self.at.min(characters.len());
        let end = (at + self.length.max(1)).min(characters.len());
        let (mut from, mut to) = (0, characters.len());
        while from < at && width(&characters[from..end]) > WIDEST / 2 {
            from += 1;
        }
        while to > end && width(&characters[from..to]) > WIDEST {
            to -= 1;
        }
        let (before, after) = (if from > 0 { "…" } else { "" }, if to < characters.len() { "…" } else { "" });
        let text: String = characters[from..to].iter().map(|character| shown(*character)).collect();
        let indent = before.width() + width(&characters[from..at]);
        let marks = width(&characters[at..end]).clamp(1, WIDEST);
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
    fn the_mark_stands_under_the_place_whatever_the_language() {
        assert_eq!(quote("amount > 5", 7, 1), "  | amount > 5\n  |        ^");
        assert_eq!(quote("姓名 == '李'", 3, 2), "  | 姓名 == '李'\n  |      ^^");
        assert_eq!(quote("a\u{1b}b > 1", 4, 1), "  | a\\u{1b}b > 1\n  |          ^");
        assert_eq!(quote("amount gt", 9, 1), "  | amount gt\n  |          ^", "behind the end");
    }

    #[test]
    fn of_a_long_text_the_part_around_the_place_is_shown() {
        let text = format!("{} and amount > 5 and {}", "a eq 1 and ".repeat(30), "b eq 2 and ".repeat(30));
        let at = text.find('>').unwrap();
        let shown = quote(&text, at, 1);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("  | …") && lines[0].ends_with('…') && lines[0].width() < 80, "{shown}");
        let mark = lines[1].width() - 1;
        assert_eq!(lines[0].chars().nth(mark), Some('>'), "{shown}");
    }
}
