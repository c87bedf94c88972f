//! Loading records from files.

mod folder;
mod text;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use weda_definition::{printable, read_regular_file};

use super::Emulator;
use super::links;
use super::records::find_model;
use crate::error::Error;
use crate::loaded::{Existing, Loaded, LoadedFile, SkipReason, Skipped};
use crate::profile::Ids;
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{Context, ListChange, Load, Store, derived_id};
use folder::RecordFile;
pub(super) use text::not_an_object;

/// The maximum size of a file of records, which is held in memory.
const MAX_BYTES: u64 = 2 << 30;

/// The records of a file.
pub(super) type Records = Vec<Map<String, Value>>;

impl Emulator {
    /// Loads a folder of files with [`Existing::Replace`]: see [`load_files_with`](Self::load_files_with).
    ///
    /// # Errors
    /// Returns an error as [`load_files_with`](Self::load_files_with) does.
    pub fn load_files(&self, dir: impl AsRef<Path>) -> Result<Loaded, Error> {
        self.load_files_with(dir, Existing::Replace)
    }

    /// Loads the files of a folder into `pre` and those of its subfolder `prod` into `prod`: all records or, on an
    /// error, none.
    ///
    /// A file is `<model>.json`, a list of records as [`load`](Self::load) takes them, or `<model>.ndjson` or
    /// `<model>.jsonl`, one record after the other; `<model>.mock.json`, as in templates of the vendor, counts as
    /// `<model>.json`. The result names all other entries and each field that the model does not store; names that
    /// begin with a dot are ignored.
    ///
    /// `existing` applies to records whose `_id` is in the store, so that a folder can be loaded repeatedly. System
    /// values that a replacing record lacks, such as times, owners and automatic numbers, keep their stored values, and so
    /// do lists of related records. A record without `_id` gets an id derived from its position in the file, the same each
    /// time.
    ///
    /// Only the kind and the uniqueness of values are checked: a file may have been saved before the definition had its
    /// limits, or after a deletion cleared a required relation.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read or does not hold records, two files are of the same model, or a record
    /// has a value that its field cannot hold.
    pub fn load_files_with(&self, dir: impl AsRef<Path>, existing: Existing) -> Result<Loaded, Error> {
        // Without the store's lock: reading files is slow, and calls continue meanwhile.
        let profile = self.service.profile();
        let context = Context::of(&profile, self.service.clock.now());
        let (mut loaded, mut read) = (Loaded::default(), Vec::new());
        for (stage, dir) in folders(dir.as_ref()) {
            if stage != Stage::Pre && !dir.is_dir() {
                continue;
            }
            for file in folder::files(&dir, stage, &mut loaded.skipped)? {
                match self.identifier(stage, &file) {
                    Some(model) => read.push(FileRecords::of(file.path, stage, model, context.rules.ids)?),
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
        let kept = store.load_files(&loads, context, existing).map_err(|(load, index, error)| Error::Record {
            file: read.get(load).map(|read| read.path.clone()),
            model: read.get(load).map(|read| read.model.clone()).unwrap_or_default(),
            position: index + 1,
            reason: error.to_string(),
        })?;
        let files = read.into_iter().zip(&loads).zip(kept);
        loaded.files = files.map(|((read, load), kept)| read.loaded(load, kept)).collect();
        Ok(loaded)
    }

    /// The model of a file, if it exists.
    fn identifier(&self, stage: Stage, file: &RecordFile) -> Option<String> {
        let store = self.store();
        let is_known = |identifier: &str| store.definitions(stage).any(|known| known.identifier == identifier);
        let named = [Some(file.identifier.as_str()), file.identifier.strip_suffix(".mock")];
        named.into_iter().flatten().find(|identifier| is_known(identifier)).map(str::to_owned)
    }
}

/// The folder of each stage.
pub(super) fn folders(dir: &Path) -> [(Stage, PathBuf); 2] {
    [(Stage::Pre, dir.to_owned()), (Stage::Prod, dir.join(Stage::Prod.name()))]
}

/// The records of a file that was read.
struct FileRecords {
    path: PathBuf,
    stage: Stage,
    model: String,
    records: Records,
    /// The fields whose values are links.
    links: Vec<String>,
}

impl FileRecords {
    fn of(path: PathBuf, stage: Stage, model: String, ids: Ids) -> Result<Self, Error> {
        let bytes =
            read_regular_file(&path, MAX_BYTES).map_err(|error| Error::file(&path, "cannot be read", &error))?;
        let records = text::records(&path, &bytes, &model)?;
        let records = with_ids(records, stage, &model, ids);
        Ok(Self { path, stage, model, records, links: Vec::new() })
    }

    /// The records with their model and their links.
    fn load(&mut self, store: &mut Store) -> Result<Load, Error> {
        let model = find_model(store, self.stage, &self.model)?;
        let bodies = std::mem::take(&mut self.records);
        let relations = store.linked(&model).map_err(Error::storage)?;
        let links = links::changes(&bodies, &relations, ListChange::Replace).map_err(|(index, reason)| {
            let (file, model) = (Some(self.path.clone()), self.model.clone());
            Error::Record { file, model, position: index + 1, reason }
        })?;
        self.links = relations.into_iter().map(|relation| relation.key).collect();
        Ok(Load { model, bodies, links })
    }

    fn loaded(self, load: &Load, kept: usize) -> LoadedFile {
        let Self { path, stage, model: identifier, links, .. } = self;
        let records_now = load.bodies.len() - kept;
        let unknown_fields = unknown_fields(&load.model, &links, &load.bodies);
        let env_type = stage.name();
        LoadedFile { path, model: identifier, env_type, records: records_now, kept, unknown_fields }
    }
}

/// The fields in records that the model does not store, with the number of their values. A reverse side of a relation
/// that is null does not count.
fn unknown_fields(model: &Model, links: &[String], records: &Records) -> BTreeMap<String, usize> {
    let mut unknown = BTreeMap::new();
    for (key, value) in records.iter().flatten() {
        let is_reverse = || value.is_null() && model.virtual_field(key).is_some();
        if model.column(key).is_none() && !links.contains(key) && !is_reverse() {
            *unknown.entry(key.clone()).or_default() += 1;
        }
    }
    unknown
}

/// Returns an error if two files are of the same model: records without ids would get the same ones.
fn check_once(read: &[FileRecords]) -> Result<(), Error> {
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

/// Gives an id to each record that has none.
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
