//! Messages and progress on stderr.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _, stderr};

/// Prints a message to stderr, in place of a line of progress. Errors of writing are ignored. Callers escape untrusted text.
pub(crate) fn print_message(text: impl Display) {
    let mut out = stderr().lock();
    let clear = if out.is_terminal() { "\r\x1b[K" } else { "" };
    let _ = writeln!(out, "{clear}{text}");
}

/// Shows a line of progress, which the next one or a message replaces. Does nothing if stderr is not a terminal.
pub(crate) fn show_progress(text: impl Display) {
    let mut out = stderr().lock();
    if out.is_terminal() {
        let _ = write!(out, "\r\x1b[K{text}").and_then(|()| out.flush());
    }
}
