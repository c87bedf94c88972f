use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use weda_definition::{Errors, Printable, printable};

/// Errors of starting an emulator, changing its models and loading records.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The definitions cannot be read.
    #[error(transparent)]
    Definitions(Errors),
    /// The address to listen on is invalid or not available.
    #[error(
        "cannot listen on {}: {source}; choose a free port, as in 127.0.0.1:4010, or port 0 for any",
        Printable(address)
    )]
    Address {
        /// The requested address.
        address: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The certificate of https and the proxy cannot be made.
    #[error("cannot make a certificate: {}; start again, or start without https and a proxy", Printable(reason))]
    Certificate {
        /// The problem.
        reason: String,
    },
    /// A text that should name the origin of web pages does not.
    #[error(
        "`{}` is not the origin of a web page: {reason}; write it as http://localhost:5173, or * for all",
        Printable(origin)
    )]
    Origin {
        /// The text that was passed.
        origin: String,
        /// The problem.
        reason: &'static str,
    },
    /// An API key or a publishable key cannot be used.
    #[error(
        "the key of `{method}` cannot be used: {reason}; choose another one of letters, digits and signs of ASCII, without spaces"
    )]
    Key {
        /// The method of the builder.
        method: &'static str,
        /// The problem, without the key.
        reason: &'static str,
    },
    /// The operating system did not provide a thread or an event loop.
    #[error("cannot start the server's thread: {0}; free some of the machine's resources and start again")]
    Thread(#[source] io::Error),
    /// The store cannot be used, or its records do not fit the definitions.
    #[error("{}", Printable(reason))]
    Storage {
        /// The problem and how to fix it.
        reason: String,
    },
    /// A file of records cannot be read or written.
    #[error("{} {}", Printable(path.display()), Printable(reason))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The problem and how to fix it.
        reason: String,
    },
    /// A profile is invalid.
    #[error("{}: {}", Printable(source_name), Printable(reason))]
    Profile {
        /// The name of the file in messages.
        source_name: String,
        /// The line and the problem.
        reason: String,
    },
    /// The environment type does not exist.
    #[error(
        "`{}` is not an environment type; name a model of `pre` as `student` and one of `prod` as `prod/student`",
        Printable(name)
    )]
    UnknownStage {
        /// The name that was passed.
        name: String,
    },
    /// The model does not exist.
    #[error("there is no model `{}`; start the emulator with its definition, or use one of {}", Printable(model), Printable(known.join(", ")))]
    UnknownModel {
        /// The identifier that was passed.
        model: String,
        /// The identifiers of all models.
        known: Vec<String>,
    },
    /// A fault is invalid.
    #[error("invalid fault: {}", Printable(reason))]
    Fault {
        /// The member of the fault's JSON that is invalid: `times`.
        member: &'static str,
        /// The problem and how to fix it.
        reason: String,
    },
    /// A snapshot cannot be restored.
    #[error("the snapshot cannot be restored: {}; nothing was changed", Printable(reason))]
    Snapshot {
        /// The problem and what to do.
        reason: String,
    },
    /// A record violates its definition.
    #[error("{}record {position} for `{}`: {}; nothing was loaded", prefix(file.as_deref()), Printable(model), Printable(reason))]
    Record {
        /// The file of the record, if it came from a file.
        file: Option<PathBuf>,
        /// The identifier of the model.
        model: String,
        /// The position of the record, counted from 1.
        position: usize,
        /// The field, its declaration and the problem.
        reason: String,
    },
}

/// The file as the beginning of a message.
fn prefix(file: Option<&Path>) -> String {
    file.map(|file| format!("{}: ", printable(&file.display().to_string()))).unwrap_or_default()
}

impl Error {
    pub(crate) fn storage(reason: impl Display) -> Self {
        Error::Storage { reason: reason.to_string() }
    }

    pub(crate) fn file(path: &Path, what: &str, error: &io::Error) -> Self {
        let reason = format!("{what} ({error}); check the path and its permissions");
        Error::File { path: path.to_owned(), reason }
    }
}
