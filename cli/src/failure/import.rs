//! Errors of an import that did not begin, or did not complete.

use std::fmt;
use std::io;
use std::path::PathBuf;

use weda_definition::printable;

use super::Failure;
use crate::exit::Exit;
use crate::row_ranges::RowRanges;

/// An error that ends an import.
#[derive(Debug)]
pub(crate) enum ImportError {
    /// The model does not have the field of `--key`.
    NoKeyField { reason: String },
    /// A file exists where rejected rows would be written.
    RejectsExist { path: PathBuf },
    /// The file of rejected rows was changed since an earlier run wrote it.
    RejectsChanged { path: PathBuf },
    /// The file of rejected rows cannot be written.
    RejectsUnwritable { path: PathBuf, error: io::Error },
    /// The checkpoint cannot be written.
    CheckpointUnwritable { path: PathBuf, error: io::Error },
    /// A file is not a checkpoint, or is the checkpoint of another import.
    OtherImport { path: PathBuf, difference: String },
    /// A row that is stored was changed in the file.
    ChangedRow { row: u64, checkpoint: PathBuf },
    /// A row that may be stored was changed in the file.
    ChangedInDoubt { row: u64 },
    /// A row that is stored is no longer in the file.
    MissingRow { row: u64, rows: u64, checkpoint: PathBuf },
    /// Another process uses the same checkpoint.
    AlreadyRunning { checkpoint: PathBuf },
    /// The service assigns its own ids.
    IdReassigned { row: u64 },
    /// The same, found out for a row whose response was lost.
    IdProbablyReassigned { row: u64, id: String },
    /// It is unknown whether the row that tests if ids are preserved was stored.
    IdsUnknown { row: u64, error: weda::Error },
    /// Rows were not stored by calls that failed without a definite response.
    NotStored { error: weda::Error },
    /// A mapped row is not JSON.
    NotSendable { row: u64, error: serde_json::Error },
    /// Rows may be stored, and stored records do not show which.
    Inconclusive,
    /// Rows may be stored, and the records change while they are read.
    StillChanging,
    /// Ctrl-C.
    Interrupted,
    /// The import ended before any row was stored.
    NothingStored(Box<Failure>),
    /// The import ended before the end of the file.
    Aborted(Box<AbortedImport>),
}

/// State of an import that was aborted.
#[derive(Debug)]
pub(crate) struct AbortedImport {
    pub cause: Failure,
    pub through: u64,
    pub in_doubt: RowRanges,
    pub checkpoint: PathBuf,
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}

impl ImportError {
    /// Returns the exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::NoKeyField { .. } => Exit::Arguments,
            Self::RejectsExist { .. } | Self::RejectsChanged { .. } | Self::RejectsUnwritable { .. } => Exit::LocalFile,
            Self::CheckpointUnwritable { .. } | Self::OtherImport { .. } | Self::AlreadyRunning { .. } => {
                Exit::LocalFile
            }
            Self::ChangedRow { .. }
            | Self::ChangedInDoubt { .. }
            | Self::MissingRow { .. }
            | Self::NotSendable { .. } => Exit::LocalFile,
            Self::IdReassigned { .. }
            | Self::IdProbablyReassigned { .. }
            | Self::Inconclusive
            | Self::StillChanging => Exit::Other,
            Self::IdsUnknown { error, .. } | Self::NotStored { error } => Exit::of(error),
            Self::Interrupted => Exit::Interrupted,
            Self::NothingStored(cause) => cause.exit(),
            Self::Aborted(aborted) => aborted.cause.exit(),
        }
    }

    /// Returns the client's error that caused it.
    pub fn error(&self) -> Option<&weda::Error> {
        match self {
            Self::IdsUnknown { error, .. } | Self::NotStored { error } => Some(error),
            error => error.cause().and_then(Failure::error),
        }
    }

    /// Returns the failure that ended the import.
    pub fn cause(&self) -> Option<&Failure> {
        match self {
            Self::NothingStored(cause) => Some(cause),
            Self::Aborted(aborted) => Some(&aborted.cause),
            _ => None,
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &PathBuf| printable(&path.display().to_string()).into_owned();
        match self {
            Self::NoKeyField { reason } => {
                write!(f, "error: --key: {reason}\nhint: `weda describe MODEL` shows the fields of the model")
            }
            Self::RejectsExist { path } => write!(
                f,
                "error: {} exists and may contain rejected rows of an earlier import\nhint: move it away, or give another \
                                 file with `--rejects`",
                shown(path)
            ),
            Self::RejectsChanged { path } => write!(
                f,
                "error: {} was changed since the import wrote it, and resuming would replace it\nhint: move it away; it can \
                                 be imported separately",
                shown(path)
            ),
            Self::RejectsUnwritable { path, error } => write!(
                f,
                "error: the file of rejected rows {} cannot be written ({error})\nhint: give `--rejects` and `--checkpoint` \
                                 with paths in a writable folder with free space",
                shown(path)
            ),
            Self::CheckpointUnwritable { path, error } => write!(
                f,
                "error: the checkpoint {} cannot be written ({error})\nhint: give `--checkpoint` and `--rejects` with paths \
                                 in a writable folder with free space",
                shown(path)
            ),
            Self::OtherImport { path, difference } => write!(
                f,
                "error: {} is not the checkpoint of this import: {}\nhint: repeat the earlier command; or, to start over, \
                                 give another `--checkpoint` or delete the file",
                shown(path),
                printable(difference)
            ),
            Self::ChangedRow { row, checkpoint } => write!(
                f,
                "error: row {row} is stored according to {}, but was changed in the file since; only rejected rows may be \
                                 changed\nhint: undo the change; or delete the checkpoint to start over, which stores rows without a key \
                                 again",
                shown(checkpoint)
            ),
            Self::ChangedInDoubt { row } => write!(
                f,
                "error: row {row} may be stored, but was changed in the file since, so that it cannot be looked up\nhint: \
                                 undo the change; or give `--doubtful skip` if it is stored, or `--doubtful send` to send it as it is now"
            ),
            Self::MissingRow { row, rows, checkpoint } => write!(
                f,
                "error: row {row} is or may be stored according to {}, but the file ends after row {rows}\nhint: restore \
                                 the rows; or delete the checkpoint to start over, which stores rows without a key again",
                shown(checkpoint)
            ),
            Self::AlreadyRunning { checkpoint } => write!(
                f,
                "error: another import that uses {} is running\nhint: wait until it has ended, or give another \
                                 `--checkpoint` to import something else",
                shown(checkpoint)
            ),
            Self::IdReassigned { row } => write!(
                f,
                "error: the service assigned its own id to the record of row {row}, so the record was deleted again\nhint: \
                                 import without `--keep-ids`"
            ),
            Self::IdProbablyReassigned { row, id } => write!(
                f,
                "error: the service seems to have stored row {row} under its own id, {}\nhint: check that record, delete it \
                                 if it is that row (`weda delete`), and import without `--keep-ids`",
                printable(id)
            ),
            Self::IdsUnknown { row, error } => write!(
                f,
                "error: row {row}, the first one that is sent with an id, may be stored: {}\nhint: repeat the command, which \
                                 looks it up first",
                super::service::what(error)
            ),
            Self::NotStored { error } => write!(
                f,
                "error: {}\nhint: the rows were looked up and are not stored; repeat the command when the service responds, \
                                 or send fewer rows per call with `--rows-at-once`",
                super::service::what(error)
            ),
            Self::NotSendable { row, error } => {
                write!(f, "error: row {row} is not JSON ({error})\nhint: correct the row, and repeat the command")
            }
            Self::Inconclusive => f.write_str("error: stored records do not show which rows are stored"),
            Self::StillChanging => f.write_str(
                "error: the records change while they are read, so that they do not show which rows are stored",
            ),
            Self::Interrupted => f.write_str("error: interrupted"),
            Self::NothingStored(cause) => write!(f, "{cause}\nnote: nothing was stored"),
            Self::Aborted(aborted) => aborted.fmt(f),
        }
    }
}

impl fmt::Display for AbortedImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cause, through, in_doubt, checkpoint } = self;
        write!(f, "{cause}\nnote: the import ended after row {through}\n")?;
        match in_doubt.is_empty() {
            true => f.write_str("hint: repeat the command to continue"),
            false => write!(
                f,
                "hint: {in_doubt} may be stored; repeat the command, which looks them up first, with `--doubtful skip` or \
                                 `--doubtful send` for rows that cannot be looked up (the checkpoint is {})",
                printable(&checkpoint.display().to_string())
            ),
        }
    }
}
