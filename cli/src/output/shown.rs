//! What a terminal may get: text that cannot steer it.

use std::io::{self, IsTerminal as _, Stdout, Write};

use weda_definition::{printable_json, printable_lines};

/// The only escape sequences that come out: colours and bold, which the command's own texts use. None moves, erases, names a
/// window or sets anything that lasts beyond the next `\x1b[0m`.
const STYLES: [&str; 8] =
    ["\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"];

/// Returns the text with everything escaped that a terminal would obey or not show, but for line ends and styles.
///
/// It is the net below all that is said. What others wrote is escaped where it is put into a sentence: here a line end of
/// theirs cannot be told from one of ours.
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

/// Stdout for records. A pipe and a file get them as they are; on a terminal what would steer it is escaped: in JSON by
/// JSON's own escapes, in a table as [`shown`] does.
pub(crate) struct Records {
    out: Stdout,
    is_terminal: bool,
    is_json: bool,
    /// The beginning of a line whose end is not there yet.
    line: Vec<u8>,
}

impl Records {
    /// Writes to stdout from now on.
    pub fn on_stdout(is_json: bool) -> Self {
        let out = io::stdout();
        let is_terminal = out.is_terminal();
        Self { out, is_terminal, is_json, line: Vec::new() }
    }

    fn show(&mut self, end: usize) -> io::Result<()> {
        let text = String::from_utf8_lossy(&self.line[..end]);
        let shown = if self.is_json { printable_json(&text) } else { printable_lines(&text) };
        self.out.write_all(shown.as_bytes())?;
        self.line.drain(..end);
        Ok(())
    }
}

impl Write for Records {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.out.write(bytes);
        }
        self.line.extend_from_slice(bytes);
        if let Some(end) = self.line.iter().rposition(|byte| *byte == b'\n') {
            self.show(end + 1)?;
        }
        Ok(bytes.len())
    }

    /// A flush may come in the middle of a character; it waits for the rest of its line.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        // Nobody is left to be told.
        let _ = self.show(self.line.len()).and_then(|()| self.out.flush());
    }
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
