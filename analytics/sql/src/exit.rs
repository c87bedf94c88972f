//! Exit codes: those of the command `weda`.

use std::process::ExitCode;

use weda::ErrorKind;

/// Exit codes, which scripts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Any other failure.
    Other = 1,
    /// Keys are missing, not accepted, or not authorised.
    Authentication = 2,
    /// Error in the command line, in variables or in the SQL.
    Arguments = 3,
    /// The table does not exist.
    NotFound = 4,
    /// Error of the service or the network.
    Service = 5,
    /// Error of a local file or folder.
    LocalFile = 6,
    /// Interrupted: 128 + SIGINT, as in shells.
    Interrupted = 130,
}

impl Exit {
    /// The exit code of a client error.
    pub(crate) fn of(error: &weda::Error) -> Self {
        match error.kind() {
            ErrorKind::Authentication | ErrorKind::Permission => Self::Authentication,
            ErrorKind::Settings | ErrorKind::NotEnabled | ErrorKind::InvalidValue => Self::Arguments,
            ErrorKind::NotFound => Self::NotFound,
            _ => Self::Service,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
