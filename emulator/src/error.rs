use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use weda_definition::{Errors, Printable, printable};

/// Why an emulator does not start, or does not take records.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The definitions cannot be read.
    #[error(transparent)]
    Definitions(Errors),
    /// The address to listen on cannot be had.
    #[error(
        "cannot listen on {}: {source}; choose a free port, as in 127.0.0.1:4010, or port 0 for any",
        Printable(address)
    )]
    Address {
        /// The address asked for.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives no thread or no event loop.
    #[error("cannot start the server's thread: {0}; free some of the machine's resources and start again")]
    Thread(#[source] io::Error),
    /// The records cannot be stored as the definitions say.
    #[error("{}", Printable(reason))]
    Storage {
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A file of records cannot be read or written.
    #[error("{} {}", Printable(path.display()), Printable(reason))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A profile cannot be understood.
    #[error("{}: {}", Printable(source_name), Printable(reason))]
    Profile {
        /// The file as messages name it.
        source_name: String,
        /// The line, and what is wrong.
        reason: String,
    },
    /// There is no such environment type.
    #[error(
        "`{}` is not an environment type; name a model as `student`, which is that of `pre`, or as `prod/student`",
        Printable(name)
    )]
    UnknownStage {
        /// The name given.
        name: String,
    },
    /// There is no such model.
    #[error("there is no model `{}`; start the emulator with its definition, or use one of {}", Printable(model), Printable(known.join(", ")))]
    UnknownModel {
        /// The identifier given.
        model: String,
        /// The identifiers of all models.
        known: Vec<String>,
    },
    /// A fault makes no sense.
    #[error("this fault cannot happen: {}", Printable(reason))]
    Fault {
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A record breaks its definition.
    #[error("{}record {position} for `{}`: {}; nothing was loaded", prefix(file.as_deref()), Printable(model), Printable(reason))]
    Record {
        /// The file that the record stands in, if it stands in one.
        file: Option<PathBuf>,
        /// The identifier of the model.
        model: String,
        /// Which of the records it is; the first is 1.
        position: usize,
        /// The field, where it is declared, and what is wrong.
        reason: String,
    },
}

/// A file before what is said about a part of it.
fn prefix(file: Option<&Path>) -> String {
    file.map(|file| format!("{}: ", printable(&file.display().to_string()))).unwrap_or_default()
}

impl Error {
    pub(crate) fn storage(reason: impl Display) -> Self {
        Error::Storage { reason: reason.to_string() }
    }

    pub(crate) fn file(path: &Path, what: &str, error: &io::Error) -> Self {
        let reason = format!("{what} ({error}); choose a path that this program may use");
        Error::File { path: path.to_owned(), reason }
    }
}
