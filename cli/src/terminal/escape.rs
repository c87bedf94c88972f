//! Escapes text for terminals.

use weda_definition::printable_lines;

/// The escape sequences that are allowed: colours and bold, as used by the command's own texts. Their effect ends with
/// `\x1b[0m`.
const STYLES: [&str; 8] =
    ["\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"];

/// Escapes control and invisible characters, except for line breaks and styles.
///
/// This is the last safeguard of all output. Untrusted text must be escaped before, since its line breaks cannot be
/// distinguished here.
pub(crate) fn shown(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('\x1b') {
        let style = STYLES.into_iter().find(|style| rest[at..].starts_with(style)).unwrap_or_default();
        let end = at + style.len().max(1);
        shown.push_str(&printable_lines(&rest[..end - style.len()]));
        shown.push_str(style);
        rest = &rest[end..];
    }
    shown.push_str(&printable_lines(rest));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_styles_come_out() {
        assert_eq!(shown("\x1b[1;31merror:\x1b[0m 姓名\n\tb"), "\x1b[1;31merror:\x1b[0m 姓名\n\tb");
        assert_eq!(shown("a\x1b[2Jb\x1b]0;t\x07\x1b"), r"a\u{1b}[2Jb\u{1b}]0;t\u{7}\u{1b}");
        assert_eq!(shown("\u{9b}2J\u{202e}\x1b[1m\u{200b}\r"), "\\u{9b}2J\\u{202e}\x1b[1m\\u{200b}\\r");
        assert_eq!(shown("\x1b\x1b[0m"), "\\u{1b}\x1b[0m");
    }
}
