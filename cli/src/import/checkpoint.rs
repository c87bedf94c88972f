//! How far an import is, in a file that is always ahead of what is sent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::spans::Spans;
use crate::failure::{Failure, Trouble};
use crate::records::{Mark, Row, Unread};

/// Rows between two writings of the file. Where the process is ended by force, so many rows may be called doubtful that
/// were never sent.
const STRIDE: u64 = 100;

/// The form of the file.
const VERSION: u32 = 1;

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    version: u32,
    of: Of,
    /// Every row up to this one is stored or rejected, unless it is among those below.
    pub through: u64,
    /// What was read of the file when a row was sent, or when the run ended: whoever goes on must find the same.
    pub read: Mark,
    /// No row behind this one was sent.
    pub sent: u64,
    /// Rows of which nobody knows whether they are stored.
    pub doubtful: Spans,
    /// Rows that are surely not stored, and are to be sent.
    pub open: Spans,
    pub created: u64,
    /// Rows of which the user said that they are there.
    #[serde(default)]
    pub assumed: u64,
    pub rejected: u64,
    /// Bytes of the file of rejected rows that speak of these.
    #[serde(default)]
    pub rejects: u64,
    /// The service has been seen to keep ids that it is given.
    pub ids_kept: bool,
}

/// What is imported to where: a run of something else must not go on from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Of {
    pub env_id: String,
    pub env_type: String,
    pub model: String,
    pub keep_ids: bool,
}

/// The state, and where it is kept.
pub(super) struct Checkpoint {
    pub state: State,
    path: Option<PathBuf>,
    /// The run that wrote it was ended by force.
    was_killed: bool,
}

impl State {
    /// Rows that nothing more is to be done about.
    pub fn done(&self) -> u64 {
        self.created + self.assumed + self.rejected
    }
}

impl Checkpoint {
    /// Goes on where the file says, or begins. Without a path nothing is kept.
    ///
    /// # Errors
    /// The file cannot be read, or belongs to another import.
    pub fn open(path: Option<PathBuf>, of: Of) -> Result<Self, Failure> {
        let fresh = State {
            version: VERSION,
            of,
            through: 0,
            read: Mark::default(),
            sent: 0,
            doubtful: Spans::default(),
            open: Spans::default(),
            created: 0,
            assumed: 0,
            rejected: 0,
            rejects: 0,
            ids_kept: false,
        };
        let mut was_killed = false;
        let state = match path.as_deref().map(read).transpose()?.flatten() {
            None => fresh,
            Some(mut state) if state.of == fresh.of && state.version == VERSION => {
                // What was under way when the process ended.
                let (first, last) = (state.through + 1, state.sent);
                was_killed = first <= last;
                state.doubtful.extend(first, last);
                state.through = state.through.max(state.sent);
                state
            }
            Some(_) => return Err(Trouble::OtherImport { path: path.unwrap_or_default() }.into()),
        };
        Ok(Self { state, path, was_killed })
    }

    /// Whether an earlier run has done something.
    pub fn goes_on(&self) -> bool {
        self.state.through > 0
    }

    /// Passes over the rows that an earlier run has seen to, and hands back those that something is left to do about.
    ///
    /// # Errors
    /// They cannot be read, or are others than those that the earlier run has read.
    pub fn pass(&self, rows: &mut impl Iterator<Item = Result<Row, Unread>>) -> Result<Vec<Row>, Failure> {
        let State { through, read, doubtful, open, .. } = &self.state;
        let (mut left, mut reached) = (Vec::new(), Mark::default());
        for row in rows.take(usize::try_from(*through).unwrap_or(usize::MAX)) {
            let row = row.map_err(Trouble::Rows)?;
            if row.number <= read.row {
                reached = row.mark;
            }
            if doubtful.has(row.number) || open.has(row.number) {
                left.push(row);
            }
        }
        match (&self.path, reached == *read) {
            (Some(path), false) => Err(Trouble::OtherRows { checkpoint: path.clone() }.into()),
            _ => Ok(left),
        }
    }

    /// How much of the file of rejected rows is accounted for, where an earlier run could not see to that itself.
    pub fn rejects_to_keep(&self) -> Option<u64> {
        self.was_killed.then_some(self.state.rejects)
    }

    /// Whether no row was stored, may be, or has been told of.
    pub fn has_left_nothing(&self) -> bool {
        self.state.done() == 0 && self.state.doubtful.is_empty()
    }

    /// Says that a row is about to be sent. When this returns, the file knows.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn send(&mut self, row: Mark) -> Result<(), Failure> {
        if row.row <= self.state.sent {
            return Ok(());
        }
        self.state.sent = row.row + STRIDE - 1;
        let through = std::mem::replace(&mut self.state.read, row);
        let written = self.write();
        self.state.read = through;
        written
    }

    /// Everything is done: there is nothing to go on from.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn remove(&self) -> Result<(), Failure> {
        match &self.path {
            Some(path) if path.exists() => {
                fs::remove_file(path).map_err(|error| Trouble::Unwritable { path: path.clone(), error }.into())
            }
            _ => Ok(()),
        }
    }

    /// What it holds, for those who go on with it; here nothing is kept any more.
    pub fn take(&mut self) -> Self {
        Self { state: self.state.clone(), path: self.path.take(), was_killed: self.was_killed }
    }

    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// A new file takes the place of the old one at once, so that one of them is always whole.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self) -> Result<(), Failure> {
        let Some(path) = &self.path else { return Ok(()) };
        let fail = |error| Trouble::Unwritable { path: path.clone(), error };
        let text = serde_json::to_vec(&self.state).map_err(|error| fail(error.into()))?;
        // One name, since there is one import at a time: what a killed run leaves is taken up by the next.
        let mut beside = path.clone().into_os_string();
        beside.push(".new");
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)).map_err(fail)?;
        Ok(())
    }
}

fn read(path: &Path) -> Result<Option<State>, Failure> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Trouble::Unreadable { path: path.to_owned(), error }.into()),
    };
    serde_json::from_slice(&text).map(Some).map_err(|_| Trouble::OtherImport { path: path.to_owned() }.into())
}
