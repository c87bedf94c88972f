//! Records to files that people read and write.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::Value;

use super::Emulator;
use super::load::folders;
use super::records::{known, saved};
use crate::error::Error;
use crate::stage::Stage;

impl Emulator {
    /// Writes the records of `pre` to files `<model>.json` in a folder, and those of `prod` to its folder `prod`: what
    /// [`load_files`](Self::load_files) reads, and makes the same records of. Lists and objects are written as they are,
    /// or as JSON text where only that has each of their characters; what has no value is left out. A model without records
    /// gets no file, and an empty list where it had one; system models and other files are left alone.
    ///
    /// Each file is replaced at once, when its successor is whole and on the disk: an end in between loses nothing. One that
    /// cannot be written does not keep the others from it. A new file can be read by its owner alone, since records may be
    /// anything; one that is there keeps its mode.
    ///
    /// # Errors
    /// Returns an error if a folder or a file cannot be written; the first of them is named.
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

/// Gives a file another text, all of it or none.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    // A name that nobody can foresee: a link that waits under a known one would lead the records elsewhere.
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
