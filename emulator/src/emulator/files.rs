//! Records as files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Emulator;
use super::records::known;
use crate::error::Error;
use crate::route::Stage;

impl Emulator {
    /// Adds the records of the files `<model>.json` in a folder to `pre`, and those in its folder `prod` to `prod`. A file
    /// is a list of records, as [`load`](Self::load) takes them.
    ///
    /// # Errors
    /// A file cannot be read or is no list, has no model, or has a record that breaks the definition; the files before it
    /// in the order of their names have been added then.
    pub fn load_files(&self, dir: impl AsRef<Path>) -> Result<(), Error> {
        let dir = dir.as_ref();
        for (stage, dir) in folders(dir).into_iter().filter(|(stage, dir)| *stage == Stage::Pre || dir.is_dir()) {
            for path in files(&dir)? {
                let model = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
                let text = fs::read_to_string(&path).map_err(|error| Error::file(&path, "cannot be read", &error))?;
                let records: Vec<Value> = serde_json::from_str(&text).map_err(|error| Error::File {
                    path: path.clone(),
                    reason: format!("is no list of records ({error}); write [{{\"name\": \"李四\"}}]"),
                })?;
                self.load(&format!("{}/{model}", stage.name()), records)?;
            }
        }
        Ok(())
    }

    /// Writes the records of `pre` to files `<model>.json` in a folder, and those of `prod` to its folder `prod`: what
    /// [`load_files`](Self::load_files) reads. A model without records gets no file, and an empty list where it had one;
    /// system models and other files are left alone.
    ///
    /// Each file is replaced at once, when its successor is whole and on the disk: an end in between loses nothing. One that
    /// cannot be written does not keep the others from it.
    ///
    /// # Errors
    /// A folder or a file cannot be written; the first of them is named.
    pub fn save_files(&self, dir: impl AsRef<Path>) -> Result<(), Error> {
        let mut saved = Ok(());
        for (stage, dir) in folders(dir.as_ref()) {
            let identifiers = self.store().identifiers(stage);
            for identifier in identifiers {
                saved = saved.and(self.save(stage, &identifier, &dir));
            }
        }
        saved
    }

    fn save(&self, stage: Stage, identifier: &str, dir: &Path) -> Result<(), Error> {
        let path = dir.join(format!("{identifier}.json"));
        if known(&mut self.store(), stage, identifier)?.system {
            return Ok(());
        }
        let records = self.records(&format!("{}/{identifier}", stage.name()))?;
        if records.is_empty() && !path.exists() {
            return Ok(());
        }
        fs::create_dir_all(dir).map_err(|error| Error::file(dir, "cannot be made", &error))?;
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
