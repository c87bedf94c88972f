//! A closed stdout, as in `weda query .. | head`, is not an error.

use std::io;

use crate::failure::Failure;

impl Failure {
    /// The failure for an error of stdout.
    pub fn of_stdout(error: io::Error) -> Self {
        match is_closed(&error) {
            true => Self::StdoutClosed,
            false => Self::Stdout(error),
        }
    }
}

/// Returns true if the reader has closed the pipe.
pub(crate) fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
