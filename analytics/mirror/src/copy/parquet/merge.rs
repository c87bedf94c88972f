//! A new snapshot: new files for what has changed, and all other files as they are.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use arrow::datatypes::SchemaRef;
use weda::Record;

use super::manifest::FileEntry;
use super::{batches, file};
use crate::error::Error;
use crate::model::Model;
use crate::row::{Digest, Row, key_of};

/// Number of small files at which they become one.
const MANY_SMALL_FILES: usize = 8;

/// Staged rows, by the key of their id.
pub(super) type Written = HashMap<u128, (Record, Row)>;
/// Staged marks of deletion: the time by the key of the id.
pub(super) type Deleted = HashMap<u128, i64>;

/// The place of new files.
pub(super) struct Target<'a> {
    pub(super) dir: &'a Path,
    pub(super) model: &'a Model,
    pub(super) schema: SchemaRef,
    /// Number of rows of a full file.
    pub(super) rows: usize,
    pub(super) snapshot: u64,
    /// Number of files made so far.
    pub(super) made: u32,
}

/// The difference to the snapshot before.
#[derive(Default)]
pub(super) struct Change {
    /// The files of the new snapshot.
    pub(super) files: Vec<FileEntry>,
    /// The files that are no longer part of it.
    pub(super) replaced: Vec<FileEntry>,
    /// The new paths of files that were written anew, in the order of the changes.
    pub(super) moved: Vec<(String, String)>,
    /// The new files of written records.
    pub(super) written: Vec<(String, Vec<(u128, Digest)>)>,
}

impl Target<'_> {
    /// The path of the next file: the number of its snapshot makes it one that was never used.
    fn next_path(&mut self) -> String {
        self.made += 1;
        format!("{}/{:010}-{:04}.parquet", self.model.identifier(), self.snapshot, self.made)
    }

    fn fail(&self, error: impl std::fmt::Display) -> Error {
        Error::Arrow { model: self.model.identifier().to_owned(), reason: error.to_string() }
    }

    /// Writes files anew as one, changed by `written` and `deleted`.
    fn rewrite(
        &mut self,
        files: &[FileEntry],
        written: &Written,
        deleted: &Deleted,
        change: &mut Change,
    ) -> Result<(), Error> {
        let mut all = Vec::new();
        for entry in files {
            file::batches(self.dir, entry, &mut |batch| {
                all.push(batch);
                Ok(())
            })?;
        }
        // Columns that the definition no longer has stay.
        let schema = all
            .iter()
            .fold(SchemaRef::clone(&self.schema), |schema, batch| batches::with_removed(&schema, &batch.schema()));
        let mut writer = file::Writer::new(SchemaRef::clone(&schema)).map_err(|error| self.fail(error))?;
        for batch in all {
            let is_replaced = |id: &str| written.contains_key(&key_of(id));
            let kept = batches::conform(&batch, &schema)
                .and_then(|batch| batches::changed(&batch, is_replaced, |id| deleted.get(&key_of(id)).copied()))
                .map_err(|error| self.fail(error))?;
            writer.write(&kept).map_err(|error| self.fail(error))?;
        }
        if writer.rows() > 0 {
            let path = self.next_path();
            change.moved.extend(files.iter().map(|entry| (entry.path.clone(), path.clone())));
            change.files.push(writer.finish(self.dir, path)?);
        }
        change.replaced.extend(files.iter().cloned());
        Ok(())
    }
}

/// Writes the files of a new snapshot. `touched` has the paths of the files that have records of the change.
///
/// # Errors
/// Returns an error if a file is damaged or cannot be written.
pub(super) fn apply(
    target: &mut Target<'_>,
    files: &[FileEntry],
    touched: &HashSet<String>,
    written: &Written,
    deleted: &Deleted,
) -> Result<Change, Error> {
    let mut change = Change::default();
    for entry in files {
        match touched.contains(&entry.path) {
            true => target.rewrite(std::slice::from_ref(entry), written, deleted, &mut change)?,
            false => change.files.push(entry.clone()),
        }
    }
    // In the order of ids, so that the statistics of the files help their readers.
    let mut sorted: Vec<&(Record, Row)> = written.values().collect();
    sorted.sort_by(|a, b| a.0.id().cmp(b.0.id()));
    for part in sorted.chunks(target.rows) {
        let batch = batches::of_records(target.model, &target.schema, part)?;
        let mut writer = file::Writer::new(SchemaRef::clone(&target.schema)).map_err(|error| target.fail(error))?;
        writer.write(&batch).map_err(|error| target.fail(error))?;
        let path = target.next_path();
        let records = part.iter().map(|(record, row)| (key_of(record.id()), row.digest)).collect();
        change.written.push((path.clone(), records));
        change.files.push(writer.finish(target.dir, path)?);
    }
    compact(target, &mut change)?;
    Ok(change)
}

/// Makes one file of many small ones.
fn compact(target: &mut Target<'_>, change: &mut Change) -> Result<(), Error> {
    let is_small = |entry: &FileEntry| entry.rows * 4 < target.rows as u64;
    if change.files.iter().filter(|entry| is_small(entry)).count() < MANY_SMALL_FILES {
        return Ok(());
    }
    let (small, full): (Vec<_>, Vec<_>) = std::mem::take(&mut change.files).into_iter().partition(is_small);
    change.files = full;
    target.rewrite(&small, &HashMap::new(), &HashMap::new(), change)
}
