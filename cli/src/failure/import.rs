//! Why an import did not begin, or ended before its file did.

use std::fmt;
use std::io;
use std::path::PathBuf;

use weda_definition::printable;

use super::Failure;
use crate::exit::Exit;
use crate::row_ranges::RowRanges;

/// Why an import ended.
#[derive(Debug)]
pub(crate) enum ImportError {
    /// The field of `--key` is not one of the model.
    NoKeyField { reason: String },
    /// Where rejected rows would go there is a file.
    RejectsThere { path: PathBuf },
    /// The file of rejected rows is not as an earlier run has left it.
    RejectsChanged { path: PathBuf },
    /// The file of rejected rows cannot be written.
    RejectsUnwritable { path: PathBuf, error: io::Error },
    /// The checkpoint cannot be written.
    CheckpointUnwritable { path: PathBuf, error: io::Error },
    /// A file is not a checkpoint, or that of another import.
    OtherImport { path: PathBuf, difference: String },
    /// A row that is stored is another one now.
    ChangedRow { row: u64, checkpoint: PathBuf },
    /// A row that may be stored is another one now.
    ChangedInDoubt { row: u64 },
    /// A row that is stored is not in the file any more.
    MissingRow { row: u64, rows: u64, checkpoint: PathBuf },
    /// Another process goes by the same checkpoint.
    UnderWay { checkpoint: PathBuf },
    /// The service gives records ids of its own.
    IdsNotKept { row: u64 },
    /// The same, seen of a row whose answer was lost.
    IdsNotKeptOf { row: u64, id: String },
    /// The row by which an import finds out whether ids are kept may be stored, and no answer tells.
    IdsUnknown { row: u64, error: weda::Error },
    /// Rows that were looked for are not stored, whatever the answer to them says.
    NotStored { error: weda::Error },
    /// A row is not JSON, though it was mapped.
    NotSendable { row: u64, error: serde_json::Error },
    /// Rows may be stored, and the records do not tell.
    NothingTells,
    /// Rows may be stored, and the records change as fast as they are read.
    StillChanging,
    /// Ctrl-C.
    Stopped,
    /// The import ended, and nothing came of it.
    NothingStored(Box<Failure>),
    /// The import ended before its file did.
    BrokenOff(Box<BrokenOff>),
}

/// Where an import was broken off, and why.
#[derive(Debug)]
pub(crate) struct BrokenOff {
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
    /// What a script sees of it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::NoKeyField { .. } => Exit::Arguments,
            Self::RejectsThere { .. } | Self::RejectsChanged { .. } | Self::RejectsUnwritable { .. } => Exit::LocalFile,
            Self::CheckpointUnwritable { .. } | Self::OtherImport { .. } | Self::UnderWay { .. } => Exit::LocalFile,
            Self::ChangedRow { .. }
            | Self::ChangedInDoubt { .. }
            | Self::MissingRow { .. }
            | Self::NotSendable { .. } => Exit::LocalFile,
            Self::IdsNotKept { .. } | Self::IdsNotKeptOf { .. } | Self::NothingTells | Self::StillChanging => {
                Exit::Other
            }
            Self::IdsUnknown { error, .. } | Self::NotStored { error } => Exit::of(error),
            Self::Stopped => Exit::Interrupted,
            Self::NothingStored(cause) => cause.exit(),
            Self::BrokenOff(broken) => broken.cause.exit(),
        }
    }

    /// The error of the client that is behind it.
    pub fn error(&self) -> Option<&weda::Error> {
        match self {
            Self::IdsUnknown { error, .. } | Self::NotStored { error } => Some(error),
            error => error.cause().and_then(Failure::error),
        }
    }

    /// What went wrong with it in the end.
    pub fn cause(&self) -> Option<&Failure> {
        match self {
            Self::NothingStored(cause) => Some(cause),
            Self::BrokenOff(broken) => Some(&broken.cause),
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
            Self::RejectsThere { path } => write!(
                f,
                "error: {} exists, and may hold rejected rows of an earlier import\nhint: move it away, or give `--rejects` \
                 another name",
                shown(path)
            ),
            Self::RejectsChanged { path } => write!(
                f,
                "error: {} was changed since the import wrote it, and going on would replace it\nhint: move it away; it can \
                 be imported as a file of its own",
                shown(path)
            ),
            Self::RejectsUnwritable { path, error } => write!(
                f,
                "error: the file of rejected rows {} cannot be written ({error})\nhint: give `--rejects` and `--checkpoint` \
                 names in a folder with room, where you may write",
                shown(path)
            ),
            Self::CheckpointUnwritable { path, error } => write!(
                f,
                "error: the checkpoint {} cannot be written ({error})\nhint: give `--checkpoint` and `--rejects` names in a \
                 folder with room, where you may write",
                shown(path)
            ),
            Self::OtherImport { path, difference } => write!(
                f,
                "error: {} is not the checkpoint of this import: {}\nhint: give the same command as before; or give \
                 `--checkpoint` another name, or remove the file, to begin anew",
                shown(path),
                printable(difference)
            ),
            Self::ChangedRow { row, checkpoint } => write!(
                f,
                "error: row {row} is stored already, by {}, and is another row in the file now; only rows that were rejected \
                 may be changed\nhint: take the change back; or remove the checkpoint to begin anew, which \
                 stores rows again that have no key",
                shown(checkpoint)
            ),
            Self::ChangedInDoubt { row } => write!(
                f,
                "error: row {row} may be stored as it was, and is another row in the file now, so that it cannot be looked \
                 for\nhint: take the change back; or say with `--doubtful skip` that it is stored, or with `--doubtful send` \
                 that it is to be sent as it is now"
            ),
            Self::MissingRow { row, rows, checkpoint } => write!(
                f,
                "error: row {row} is stored or may be, by {}, and the file ends behind row {rows}\nhint: bring the rows back; or \
                 remove the checkpoint to begin anew, which stores rows again that have no key",
                shown(checkpoint)
            ),
            Self::UnderWay { checkpoint } => write!(
                f,
                "error: another import that goes by {} is under way\nhint: wait until it has ended, or give `--checkpoint` \
                 another name if something else is imported",
                shown(checkpoint)
            ),
            Self::IdsNotKept { row } => write!(
                f,
                "error: the service gave the record of row {row} an id of its own, so the record was deleted again\nhint: \
                 import without `--keep-ids`"
            ),
            Self::IdsNotKeptOf { row, id } => write!(
                f,
                "error: the service seems to have stored row {row} under an id of its own, {}\nhint: look at that record, \
                 delete it if it is that row (`weda delete`), and import without `--keep-ids`",
                printable(id)
            ),
            Self::IdsUnknown { row, error } => write!(
                f,
                "error: row {row}, by which it shows whether ids are kept, may be stored: {}\nhint: give the same command \
                 again, which looks for it first",
                super::service::what(error)
            ),
            Self::NotStored { error } => write!(
                f,
                "error: {}\nhint: the rows were looked for and are not stored; give the same command again when the service \
                 answers, or fewer rows of one call with `--rows-at-once`",
                super::service::what(error)
            ),
            Self::NotSendable { row, error } => {
                write!(
                    f,
                    "error: row {row} is not JSON ({error})\nhint: correct the row, and give the same command again"
                )
            }
            Self::NothingTells => f.write_str("error: the records do not tell which rows are stored"),
            Self::StillChanging => f.write_str(
                "error: the records change as fast as they are read, so that they do not tell which rows are stored",
            ),
            Self::Stopped => f.write_str("error: interrupted"),
            Self::NothingStored(cause) => write!(f, "{cause}\nnote: nothing was stored"),
            Self::BrokenOff(broken) => broken.fmt(f),
        }
    }
}

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cause, through, in_doubt, checkpoint } = self;
        write!(f, "{cause}\nnote: the import ended behind row {through}\n")?;
        match in_doubt.is_empty() {
            true => f.write_str("hint: give the same command again to go on"),
            false => write!(
                f,
                "hint: {in_doubt} may be stored; give the same command again, which looks for them first, with `--doubtful \
                 skip` or `--doubtful send` for rows that nothing tells of (the checkpoint is {})",
                printable(&checkpoint.display().to_string())
            ),
        }
    }
}
