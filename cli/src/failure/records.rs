//! What keeps records from being brought out of an environment, or into one.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Failure;
use crate::exit::Exit;
use crate::import::spans::Spans;
use crate::records::{NoColumn, Unread};

/// Why records were not exported or imported.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A file that records should go to.
    Unwritable { path: PathBuf, error: io::Error },
    /// Several models, and stdout can take one.
    NoFolder { models: usize },
    /// One model, named twice.
    Twice { model: String },
    /// A record has a value that the table has no column for.
    NoColumn(NoColumn),
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-C, and what was under way is done.
    Stopped,
    /// A file that records come from.
    Unreadable { path: PathBuf, error: io::Error },
    /// Neither its name nor its beginning says what a file is.
    NoFormat { path: PathBuf },
    /// The rows of a file break off.
    Rows(Unread),
    /// A table for a model of whose fields nothing is known.
    NoFields { model: String },
    /// Where rejected rows would go there is a file.
    RejectsThere { path: PathBuf },
    /// A file is no checkpoint, or that of another import.
    OtherImport { path: PathBuf },
    /// The rows that an earlier run has read are not those of the file.
    OtherRows { checkpoint: PathBuf },
    /// Another process goes by the same checkpoint.
    UnderWay { checkpoint: PathBuf },
    /// The service gives records ids of its own.
    IdsNotKept { row: u64 },
    /// Rows of an earlier run may be stored.
    InDoubt { rows: Spans, checkpoint: Option<PathBuf> },
    /// An import ended before its file did.
    BrokenOff(Box<BrokenOff>),
}

/// Where an import was broken off, and why.
#[derive(Debug)]
pub(crate) struct BrokenOff {
    pub cause: Failure,
    pub through: u64,
    pub created: u64,
    /// Rows that the user said are there.
    pub assumed: u64,
    pub doubtful: Spans,
    /// The rows have a key to look for them by.
    pub has_key: bool,
    pub checkpoint: Option<PathBuf>,
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Records(trouble)
    }
}

impl Trouble {
    /// What a script sees of it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Unwritable { .. } | Self::Unreadable { .. } | Self::Rows(_) => Exit::LocalFile,
            Self::RejectsThere { .. } | Self::OtherImport { .. } | Self::OtherRows { .. } | Self::UnderWay { .. } => {
                Exit::LocalFile
            }
            Self::NoFolder { .. } | Self::Twice { .. } | Self::NoFormat { .. } => Exit::Arguments,
            Self::NoFields { .. } => Exit::NotFound,
            Self::BrokenOff(broken) => broken.cause.exit(),
            Self::Interrupted | Self::Stopped => Exit::Interrupted,
            Self::NoColumn(_) => Exit::Other,
            Self::IdsNotKept { .. } | Self::InDoubt { .. } => Exit::Other,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritable { path, error } => write!(
                f,
                "error: {} cannot be written ({error}); choose another place, or make room and allow writing there",
                path.display()
            ),
            Self::NoFolder { models } => {
                write!(
                    f,
                    "error: {models} models do not fit into one stdout; give `--out` a folder, or export one model"
                )
            }
            Self::Twice { model } => write!(f, "error: {model} is named twice; name each model once"),
            Self::NoColumn(NoColumn { id, field }) => write!(
                f,
                "error: record {id} has a field `{field}`, which neither the definition nor the first page has, so that the \
                 table has no column for it; export with `--format ndjson`"
            ),
            Self::Interrupted => f.write_str("error: interrupted, and nothing was kept\nhint: give the same command again"),
            Self::Stopped => f.write_str("error: interrupted; the rows that were under way have been waited for"),
            Self::Unreadable { path, error } => {
                write!(
                    f,
                    "error: {} cannot be read ({error}); name a file that is there and may be read",
                    path.display()
                )
            }
            Self::NoFormat { path } => write!(
                f,
                "error: nothing tells what {} is: it begins with neither `{{` nor `[`; say `--format ndjson`, `json` or `csv`",
                path.display()
            ),
            Self::Rows(Unread::Io(error)) => {
                write!(
                    f,
                    "error: the rows cannot be read on ({error}); give the same command again when the file is back"
                )
            }
            Self::Rows(Unread::Broken { row, reason }) => {
                write!(
                    f,
                    "error: row {row} cannot be read, and so none behind it: {reason}; mend the file from there on"
                )
            }
            Self::NoFields { model } => write!(
                f,
                "error: the service has no definition of `{model}`, so that nothing tells texts from numbers in a table; look \
                 at the identifier, or import NDJSON"
            ),
            Self::RejectsThere { path } => write!(
                f,
                "error: {} is there already, and may hold the rows of an earlier import; move it away, or give `--rejects` \
                 another name",
                path.display()
            ),
            Self::OtherImport { path } => write!(
                f,
                "error: {} does not say how far this import is: model, environment or `--keep-ids` are others; give the \
                 same command as before, or remove it to begin anew",
                path.display()
            ),
            Self::OtherRows { checkpoint } => write!(
                f,
                "error: the file does not begin with the rows that {} speaks of, so that nobody knows which of these are \
                 stored; take back what was changed before the row at which the import ended, or remove the checkpoint to \
                 begin anew, which stores rows again",
                checkpoint.display()
            ),
            Self::UnderWay { checkpoint } => write!(
                f,
                "error: another import is under way that goes by {}; wait until it has ended, or give `--checkpoint` another \
                 name where something else is imported",
                checkpoint.display()
            ),
            Self::IdsNotKept { row } => write!(
                f,
                "error: the service gave the record of row {row} an id of its own, so it was deleted again and nothing is \
                 stored; import without `--keep-ids`"
            ),
            Self::InDoubt { rows, checkpoint } => {
                write!(
                    f,
                    "error: {rows} may be stored or not, and nothing tells them from others; {}",
                    Look(checkpoint)
                )
            }
            Self::BrokenOff(broken) => broken.fmt(f),
        }
    }
}

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cause, through, created, assumed, doubtful, has_key, checkpoint } = self;
        if created + assumed == 0 && doubtful.is_empty() {
            return write!(f, "{cause}\nnote: nothing was stored");
        }
        write!(f, "{cause}\nnote: the import ended behind row {through}, with {created} records created\n")?;
        match (doubtful.is_empty(), has_key) {
            _ if checkpoint.is_none() => {
                f.write_str("hint: nothing is kept to go on from; give `--checkpoint` the next time")?;
                if !doubtful.is_empty() {
                    write!(f, ", and look for {doubtful}, which may be stored or not")?;
                }
                Ok(())
            }
            (true, _) => f.write_str("hint: give the same command again to go on"),
            (false, true) => {
                write!(
                    f,
                    "hint: {doubtful} may be stored or not; give the same command again, which looks for them first"
                )
            }
            (false, false) => write!(f, "hint: {doubtful} may be stored or not; {}", Look(checkpoint)),
        }
    }
}

/// What to do about rows that nothing tells from others.
struct Look<'a>(&'a Option<PathBuf>);

impl fmt::Display for Look<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "look for them in the model, and give the same command with `--doubtful skip` where they are there, or with \
             `--doubtful send` where they are not",
        )?;
        match self.0 {
            Some(path) => write!(f, " (how far it is stands in {})", path.display()),
            None => Ok(()),
        }
    }
}
