//! The file that holds the records while they are copied.

use std::fs;
use std::path::{Path, PathBuf};

use weda_definition::{Printable, printable};

use crate::arguments::Copy;
use crate::confirm::confirm;
use crate::exit::Exit;
use weda::{Filter, Record};

use crate::export::{ExportJob, name_unreadable};
use crate::failure::{Failure, Mistake, TransferError};
use crate::import::{checkpoint_of, file_name};
use crate::output_file;
use crate::progress::{Progress, grouped};
use crate::records::{Format, WriteOptions};

/// The file and its checkpoint.
pub(super) struct Snapshot {
    pub path: PathBuf,
    pub checkpoint: PathBuf,
    /// A copy wrote the file: this one, or the one that its checkpoint is of.
    is_ours: bool,
}

impl Snapshot {
    pub fn of(task: &Copy) -> Self {
        let name = || format!("{}.{}-to-{}.ndjson", file_name(&task.model), file_name(&task.from), file_name(&task.to));
        let path = task.file.clone().unwrap_or_else(|| PathBuf::from(name()));
        let checkpoint = checkpoint_of(&path);
        let is_ours = is_there(&checkpoint);
        Self { path, checkpoint, is_ours }
    }

    /// Returns true if an earlier copy did not complete.
    pub fn is_resumable(&self) -> bool {
        is_there(&self.checkpoint) && is_there(&self.path)
    }

    /// Returns true if the file exists and no checkpoint tells that a copy wrote it.
    pub fn is_foreign(&self) -> bool {
        is_there(&self.path) && !is_there(&self.checkpoint)
    }

    /// # Errors
    /// Returns an error if the user does not confirm.
    pub fn confirm_overwrite(&self, yes: bool) -> Result<(), Failure> {
        confirm(&format!("overwrite {}", Printable(self.path.display())), yes)
    }

    /// Reads the records of the source into the file, which only its owner can read.
    ///
    /// # Errors
    /// Returns an error if a call fails, if a record cannot be read, or if the file cannot be written.
    pub async fn read(&mut self, task: &Copy, source: &weda::Client) -> Result<(), Failure> {
        let fail = |error| -> Failure { TransferError::Unwritable { path: self.path.clone(), error }.into() };
        let mut draft = output_file::private_beside(&self.path).map_err(fail)?;
        let options = WriteOptions::default();
        let filter = task.filter.as_deref().map(Filter::<Record>::raw_unchecked);
        let job = ExportJob { client: source, model: &task.model, filter, ahead: task.ahead, options: &options };
        let progress = Progress::beside_stdout(format!("{} of {}", task.model, task.from), 0);
        let read = job.write_to(Format::Ndjson, draft.as_file_mut(), progress, fail).await?;
        if !read.unreadable.is_empty() {
            name_unreadable(&task.model, &read.unreadable);
            let (records, from) = (grouped(read.unreadable.len() as u64), printable(&task.from));
            let what = format!("{records} records of {from} cannot be read");
            let hint = "correct them in the console, or leave them out with `--filter`";
            return Err(Mistake::new(what, hint).with_exit(Exit::Incomplete).into());
        }
        draft.persist(&self.path).map_err(|error| fail(error.error))?;
        self.is_ours = true;
        Ok(())
    }

    /// Removes the file, unless a checkpoint refers to it or no copy wrote it.
    ///
    /// # Errors
    /// Returns an error if the file cannot be removed.
    pub fn remove_unless_resumable(&self) -> Result<(), Failure> {
        if !self.is_ours || is_there(&self.checkpoint) || !is_there(&self.path) {
            return Ok(());
        }
        let fail = |error| Failure::Io { action: "remove", path: self.path.clone(), error };
        fs::remove_file(&self.path).map_err(fail)
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
