//! Errors of copies.

use std::path::PathBuf;

use weda_definition::{Printable, printable};

/// An error of a copy, or of reading the service for it.
///
/// Untrusted parts of messages are escaped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A call failed.
    #[error("model `{}`: {error}", printable(model))]
    Service {
        /// The model.
        model: String,
        /// The error of the call.
        error: weda::Error,
    },
    /// A value does not fit the field of the definition.
    #[error("record `{}` of `{}`, field `{}`: {}", printable(id), printable(model), printable(key), printable(problem))]
    Record {
        /// The model.
        model: String,
        /// The `_id`.
        id: String,
        /// The key of the field.
        key: String,
        /// The problem, without the value.
        problem: String,
    },
    /// The records changed places again and again while they were read.
    #[error("model `{}`: the records changed places {restarts} times while they were read", printable(model))]
    Unstable {
        /// The model.
        model: String,
        /// Number of times that reading began again.
        restarts: u32,
    },
    /// More records would be marked as deleted than allowed.
    #[error(
        "model `{}`: {deletions} of {records} records are missing at the service ({}%), more than the {allowed} that may be \
         marked as deleted without consent",
        printable(model),
        percent(*deletions, *records)
    )]
    Deletions {
        /// The model.
        model: String,
        /// Number of records that are missing at the service.
        deletions: u64,
        /// Number of records of the copy.
        records: u64,
        /// Number of records that may be missing.
        allowed: u64,
    },
    /// Another run writes the copy.
    #[error("`{}` is in use by another run", Printable(path.display()))]
    InUse {
        /// The copy.
        path: PathBuf,
    },
    /// The copy is of another environment.
    #[error("`{}` is a copy of {}, and the client reads {}", Printable(path.display()), printable(copied), printable(read))]
    OtherEnvironment {
        /// The copy.
        path: PathBuf,
        /// The environment of the copy.
        copied: String,
        /// The environment of the client.
        read: String,
    },
    /// The form of the target is not known, or something else is there.
    #[error("`{}` {reason}", Printable(path.display()))]
    NotACopy {
        /// The target.
        path: PathBuf,
        /// The reason, as a predicate.
        reason: &'static str,
    },
    /// The copy, or a file of it, is damaged.
    #[error("`{}` is damaged: {}", Printable(path.display()), printable(reason))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The problem.
        reason: String,
    },
    /// The type of a field has changed.
    #[error(
        "model `{}`: the field `{}` is {} in the copy, and {} in the definition",
        printable(model),
        printable(key),
        printable(copied),
        printable(defined)
    )]
    TypeChanged {
        /// The model.
        model: String,
        /// The key of the field.
        key: String,
        /// The type in the copy.
        copied: String,
        /// The type by the definition.
        defined: String,
    },
    /// The copy does not have the model.
    #[error("`{}` has no copy of the model `{}`", Printable(path.display()), printable(model))]
    NoModel {
        /// The copy.
        path: PathBuf,
        /// The model.
        model: String,
    },
    /// A name of the definition cannot be used in the copy.
    #[error("model `{}`: {reason}", printable(model))]
    Name {
        /// The model.
        model: String,
        /// The reason.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("cannot {action} `{}` ({})", Printable(path.display()), printable(&error.to_string()))]
    File {
        /// A verb.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The error of the system.
        error: std::io::Error,
    },
    /// SQLite refuses.
    #[error("`{}`: {}", Printable(path.display()), printable(&error.to_string()))]
    Sqlite {
        /// The copy.
        path: PathBuf,
        /// The error of SQLite.
        error: rusqlite::Error,
    },
    /// Records cannot be made columns of Arrow.
    #[error("model `{}`: {}", printable(model), printable(reason))]
    Arrow {
        /// The model.
        model: String,
        /// The reason.
        reason: String,
    },
}

impl Error {
    /// Returns advice on what to do next, in the words of the command.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Record { .. } => {
                "correct the record in the console, or the kind of the field in the definition, and run again: the copy goes on \
                 from here"
            }
            Self::Unstable { .. } => "run again when fewer records are written",
            Self::Deletions { deletions, .. } => {
                return Some(format!(
                    "check in the console that the records are gone on purpose; if so, run again with `--allow-deletions \
                     {deletions}`; nothing was marked as deleted"
                ));
            }
            Self::InUse { .. } => "wait until it ends, or name another target",
            Self::OtherEnvironment { .. } => {
                "name another target, or the environment of the copy with `--env-id` and `--env-type`"
            }
            Self::NotACopy { .. } => {
                "name a file with the extension .sqlite, .sqlite3 or .db, or a new or empty directory for Parquet files"
            }
            Self::Damaged { .. } => {
                "restore it from a backup, or move the copy away and run again, which reads all records; do not correct it by hand"
            }
            Self::TypeChanged { .. } => {
                "run again with `--rebuild`, which reads all records of the model anew, and forgets those that were deleted"
            }
            Self::NoModel { .. } => "run `weda-mirror sync` first",
            Self::File { .. } | Self::Sqlite { .. } => "check the path, its permissions and the free space",
            Self::Service { .. } | Self::Name { .. } | Self::Arrow { .. } => return None,
        };
        Some(text.to_owned())
    }
}

/// A share in percent, rounded up, so that a share beyond the limit never looks like the limit.
fn percent(part: u64, all: u64) -> u64 {
    (part * 100).div_ceil(all.max(1))
}
