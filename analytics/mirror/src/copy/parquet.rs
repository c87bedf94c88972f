//! A copy in a directory of Parquet files.
//!
//! Files are never changed. `manifest.json` names those of the current snapshot, which have each record once, and is replaced
//! as a whole. A reader who has read the manifest can read its files for an hour, whatever is committed meanwhile.

mod batches;
mod file;
mod index;
mod manifest;
mod merge;
mod tidy;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use arrow::datatypes::SchemaRef;
use weda::Record;

use super::lock::Lock;
use super::{Access, Copy, Environment, ModelState, Prepared, Standing, StoredRow};
use crate::error::Error;
use crate::model::Model;
use crate::row::{Row, key_of};
use index::Index;
use manifest::{FileEntry, Manifest};

/// The lock of the copy.
const LOCK: &str = "weda-mirror.lock";

/// A copy in a directory of Parquet files.
pub(crate) struct ParquetCopy {
    dir: PathBuf,
    manifest: Manifest,
    /// Number of staged rows at which the copy commits, and of rows of a file.
    rows: usize,
    models: HashMap<String, Open>,
    _lock: Option<Lock>,
}

/// A model that was prepared.
struct Open {
    schema: SchemaRef,
    index: Index,
    written: merge::Written,
    deleted: merge::Deleted,
}

impl ParquetCopy {
    /// Opens a copy, or begins a new one.
    ///
    /// # Errors
    /// See [`open`](super::open).
    pub(super) fn open(dir: &Path, of: &Environment, access: Access, rows: usize) -> Result<Self, Error> {
        let lock = match access {
            Access::Write => {
                let fail = |error| Error::File { action: "create", path: dir.to_owned(), error };
                let is_copy = dir.join(manifest::FILE).exists();
                // What else is there is not ours: nothing is written beside it.
                if !is_copy && dir.exists() && !tidy::is_empty(dir)? {
                    return Err(Error::NotACopy { path: dir.to_owned(), reason: "is a directory with other files" });
                }
                std::fs::create_dir_all(dir).map_err(fail)?;
                Some(Lock::take(dir, dir.join(LOCK))?)
            }
            Access::Read => None,
        };
        let manifest = match Manifest::read(dir)? {
            Some(manifest) => manifest,
            None if access == Access::Read => {
                return Err(Error::NotACopy {
                    path: dir.to_owned(),
                    reason: "has no manifest.json, so it is not a copy",
                });
            }
            None => Manifest::new(of),
        };
        let copied = Environment { id: manifest.env_id.clone(), env_type: manifest.env_type.clone() };
        if copied != *of {
            let (copied, read) = (copied.to_string(), of.to_string());
            return Err(Error::OtherEnvironment { path: dir.to_owned(), copied, read });
        }
        if access == Access::Write {
            manifest.write(dir)?;
            tidy::remove_orphans(dir, &manifest)?;
        }
        Ok(Self { dir: dir.to_owned(), manifest, rows: rows.max(1), models: HashMap::new(), _lock: lock })
    }

    fn opened(&mut self, model: &Model) -> Result<&mut Open, Error> {
        let missing = || Error::NoModel { path: self.dir.clone(), model: model.identifier().to_owned() };
        self.models.get_mut(model.identifier()).ok_or_else(missing)
    }

    fn is_writable(&self) -> bool {
        self._lock.is_some()
    }
}

impl Copy for ParquetCopy {
    fn prepare(&mut self, model: &Model, rebuild: bool) -> Result<Prepared, Error> {
        let identifier = model.identifier();
        if !tidy::is_model(identifier) {
            let reason = "the identifier cannot be the name of a directory; copy the model to a SQLite file".to_owned();
            return Err(Error::Name { model: identifier.to_owned(), reason });
        }
        let schema = batches::schema(model)?;
        let columns = manifest::columns(model, &schema);
        if rebuild && let Some(old) = self.manifest.models.remove(identifier) {
            self.manifest.retire(old.files);
        }
        let (mut has_changed, mut index) = (false, Index::default());
        let mut state = ModelState::default();
        match self.manifest.models.get_mut(identifier) {
            Some(existing) => {
                state = existing.state.clone();
                has_changed = existing.adopt(identifier, &columns)?;
                index = Index::load(&self.dir, &existing.files)?;
            }
            None => {
                self.manifest.models.insert(identifier.to_owned(), manifest::ModelEntry::new(columns));
            }
        }
        if let Some(entry) = self.manifest.models.get_mut(identifier) {
            entry.describe(model);
            entry.state.needs_all |= has_changed;
        }
        let (written, deleted) = (HashMap::new(), HashMap::new());
        self.models.insert(identifier.to_owned(), Open { schema, index, written, deleted });
        if self.is_writable() && (has_changed || rebuild) {
            self.manifest.write(&self.dir)?;
        }
        Ok(Prepared { state, has_changed })
    }

    fn live(&mut self, model: &Model) -> Result<u64, Error> {
        Ok(self.opened(model)?.index.live())
    }

    fn standing(&mut self, model: &Model, ids: &[&str]) -> Result<Vec<Option<Standing>>, Error> {
        let open = self.opened(model)?;
        let standing = |id: &&str| {
            let key = key_of(id);
            match (open.written.get(&key), open.deleted.contains_key(&key)) {
                (Some((_, row)), is_deleted) => Some(Standing { digest: row.digest, is_deleted }),
                (None, is_deleted) => open
                    .index
                    .get(key)
                    .map(|found| Standing { digest: found.digest, is_deleted: found.is_deleted || is_deleted }),
            }
        };
        Ok(ids.iter().map(standing).collect())
    }

    fn write(&mut self, model: &Model, records: Vec<(Record, Row)>) -> Result<(), Error> {
        let open = self.opened(model)?;
        for (record, row) in records {
            let key = key_of(record.id());
            open.deleted.remove(&key);
            open.written.insert(key, (record, row));
        }
        Ok(())
    }

    fn delete(&mut self, model: &Model, ids: &[String], at: i64) -> Result<(), Error> {
        let open = self.opened(model)?;
        open.deleted.extend(ids.iter().map(|id| (key_of(id), at)));
        Ok(())
    }

    fn has_staged(&self) -> bool {
        self.models.values().any(|open| !open.written.is_empty() || !open.deleted.is_empty())
    }

    fn is_due(&self) -> bool {
        self.models.values().any(|open| open.written.len() >= self.rows)
    }

    fn commit(&mut self, model: &Model, state: &ModelState) -> Result<(), Error> {
        let (dir, rows) = (self.dir.clone(), self.rows);
        let mut manifest = self.manifest.clone();
        manifest.snapshot += 1;
        let missing = || Error::NoModel { path: dir.clone(), model: model.identifier().to_owned() };
        let open = self.models.get_mut(model.identifier()).ok_or_else(missing)?;
        // What is staged is lost if this fails: the next run begins with the state of the last commit.
        let (written, deleted) = (std::mem::take(&mut open.written), std::mem::take(&mut open.deleted));
        let entry = manifest.models.get_mut(model.identifier()).ok_or_else(missing)?;
        entry.state = state.clone();
        let touched = match std::mem::take(&mut entry.is_outdated) {
            true => entry.files.iter().map(|file| file.path.clone()).collect(),
            false => open.index.paths_of(written.keys().chain(deleted.keys()).copied()),
        };
        let (schema, snapshot) = (SchemaRef::clone(&open.schema), manifest.snapshot);
        let mut target = merge::Target { dir: &dir, model, schema, rows, snapshot, made: 0 };
        let change = merge::apply(&mut target, &entry.files, &touched, &written, &deleted)?;
        entry.files = change.files;
        entry.count();
        manifest.retire(change.replaced);
        let expired = manifest.expired();
        manifest.write(&dir)?;
        tidy::remove(&dir, &expired);
        self.manifest = manifest;
        // Written files may have been joined with others afterwards.
        change.written.into_iter().for_each(|(path, records)| open.index.wrote(&path, records));
        change.moved.iter().for_each(|(old, new)| open.index.moved(old, new));
        deleted.into_keys().for_each(|key| open.index.mark_deleted(key));
        Ok(())
    }

    fn unseen(&mut self, model: &Model, seen: &HashSet<u128>) -> Result<Vec<String>, Error> {
        let dir = self.dir.clone();
        let files = self.files(model);
        let open = self.opened(model)?;
        if open.index.live_keys().all(|key| seen.contains(&key)) {
            return Ok(Vec::new());
        }
        let mut unseen = Vec::new();
        for entry in &files {
            file::rows(&dir, entry, &mut |row| {
                if !row.is_deleted && !seen.contains(&key_of(&row.id)) {
                    unseen.push(row.id);
                }
            })?;
        }
        Ok(unseen)
    }

    fn rows(&mut self, model: &Model, each: &mut dyn FnMut(StoredRow)) -> Result<(), Error> {
        let missing = || Error::NoModel { path: self.dir.clone(), model: model.identifier().to_owned() };
        if self.manifest.models.get(model.identifier()).is_none_or(|entry| !entry.state.is_whole) {
            return Err(missing());
        }
        self.files(model).iter().try_for_each(|entry| file::rows(&self.dir, entry, each))
    }

    fn finish(&mut self) -> Result<(), Error> {
        if self.is_writable() {
            tidy::remove_orphans(&self.dir, &self.manifest)?;
        }
        Ok(())
    }
}

impl ParquetCopy {
    fn files(&self, model: &Model) -> Vec<FileEntry> {
        self.manifest.models.get(model.identifier()).map(|entry| entry.files.clone()).unwrap_or_default()
    }
}
