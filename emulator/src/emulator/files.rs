//! Records in files that people read and write.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Emulator;
use super::records::{known, saved};
use crate::error::Error;
use crate::profile::Ids;
use crate::route::Stage;
use crate::store::{Model, derived_id};

/// The records of a file.
type Records = Vec<Map<String, Value>>;

impl Emulator {
    /// Puts the records of the files `<model>.json` in a folder into `pre`, and those in its folder `prod` into `prod`:
    /// all of them or, on an error, none. A file is a list of records, as [`load`](Self::load) takes them.
    ///
    /// A record takes the place of the one that has its `_id`, so that a folder can be loaded again and again, into a
    /// data file too. What the record does not give and the platform makes, such as times, owners and automatic numbers,
    /// stays as it was then. A record without `_id` gets one by its place in its file, the same each time.
    ///
    /// A value has to be of its field's kind, and unique where the field is. No more is asked: a file may have been saved
    /// before the definition had its limits, or after a deletion took a relation away from records that need one.
    ///
    /// # Errors
    /// A file cannot be read or is no list, has no model, or has a record with a value that its field cannot hold.
    pub fn load_files(&self, dir: impl AsRef<Path>) -> Result<(), Error> {
        // Files are slow, and calls go on meanwhile.
        let (context, mut read) = (self.service.context(), Vec::new());
        for (stage, dir) in folders(dir.as_ref()) {
            if stage != Stage::Pre && !dir.is_dir() {
                continue;
            }
            for path in files(&dir)? {
                let identifier = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
                let records = records(&path, stage, identifier, context.profile.writes.ids)?;
                read.push((stage, identifier.to_owned(), records));
            }
        }
        let mut store = self.store();
        let load = |(stage, identifier, records): (Stage, String, Records)| {
            Ok::<_, Error>((known(&mut store, stage, &identifier)?, records))
        };
        let loads: Vec<(Arc<Model>, Records)> = read.into_iter().map(load).collect::<Result<_, _>>()?;
        store.put(&loads, context).map_err(|(load, index, refusal)| Error::Record {
            model: loads.get(load).map(|(model, _)| model.identifier.clone()).unwrap_or_default(),
            position: index + 1,
            reason: refusal.to_string(),
        })
    }

    /// Writes the records of `pre` to files `<model>.json` in a folder, and those of `prod` to its folder `prod`: what
    /// [`load_files`](Self::load_files) reads, and makes the same records of. Lists and objects are written as they are,
    /// or as JSON text where only that has each of their characters; what has no value is left out. A model without records gets no file, and an empty
    /// list where it had one; system models and other files are left alone.
    ///
    /// Each file is replaced at once, when its successor is whole and on the disk: an end in between loses nothing. One that
    /// cannot be written does not keep the others from it.
    ///
    /// # Errors
    /// A folder or a file cannot be written; the first of them is named.
    pub fn save_files(&self, dir: impl AsRef<Path>) -> Result<(), Error> {
        let mut done = Ok(());
        for (stage, dir) in folders(dir.as_ref()) {
            let identifiers = self.store().identifiers(stage);
            for identifier in identifiers {
                done = done.and(self.save(stage, &identifier, &dir));
            }
        }
        done
    }

    fn save(&self, stage: Stage, identifier: &str, dir: &Path) -> Result<(), Error> {
        let path = dir.join(format!("{identifier}.json"));
        let mut store = self.store();
        let model = known(&mut store, stage, identifier)?;
        if model.system {
            return Ok(());
        }
        let rows = store.all(&model).map_err(Error::storage)?;
        // Files are slow, and calls go on meanwhile.
        drop(store);
        if rows.is_empty() && !path.exists() {
            return Ok(());
        }
        if identifier.contains(['/', '\\']) {
            let reason = format!("would have to hold a file of model `{identifier}`: give the model another name");
            return Err(Error::File { path: dir.to_owned(), reason });
        }
        fs::create_dir_all(dir).map_err(|error| Error::file(dir, "cannot be made", &error))?;
        let records = rows.iter().map(|row| saved(&model, row)).collect();
        let text = format!("{:#}\n", Value::Array(records));
        replace(&path, &text).map_err(|error| Error::file(&path, "cannot be written", &error))
    }
}

/// Where the files of each stage are.
fn folders(dir: &Path) -> [(Stage, PathBuf); 2] {
    [(Stage::Pre, dir.to_owned()), (Stage::Prod, dir.join(Stage::Prod.name()))]
}

/// The JSON files of a folder, in the order of their names.
fn files(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let fail = |error: io::Error| Error::file(dir, "cannot be read as a folder of records", &error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The records of a file, each with an id.
fn records(path: &Path, stage: Stage, model: &str, ids: Ids) -> Result<Records, Error> {
    let text = fs::read_to_string(path).map_err(|error| Error::file(path, "cannot be read", &error))?;
    let records: Vec<Value> = serde_json::from_str(&text).map_err(|error| Error::File {
        path: path.to_owned(),
        reason: format!("is no list of records ({error}); write [{{\"name\": \"李四\"}}]"),
    })?;
    let mut taken: HashSet<String> =
        records.iter().filter_map(|record| record.get("_id")?.as_str().map(str::to_owned)).collect();
    let (count, mut objects) = (records.len() as u64, Vec::new());
    for (record, position) in records.into_iter().zip(1..) {
        let Value::Object(mut object) = record else { return Err(no_object(model, objects.len() + 1)) };
        if object.get("_id").is_none_or(Value::is_null) {
            let mut number = position;
            let mut id = derived_id(ids, stage, model, number);
            while !taken.insert(id.clone()) {
                number += count;
                id = derived_id(ids, stage, model, number);
            }
            object.insert("_id".to_owned(), Value::from(id));
        }
        objects.push(object);
    }
    Ok(objects)
}

/// The refusal of a record that is none.
pub(super) fn no_object(model: &str, position: usize) -> Error {
    let reason = "is not an object: give its fields as {\"name\": \"李四\"}".to_owned();
    Error::Record { model: model.to_owned(), position, reason }
}

/// Gives a file another text, all of it or none.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Not a name that `files` takes for records, should it be left behind.
    let beside = path.with_extension("json.new");
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| {
        // It says less than the error that led here.
        let _ = fs::remove_file(&beside);
    })
}
