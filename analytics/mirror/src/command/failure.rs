//! Failures: an exit code and a message.

use std::fmt;
use std::path::Path;

use weda_definition::{Printable, printable, printable_lines};

use super::Exit;
use crate::error::Error;

/// A failure of the command. Its texts are escaped already.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    what: String,
    hint: Option<String>,
}

impl Failure {
    /// A failure whose text has no untrusted parts, or escapes them itself.
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self { exit, what: what.into(), hint: None }
    }

    /// Adds advice on what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An error of a local file: the action is a verb, such as `read`.
    pub(crate) fn file(action: &str, path: &Path, error: impl fmt::Display) -> Self {
        let error = error.to_string();
        let what = format!("cannot {action} `{}` ({})", Printable(path.display()), printable(&error));
        Self::new(Exit::LocalFile, what).hint("check the path and its permissions")
    }

    /// The failure of an interrupted run.
    pub(crate) fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted")
            .hint("repeat the command: a copy goes on where it stopped, a load into PostgreSQL starts again")
    }
}

/// An error of the client, in its own words.
impl From<weda::Error> for Failure {
    fn from(error: weda::Error) -> Self {
        Self::new(Exit::of(&error), printable_lines(&error.to_string()))
    }
}

/// An error of a copy.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match &error {
            Error::Service { error, .. } => Exit::of(error),
            Error::Record { .. } | Error::Arrow { .. } => Exit::Incomplete,
            Error::Unstable { .. } => Exit::Service,
            Error::Deletions { .. } | Error::OtherEnvironment { .. } | Error::NotACopy { .. } => Exit::Arguments,
            Error::TypeChanged { .. } | Error::Name { .. } => Exit::Arguments,
            Error::NoModel { .. } => Exit::NotFound,
            Error::InUse { .. } | Error::Damaged { .. } | Error::File { .. } | Error::Sqlite { .. } => Exit::LocalFile,
        };
        let hint = error.hint();
        let failure = match error {
            // Its text has lines of its own.
            Error::Service { model, error } => {
                Self::new(exit, format!("model `{}`: {}", printable(&model), printable_lines(&error.to_string())))
            }
            error => Self::new(exit, error.to_string()),
        };
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}
