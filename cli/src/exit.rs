//! Exit codes.

use std::process::ExitCode;

/// Exit codes, which scripts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Any other failure; also a check with findings.
    Other = 1,
    /// Keys are missing, not accepted, or not authorised.
    Authentication = 2,
    /// Error in the command line or in variables.
    Arguments = 3,
    /// The model or record does not exist.
    NotFound = 4,
    /// Error of the service or the network.
    Service = 5,
    /// Error of a local file or folder.
    LocalFile = 6,
    /// Some records could not be read.
    Incomplete = 7,
    /// Definitions differ, but code that uses them still compiles.
    CompatibleDrift = 10,
    /// Definitions differ, and code that uses them may no longer compile.
    BreakingDrift = 11,
    /// Interrupted: 128 + SIGINT, as in shells.
    Interrupted = 130,
}

impl Exit {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Other => "other",
            Self::Authentication => "authentication",
            Self::Arguments => "arguments",
            Self::NotFound => "not-found",
            Self::Service => "service",
            Self::LocalFile => "local-file",
            Self::Incomplete => "incomplete",
            Self::CompatibleDrift => "compatible-drift",
            Self::BreakingDrift => "breaking-drift",
            Self::Interrupted => "interrupted",
        }
    }

    /// The exit code of a call that sent values given by the user: rejections are errors in the arguments.
    pub fn of_value(error: &weda::Error) -> Self {
        match error.kind() {
            weda::ErrorKind::InvalidRequest | weda::ErrorKind::Conflict => Self::Arguments,
            _ => Self::of(error),
        }
    }

    /// The exit code of an error of Parquet and Arrow files.
    #[cfg(feature = "parquet")]
    pub fn of_files(error: &weda_arrow::files::FileError) -> Self {
        use weda_arrow::files::FileErrorKind as Kind;
        match error.kind() {
            Kind::Address | Kind::Column => Self::Arguments,
            Kind::Store => Self::Service,
            _ => Self::LocalFile,
        }
    }

    /// The exit code of a client error.
    pub fn of(error: &weda::Error) -> Self {
        use weda::ErrorKind as Kind;
        match error.kind() {
            Kind::Authentication | Kind::Permission => Self::Authentication,
            Kind::Settings | Kind::NotEnabled | Kind::InvalidValue => Self::Arguments,
            Kind::NotFound => Self::NotFound,
            _ => Self::Service,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
