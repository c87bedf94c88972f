//! Other people's text as it may be shown.
//!
//! Names, values and messages of a service, a definition or a file name are written by others: printed raw, an escape
//! sequence paints the terminal, a line end forges a line of a log, and an invisible character makes two different names
//! look the same.

mod characters;
mod escaper;

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use characters::{is_hidden, is_mark};
use escaper::{Escaper, Form};

/// Returns `text` as it may be shown on a terminal, in a log or in a message: characters that control the output, change
/// its direction or cannot be seen are written as escapes.
///
/// Escaped are
/// - control characters (C0, DEL, C1), line ends and tabs among them, and the line and paragraph separators;
/// - the marks that turn the direction of writing;
/// - what Unicode calls default-ignorable (zero-width characters, the soft hyphen, fillers, variation selectors, tags), and
///   other format characters that have no shape;
/// - spaces that look like the space of the keyboard and are not, such as U+00A0. The wide space of Chinese text, U+3000,
///   stays;
/// - combining accents at the beginning, where they would change what stands before the text, and those of a character
///   that has four already.
///
/// Everything else stays: all of printable ASCII, all letters and ideographs, and emoji. A variation selector U+FE0F directly
/// behind a pictograph, and a joiner U+200D between two, are parts of an emoji and stay too.
///
/// The result is for reading and not for parsing: a backslash stays one backslash, so that a text in which somebody typed
/// `\u{1b}` looks like one that holds the character. Therefore the function changes nothing in its own result.
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

/// Returns a text of several lines as it may be shown: as [`printable`], but line ends (`\n`) and tabs stay.
///
/// For a text that is laid out by the program, and for what remains once its foreign parts went through [`printable`]: a line
/// end of theirs could not be told from one of the program's.
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

/// Returns a JSON text as it may be shown, and still the same JSON: what [`printable`] would escape is written as the escapes
/// of JSON (`\u009b`). White space between values stays.
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

/// Returns a text without what [`printable`] would escape: for prose that goes where an escape would be read as code. A
/// control character and a space of an unusual kind leave a plain space behind.
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

/// Tells whether a character controls the output, changes its direction or cannot be seen: one that [`printable`] writes as
/// an escape wherever it is not part of an emoji.
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

/// Displays something as [`printable`] would return its text, without a copy of it.
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
