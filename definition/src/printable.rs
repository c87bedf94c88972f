//! Untrusted text made safe to print.
//!
//! Names, values and messages from a service, a definition or a file name are untrusted: printed raw, an escape sequence
//! controls the terminal, a line end forges a line of a log, and an invisible character makes two names look the same.

mod characters;
mod escaper;

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use characters::{is_hidden, is_mark};
use escaper::{Escaper, Form};

/// Returns `text` escaped for a terminal, a log or a message: characters that control the output, change its direction or
/// are invisible are written as escapes.
///
/// Escaped characters:
/// - control characters (C0, DEL, C1), including line ends and tabs, and the line and paragraph separators;
/// - the marks that change the direction of writing;
/// - Unicode's default-ignorable characters (zero-width characters, the soft hyphen, fillers, variation selectors, tags), and
///   other format characters without a shape;
/// - spaces that look like the ASCII space, such as U+00A0. The wide space of Chinese text, U+3000, stays;
/// - combining accents at the beginning, where they would change the text before, and those of a character that already has
///   four.
///
/// Everything else stays: printable ASCII, letters and ideographs, and emoji, with a variation selector U+FE0F directly
/// behind a pictograph and a joiner U+200D between two.
///
/// The result is for reading and not for parsing: backslashes are not escaped, so that a typed `\u{1b}` looks like the
/// escaped character. The function is idempotent.
///
/// ```
/// use weda_definition::printable;
///
/// assert_eq!(printable("姓名 👩‍💻"), "姓名 👩‍💻");
/// assert_eq!(printable("red\u{1b}[31m\n"), r"red\u{1b}[31m\n");
/// assert_eq!(printable("\u{200b}name"), r"\u{200b}name");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, Form::Line)
}

/// Returns a text of several lines like [`printable`], but line ends (`\n`) and tabs stay.
///
/// Untrusted parts of the text must be escaped with [`printable`] first: their line ends could not be distinguished from
/// the program's.
///
/// ```
/// use weda_definition::printable_lines;
///
/// assert_eq!(printable_lines("{\n\t\"姓名\": 1\r\u{1b}\n}"), "{\n\t\"姓名\": 1\\r\\u{1b}\n}");
/// ```
#[must_use]
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    escaped(text, Form::Lines)
}

/// Returns a JSON text in which the characters that [`printable`] escapes are JSON escapes (`\u009b`). It is still the same
/// JSON; white space between values stays.
///
/// ```
/// use weda_definition::printable_json;
///
/// assert_eq!(printable_json("{\"姓名\": \"\u{9b}2J\u{202e}\"}"), r#"{"姓名": "\u009b2J\u202e"}"#);
/// ```
#[must_use]
pub fn printable_json(text: &str) -> Cow<'_, str> {
    escaped(text, Form::Json)
}

/// Returns a text without the characters that [`printable`] escapes, for prose in places where an escape would be read as
/// code. Control characters and unusual spaces become plain spaces.
///
/// ```
/// use weda_definition::visible;
///
/// assert_eq!(visible("学\u{200b}号\u{a0}1\u{1b}[31m 👩‍💻"), "学号 1 [31m 👩‍💻");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, Form::Bare)
}

/// Returns false for a character that controls the output, changes its direction or is invisible: one that [`printable`]
/// escapes unless it is part of an emoji.
///
/// ```
/// use weda_definition::is_printable;
///
/// assert!(is_printable('姓') && is_printable(' ') && is_printable('\\'));
/// assert!(!is_printable('\n') && !is_printable('\u{202e}') && !is_printable('\u{feff}'));
/// ```
#[must_use]
pub fn is_printable(character: char) -> bool {
    !is_hidden(character)
}

/// Displays a value escaped like [`printable`], without a copy of its text.
///
/// ```
/// use std::path::Path;
/// use weda_definition::Printable;
///
/// let path = Path::new("学生\u{9b}31m.json");
/// assert_eq!(format!("{} is read", Printable(path.display())), r"学生\u{9b}31m.json is read");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printable<T>(pub T);

impl<T: fmt::Display> fmt::Display for Printable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut escaper = Escaper::new(f, Form::Line);
        write!(escaper, "{}", self.0)?;
        escaper.finish()
    }
}

fn escaped(text: &str, form: Form) -> Cow<'_, str> {
    if !text.contains(|character| is_hidden(character) || is_mark(character)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut escaper = Escaper::new(&mut shown, form);
    // Writing to a string cannot fail.
    let _ = escaper.write_str(text).and_then(|()| escaper.finish());
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}
