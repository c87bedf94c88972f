//! Records on stdout.

use std::io::{self, IsTerminal as _, Stdout, Write};

use weda_definition::{printable_json, printable_lines};

/// Stdout for records. Pipes and files get them unchanged; for a terminal, control characters are escaped: in JSON with
/// JSON escapes, in tables as by [`shown`](crate::terminal::shown).
pub(crate) struct Records {
    out: Stdout,
    is_terminal: bool,
    is_json: bool,
    /// An incomplete line.
    line: Vec<u8>,
}

impl Records {
    /// Returns a writer to stdout.
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

    /// Does not write an incomplete line, which may end within a character.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        // Errors cannot be reported here.
        let _ = self.show(self.line.len()).and_then(|()| self.out.flush());
    }
}
