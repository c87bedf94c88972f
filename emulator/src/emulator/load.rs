//! Records from files that people read and write.

mod folder;
mod text;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use weda_definition::{printable, read_regular_file};

use super::Emulator;
use super::records::known;
use crate::error::Error;
use crate::loaded::{Existing, Loaded, LoadedFile, SkipReason, Skipped};
use crate::profile::Ids;
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{Store, derived_id};
use folder::RecordFile;
pub(super) use text::no_object;

/// The largest file of records that is read: it is held in memory as a whole.
const MAX_BYTES: u64 = 2 << 30;

/// The records of a file.
type Records = Vec<Map<String, Value>>;

impl Emulator {
    /// Puts the records of the files in a folder into `pre`, and those in its folder `prod` into `prod`: all of them or, on
    /// an error, none. A record takes the place of the one that has its `_id`, as with [`Existing::Replace`]; all else is
    /// said at [`load_files_with`](Self::load_files_with).
    ///
    /// # Errors
    /// As [`load_files_with`](Self::load_files_with).
    pub fn load_files(&self, dir: impl AsRef<Path>) -> Result<Loaded, Error> {
        self.load_files_with(dir, Existing::Replace)
    }

    /// Puts the records of the files in a folder into `pre`, and those in its folder `prod` into `prod`: all of them or, on
    /// an error, none.
    ///
    /// A file is `<model>.json`, a list of records as [`load`](Self::load) takes them, or `<model>.ndjson` or
    /// `<model>.jsonl`, records one after the other; `<model>.mock.json` counts as `<model>.json`, as templates of the
    /// vendor call it. What else is in the folder, and each field that the model does not store, is named by what is
    /// returned; names that begin with a dot are passed over.
    ///
    /// `existing` decides about records whose `_id` is in the store, so that a folder can be loaded again and again, into a
    /// data file too. What a record that is put there does not give and the platform makes, such as times, owners and
    /// automatic numbers, stays as it was then. A record without `_id` gets one by its place in its file, the same each
    /// time.
    ///
    /// A value has to be of its field's kind, and unique where the field is. No more is asked: a file may have been saved
    /// before the definition had its limits, or after a deletion took a relation away from records that need one.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read or does not hold records, two files are of one model, or a record has a
    /// value that its field cannot hold.
    pub fn load_files_with(&self, dir: impl AsRef<Path>, existing: Existing) -> Result<Loaded, Error> {
        // Files are slow, and calls go on meanwhile.
        let (context, mut loaded, mut read) = (self.service.context(), Loaded::default(), Vec::new());
        for (stage, dir) in folders(dir.as_ref()) {
            if stage != Stage::Pre && !dir.is_dir() {
                continue;
            }
            for file in folder::files(&dir, stage, &mut loaded.skipped)? {
                match self.identifier(stage, &file) {
                    Some(model) => read.push(Read::of(file.path, stage, model, context.profile.writes.ids)?),
                    None => {
                        let reason = SkipReason::UnknownModel { model: file.identifier };
                        loaded.skipped.push(Skipped { path: file.path, reason });
                    }
                }
            }
        }
        check_once(&read)?;
        let mut store = self.store();
        let loads = read.iter_mut().map(|read| read.load(&mut store)).collect::<Result<Vec<_>, Error>>()?;
        let kept = store.put(&loads, context, existing).map_err(|(load, index, refusal)| Error::Record {
            file: read.get(load).map(|read| read.path.clone()),
            model: read.get(load).map(|read| read.model.clone()).unwrap_or_default(),
            position: index + 1,
            reason: refusal.to_string(),
        })?;
        let files = read.into_iter().zip(loads).zip(kept);
        loaded.files = files.map(|((read, (model, records)), kept)| read.loaded(&model, &records, kept)).collect();
        Ok(loaded)
    }

    /// The model that a file is of, if there is one.
    fn identifier(&self, stage: Stage, file: &RecordFile) -> Option<String> {
        let store = self.store();
        let is_known = |identifier: &str| store.definitions(stage).any(|known| known.identifier == identifier);
        let named = [Some(file.identifier.as_str()), file.identifier.strip_suffix(".mock")];
        named.into_iter().flatten().find(|identifier| is_known(identifier)).map(str::to_owned)
    }
}

/// Where the files of each stage are.
pub(super) fn folders(dir: &Path) -> [(Stage, PathBuf); 2] {
    [(Stage::Pre, dir.to_owned()), (Stage::Prod, dir.join(Stage::Prod.name()))]
}

/// A file that was read.
struct Read {
    path: PathBuf,
    stage: Stage,
    model: String,
    records: Records,
}

impl Read {
    fn of(path: PathBuf, stage: Stage, model: String, ids: Ids) -> Result<Self, Error> {
        let bytes =
            read_regular_file(&path, MAX_BYTES).map_err(|error| Error::file(&path, "cannot be read", &error))?;
        let records = text::records(&path, &bytes, &model)?;
        let records = with_ids(records, stage, &model, ids);
        Ok(Self { path, stage, model, records })
    }

    /// The records with their model.
    fn load(&mut self, store: &mut Store) -> Result<(Arc<Model>, Records), Error> {
        Ok((known(store, self.stage, &self.model)?, std::mem::take(&mut self.records)))
    }

    fn loaded(self, model: &Model, records: &Records, kept: usize) -> LoadedFile {
        let Self { path, stage, model: identifier, .. } = self;
        let records_now = records.len() - kept;
        let unknown_fields = unknown_fields(model, records);
        let env_type = stage.name();
        LoadedFile { path, model: identifier, env_type, records: records_now, kept, unknown_fields }
    }
}

/// The values that records give for fields which the model does not store. That the reverse side of a relation is null
/// says nothing.
fn unknown_fields(model: &Model, records: &Records) -> BTreeMap<String, usize> {
    let mut unknown = BTreeMap::new();
    for (key, value) in records.iter().flatten() {
        let is_reverse = || value.is_null() && model.virtual_field(key).is_some();
        if model.column(key).is_none() && !is_reverse() {
            *unknown.entry(key.clone()).or_default() += 1;
        }
    }
    unknown
}

/// Refuses two files of one model: their records would take each other's place where they have no ids.
fn check_once(read: &[Read]) -> Result<(), Error> {
    let mut first = BTreeMap::new();
    for file in read {
        if let Some(other) = first.insert((file.stage.name(), &file.model), &file.path) {
            let reason = format!(
                "has records of model `{}`, and so has {}: keep one of the two files",
                printable(&file.model),
                printable(&other.display().to_string())
            );
            return Err(Error::File { path: file.path.clone(), reason });
        }
    }
    Ok(())
}

/// The records, each with an id.
fn with_ids(mut records: Records, stage: Stage, model: &str, ids: Ids) -> Records {
    let mut taken: HashSet<String> =
        records.iter().filter_map(|record| record.get("_id")?.as_str().map(str::to_owned)).collect();
    let count = records.len() as u64;
    for (record, position) in records.iter_mut().zip(1..) {
        if record.get("_id").is_none_or(Value::is_null) {
            let mut number = position;
            let mut id = derived_id(ids, stage, model, number);
            while !taken.insert(id.clone()) {
                number += count;
                id = derived_id(ids, stage, model, number);
            }
            record.insert("_id".to_owned(), Value::from(id));
        }
    }
    records
}
