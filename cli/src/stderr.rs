//! Messages on stderr.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _, stderr};

use unicode_width::UnicodeWidthStr as _;

use crate::terminal::{self, shown, status_line};

/// Line prefixes and their colours.
const PREFIXES: [(&str, u8); 4] = [("error:", 31), ("warning:", 33), ("note:", 36), ("hint:", 36)];

/// Prints a message to stderr. Errors of writing are ignored.
///
/// On a terminal, prefixes are coloured unless `NO_COLOR` is set, and lines with a prefix are wrapped. Callers must escape
/// untrusted text.
pub(crate) fn print_message(text: impl Display) {
    status_line::clear();
    let width = if stderr().is_terminal() { terminal::width_of_stderr() } else { None };
    let lines: Vec<String> = shown(&text.to_string()).split('\n').map(|line| coloured(&wrapped(line, width))).collect();
    let _ = writeln!(anstream::stderr().lock(), "{}", lines.join("\n"));
}

fn coloured(line: &str) -> String {
    for (word, colour) in PREFIXES {
        if let Some(rest) = line.strip_prefix(word) {
            return format!("\x1b[1;{colour}m{word}\x1b[0m{rest}");
        }
    }
    line.to_owned()
}

/// Wraps a line with a prefix to `width`, with further lines indented. Lines without a prefix, such as a quote with its
/// mark, and words that are too wide are not changed.
fn wrapped(line: &str, width: Option<usize>) -> String {
    let word = PREFIXES.iter().find(|(word, _)| line.starts_with(word));
    let (Some(width), Some((word, _))) = (width, word) else { return line.to_owned() };
    if line.width() <= width {
        return line.to_owned();
    }
    let indent = " ".repeat(word.len() + 1);
    let (mut text, mut taken) = (String::new(), 0);
    for word in line.split(' ') {
        let wide = word.width();
        if taken > 0 && taken + 1 + wide > width && taken > indent.len() {
            text.push('\n');
            text.push_str(&indent);
            taken = indent.len();
        } else if taken > 0 {
            text.push(' ');
            taken += 1;
        }
        text.push_str(word);
        taken += wide;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn a_message_is_wrapped_between_words() {
        let line = "note: there is no room for createdAt, updatedAt and 学生姓名";
        assert_eq!(
            wrapped(line, Some(30)),
            "note: there is no room for\n      createdAt, updatedAt and\n      学生姓名"
        );
        assert_eq!(wrapped(line, None), line);
        assert_eq!(wrapped("  | amount > 5 and amount lt 7", Some(10)), "  | amount > 5 and amount lt 7");
        assert_eq!(wrapped("hint: aaaaaaaaaaaaaaaaaaaa b", Some(10)), "hint: aaaaaaaaaaaaaaaaaaaa\n      b");
    }
}
