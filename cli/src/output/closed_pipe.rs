//! A reader that is gone, as in `weda query .. | head`, is not a mistake.

use std::io;

use crate::failure::Failure;

impl Failure {
    /// What an error of stdout means.
    pub fn of_stdout(error: io::Error) -> Self {
        match is_closed(&error) {
            true => Self::ReaderGone,
            false => Self::Stdout(error),
        }
    }
}

/// Whether nobody reads any more.
pub(crate) fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
