//! Text of the module. Names, keys and titles of definitions are untrusted: none may end a comment or a literal.

use std::fmt::Write as _;

use weda_definition::visible;

/// The text that is being written.
#[derive(Default)]
pub(super) struct Writer(String);

impl Writer {
    pub(super) fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// Writes an empty line.
    pub(super) fn gap(&mut self) {
        self.0.push('\n');
    }

    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Writes a doc comment. The lines are escaped as Markdown already.
    pub(super) fn doc(&mut self, indent: &str, lines: &[String]) {
        match lines {
            [] => {}
            [line] => self.line(&format!("{indent}/** {} */", in_comment(line))),
            lines => {
                self.line(&format!("{indent}/**"));
                for line in lines {
                    self.line(format!("{indent} * {}", in_comment(line)).trim_end());
                }
                self.line(&format!("{indent} */"));
            }
        }
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// A line that neither ends the comment nor begins a tag such as `@deprecated` or `{@link ..}`.
fn in_comment(line: &str) -> String {
    let line = visible(line).replace("*/", "*\\/");
    let mut escaped = String::with_capacity(line.len());
    let mut before = ' ';
    for c in line.chars() {
        // Within a word, as in an address, it begins nothing.
        if c == '@' && !before.is_ascii_alphanumeric() {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

/// A string literal. Characters that are not printable ASCII or plain letters are written by number, so that text cannot
/// change its direction or end the line.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            ' '..='~' => literal.push(c),
            c if c.is_alphanumeric() || is_plain_punctuation(c) => literal.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // Cannot fail: writing to memory.
                    let _ = write!(literal, "\\u{unit:04x}");
                }
            }
        }
    }
    literal.push('"');
    literal
}

/// Chinese punctuation and full-width forms.
fn is_plain_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff65}' | '—' | '…' | '“' | '”' | '‘' | '’' | '·')
}

/// The name of a member: bare if it is a plain identifier.
pub(super) fn key(key: &str) -> String {
    let is_plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_plain { key.to_owned() } else { literal(key) }
}

/// The key of a member of an object literal, where `__proto__` would set the prototype.
pub(super) fn computed_key(name: &str) -> String {
    if name == "__proto__" { "[\"__proto__\"]".to_owned() } else { key(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_literal() {
        assert_eq!(literal("一年级，“好”"), "\"一年级，“好”\"");
        assert_eq!(literal("a\"b\\c\n\r\u{2028}\u{202e}"), r#""a\"b\\c\n\u000d\u2028\u202e""#);
        assert_eq!(literal("😀"), r#""\ud83d\ude00""#);
        assert_eq!(
            (key("admittedAt"), key("a-b"), key("籍贯")),
            ("admittedAt".into(), "\"a-b\"".into(), "\"籍贯\"".into())
        );
        assert_eq!((key("__proto__"), computed_key("__proto__")), ("__proto__".into(), "[\"__proto__\"]".into()));
    }

    #[test]
    fn text_stays_in_its_comment() {
        assert_eq!(in_comment("a */ b"), "a *\\/ b");
        assert_eq!(in_comment("@deprecated {@link x}"), "\\@deprecated {\\@link x}");
        assert_eq!(in_comment("li@example.com"), "li@example.com");
    }
}
