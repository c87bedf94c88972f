use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns `text` as it may be shown on a terminal, in a log or in a message: characters that control the output, change
/// its direction or cannot be seen are written as escapes.
///
/// Names, values and messages of a service are other people's text: printed raw, an escape sequence paints the terminal, a
/// line end forges a line of a log, and an invisible character makes two different names look the same.
///
/// ```
/// use weda_definition::printable;
///
/// assert_eq!(printable("姓名"), "姓名");
/// assert_eq!(printable("red\u{1b}[31m\n"), r"red\u{1b}[31m\n");
/// assert_eq!(printable("\u{200b}name"), r"\u{200b}name");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_hidden(character) {
            // Writing to a string cannot fail.
            true => _ = write!(shown, "{}", character.escape_default()),
            false => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}
