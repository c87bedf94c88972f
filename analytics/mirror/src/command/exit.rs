//! Exit codes: those of the command `weda`.

use std::process::ExitCode;

use weda::ErrorKind;

/// Exit codes, which scripts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Any other failure; also a copy that differs from the service.
    Other = 1,
    /// Keys are missing, not accepted, or not authorised.
    Authentication = 2,
    /// Error in the command line or in variables; also deletions that need consent.
    Arguments = 3,
    /// The model does not exist.
    NotFound = 4,
    /// Error of the service or the network.
    Service = 5,
    /// Error of a local file or folder, or of a database.
    LocalFile = 6,
    /// Some records could not be read.
    Incomplete = 7,
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
