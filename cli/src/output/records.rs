//! Records on stdout.

use std::io::{self, IsTerminal as _, Stdout, Write};

use weda_definition::{printable_json, printable_lines};

/// Stdout for records. A pipe and a file get them as they are; on a terminal what would steer it is escaped: in JSON by
/// JSON's own escapes, in a table as [`shown`](crate::terminal::shown) does.
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
