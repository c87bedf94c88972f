//! Saving records to files.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::Value;

use super::Emulator;
use super::links::SavedLinks;
use super::load::folders;
use super::records::{find_model, saved};
use crate::error::Error;
use crate::stage::Stage;

impl Emulator {
    /// Writes the records of `pre` to files `<model>.json` in a folder, and those of `prod` to its subfolder `prod`,
    /// for [`load_files`](Self::load_files). Lists and objects are native JSON, or JSON text where native JSON would
    /// lose characters; fields without a value are omitted. Relations are as in [`records`](Self::records). A model without records gets no file, or an empty list if
    /// its file exists; system models and other files are not touched.
    ///
    /// Each file is replaced atomically, after its new content was synced to disk. If one cannot be written, the others
    /// still are. New files are readable by their owner only, since records may be private; existing ones keep their
    /// mode.
    ///
    /// # Errors
    /// Returns the first error if a folder or a file cannot be written.
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
        let model = find_model(&mut store, stage, identifier)?;
        if model.system {
            return Ok(());
        }
        let rows = store.all(&model).map_err(Error::storage)?;
        let links = SavedLinks::read(&mut store, &model)?;
        // Writing files is slow, and calls continue meanwhile.
        drop(store);
        if rows.is_empty() && !path.exists() {
            return Ok(());
        }
        if identifier.contains(['/', '\\']) {
            let reason = format!("cannot hold a file named after model `{identifier}`: rename the model");
            return Err(Error::File { path: dir.to_owned(), reason });
        }
        fs::create_dir_all(dir).map_err(|error| Error::file(dir, "cannot be created", &error))?;
        let records = rows.iter().map(|row| links.add_to(saved(&model, row), row)).collect();
        let text = format!("{:#}\n", Value::Array(records));
        replace(&path, &text).map_err(|error| Error::file(&path, "cannot be written", &error))
    }
}

/// Replaces the content of a file atomically.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    // A random name: a symbolic link under a predictable one could redirect the records.
    let mut draft = tempfile::Builder::new().prefix(".weda-").suffix(".new").tempfile_in(dir)?;
    draft.write_all(text.as_bytes())?;
    if let Ok(old) = path.symlink_metadata()
        && old.is_file()
        && cfg!(unix)
    {
        draft.as_file().set_permissions(old.permissions())?;
    }
    draft.as_file().sync_all()?;
    draft.persist(path).map(drop).map_err(|error| error.error)
}
