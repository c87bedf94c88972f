//! Results on stdout.

use std::io::{ErrorKind, Write as _, stdout};

use super::{Exit, Failure};

/// Prints a line to stdout. Callers escape untrusted text.
///
/// # Errors
/// Returns an error if stdout cannot be written. If its reader has closed it, the exit code of that error is success.
pub(crate) fn print_line(text: impl AsRef<str>) -> Result<(), Failure> {
    let written = writeln!(stdout().lock(), "{}", text.as_ref());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::new(Exit::Done, String::new()),
        _ => Failure::new(Exit::LocalFile, format!("cannot write to stdout ({error})")).hint("redirect it elsewhere"),
    })
}
