//! Failures: an exit code and a message.

use std::fmt;
use std::io;
use std::path::Path;

use weda_definition::{Printable, printable};

use crate::exit::Exit;

/// A failure of the command. Its texts are escaped already; lines are separated by line breaks.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    what: String,
    /// The line of the SQL with a mark below.
    quote: Option<String>,
    hint: Option<String>,
}

impl Failure {
    /// A failure whose text has no untrusted parts, or escapes them itself.
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self { exit, what: what.into(), quote: None, hint: None }
    }

    /// An error in the arguments or the SQL.
    pub(crate) fn argument(what: impl Into<String>) -> Self {
        Self::new(Exit::Arguments, what)
    }

    /// An error of a local file: the action is a verb, such as `read`.
    pub(crate) fn file(action: &str, path: &Path, error: impl fmt::Display) -> Self {
        let error = error.to_string();
        let what = format!("cannot {action} `{}` ({})", Printable(path.display()), printable(&error));
        Self::new(Exit::LocalFile, what).hint("check the path and its permissions")
    }

    /// An error of the client, in its own words.
    pub(crate) fn service(error: &weda::Error) -> Self {
        Self::new(Exit::of(error), error.to_string())
    }

    /// An error of writing to stdout. A reader that has closed it, as `| head` does, is not a failure.
    pub(crate) fn stdout(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Done, String::new());
        }
        Self::new(Exit::LocalFile, format!("cannot write to stdout ({error})")).hint("redirect it elsewhere")
    }

    /// The failure of an interrupted run.
    pub(crate) fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted").hint("repeat the command")
    }

    /// Adds advice on what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the line of the SQL with a mark below.
    pub(crate) fn quote(mut self, quote: Option<String>) -> Self {
        self.quote = quote;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        if let Some(quote) = &self.quote {
            write!(f, "\n{quote}")?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}
