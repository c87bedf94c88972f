//! Errors of `weda emulate`.

use std::fmt;
use std::io;
use std::path::PathBuf;

use weda_definition::Printable;

use super::Failure;
use crate::exit::Exit;

/// An error that keeps the emulator from starting or from saving its records.
#[derive(Debug)]
pub(crate) enum EmulateError {
    /// Only one half of a key pair is given.
    IncompleteKeyPair,
    /// An address that other machines can reach.
    ExposedAddress { address: String },
    /// A file for a certificate, and no certificate.
    NoCertificate,
    /// The file of variables cannot be written.
    EnvFile { path: PathBuf, error: io::Error },
    /// The folder for saved records cannot be created.
    SaveFolder { path: PathBuf, error: io::Error },
    /// An error of the emulator itself.
    Start(weda_emulator::Error),
    /// The studio beside it does not start.
    #[cfg(feature = "studio")]
    Studio(weda_studio::Error),
    /// The emulator was interrupted before it was ready.
    Interrupted,
    /// A value that cannot be quoted in a file of variables.
    UnquotableValue { name: &'static str },
}

impl EmulateError {
    pub fn exit(&self) -> Exit {
        match self {
            Self::IncompleteKeyPair
            | Self::ExposedAddress { .. }
            | Self::NoCertificate
            | Self::UnquotableValue { .. } => Exit::Arguments,
            Self::EnvFile { .. } | Self::SaveFolder { .. } => Exit::LocalFile,
            Self::Start(error) => exit_of(error),
            #[cfg(feature = "studio")]
            Self::Studio(weda_studio::Error::Address { .. }) => Exit::Arguments,
            #[cfg(feature = "studio")]
            Self::Studio(_) => Exit::Other,
            Self::Interrupted => Exit::Interrupted,
        }
    }
}

/// The exit code of an emulator error. An address in use is not an error in the arguments.
fn exit_of(error: &weda_emulator::Error) -> Exit {
    use std::io::ErrorKind;

    use weda_emulator::Error;
    match error {
        Error::Address { source, .. } => match source.kind() {
            ErrorKind::AddrInUse | ErrorKind::PermissionDenied => Exit::Other,
            _ => Exit::Arguments,
        },
        Error::Profile { .. } | Error::Fault { .. } | Error::Origin { .. } | Error::Key { .. } => Exit::Arguments,
        Error::Thread(_) | Error::Certificate { .. } => Exit::Other,
        // Definitions, data file, records, and a missing profile.
        _ => Exit::LocalFile,
    }
}

impl From<EmulateError> for Failure {
    fn from(error: EmulateError) -> Self {
        Self::Emulate(error)
    }
}

impl From<weda_emulator::Error> for Failure {
    fn from(error: weda_emulator::Error) -> Self {
        Self::Emulate(EmulateError::Start(error))
    }
}

impl fmt::Display for EmulateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IncompleteKeyPair => f.write_str(
                "error: the secret id and the secret key must be given together; give both (or set WEDA_SECRET_ID and \
                                 WEDA_SECRET_KEY), or neither to use the emulator's public pair",
            ),
            Self::ExposedAddress { address } => write!(
                f,
                "error: other machines can reach {address}, and the emulator's keys are public; listen on 127.0.0.1, or \
                                 give `--listen-anyway`"
            ),
            Self::NoCertificate => f.write_str(
                "error: there is no certificate for `--cert-file` without https; give `--https ADDRESS` or `--proxy ADDRESS` \
                                 too, or omit it",
            ),
            Self::EnvFile { path, error } => {
                write!(
                    f,
                    "error: {} cannot be written ({error}); choose another file for `--env-file`",
                    Printable(path.display())
                )
            }
            Self::SaveFolder { path, error } => {
                write!(
                    f,
                    "error: {} cannot be created ({error}); choose another folder for `--save`",
                    Printable(path.display())
                )
            }
            Self::Start(error) => write!(f, "error: {error}"),
            #[cfg(feature = "studio")]
            Self::Studio(error) => write!(f, "error: {error}"),
            Self::Interrupted => f.write_str("error: interrupted before the emulator was ready; start it again"),
            Self::UnquotableValue { name } => write!(
                f,
                "error: the value of {name} contains a control character or a single quote, which not every reader of a \
                                 variables file supports; choose another value, or omit `--env-file`"
            ),
        }
    }
}
