//! Failures: an exit code and a message.

use std::fmt;
use std::path::Path;

use weda_definition::{Printable, printable, printable_lines};

use super::Exit;

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
        Self::new(Exit::Interrupted, "interrupted").hint("repeat the command: it goes on where it stopped")
    }
}

/// An error of the client, in its own words.
impl From<weda::Error> for Failure {
    fn from(error: weda::Error) -> Self {
        Self::new(Exit::of(&error), printable_lines(&error.to_string()))
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
