//! What a script sees of the end of a command.

use std::io::ErrorKind;
use std::process::ExitCode;

/// The exit codes, which scripts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// None of the others; of a check: what should agree does not.
    Other = 1,
    /// The keys: there are none, the service does not accept them, or they may not do this.
    Authentication = 2,
    /// The command line or the variables.
    Arguments = 3,
    /// The service knows no such model or record.
    NotFound = 4,
    /// The service or the network.
    Service = 5,
    /// A file or folder of this machine.
    LocalFile = 6,
    /// Some records could not be read; the others were.
    Incomplete = 7,
    /// Definitions differ, and code that uses them goes on compiling.
    CompatibleDrift = 10,
    /// Definitions differ, and code that uses them may not compile any more.
    BreakingDrift = 11,
    /// Ctrl-C, or a request to end: as shells call the end by that signal.
    Interrupted = 130,
}

impl Exit {
    /// How answers in JSON call it.
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

    /// The family of an error of the emulator. An address that somebody else has is right, and free another time.
    pub fn of_emulator(error: &weda_emulator::Error) -> Self {
        use weda_emulator::Error;
        match error {
            Error::Address { source, .. } => match source.kind() {
                ErrorKind::AddrInUse | ErrorKind::PermissionDenied => Self::Other,
                _ => Self::Arguments,
            },
            Error::Profile { .. } | Error::Fault { .. } => Self::Arguments,
            Error::Thread(_) => Self::Other,
            // Definitions, the data file, records, and the profile that is not there.
            _ => Self::LocalFile,
        }
    }

    /// The family of an error of a call that sent values which the user wrote: what the service refuses of such a call are
    /// these.
    pub fn of_value(error: &weda::Error) -> Self {
        match error.kind() {
            weda::ErrorKind::InvalidRequest | weda::ErrorKind::Conflict => Self::Arguments,
            _ => Self::of(error),
        }
    }

    /// The family of an error of the client.
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
