//! The files of an export, read again.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use weda_definition::{Kind, printable};

use super::encoder::FileFormat;
use super::error::{FileError, FileErrorKind};
use super::local::shown;
use super::manifest::{KIND, Manifest, ModelEntry, PartFile, VERSION};
use super::names::{self, MANIFEST, PROGRESS};
use super::plan::hex;
use super::reader::{FileRow, FileRows};

/// The files of a model in the directory of a complete export.
#[derive(Debug, Clone)]
pub struct ExportedFiles {
    directory: PathBuf,
    format: FileFormat,
    entry: ModelEntry,
}

impl ExportedFiles {
    /// Reads the manifest.
    ///
    /// # Errors
    /// Returns an error if the directory has no manifest, or the manifest does not have the model.
    pub fn open(directory: &Path, model: &str) -> Result<Self, FileError> {
        let path = directory.join(MANIFEST);
        let text = fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => no_manifest(directory),
            _ => FileError::read(&shown(&path), error),
        })?;
        let damaged = |reason: &str| FileError::damaged(&shown(&path), reason);
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| damaged(&error.to_string()))?;
        if manifest.kind != KIND || manifest.version != VERSION {
            return Err(damaged("it is not the manifest of an export, or is one of a newer version"));
        }
        let Some(entry) = manifest.model(model) else {
            let models: Vec<_> = manifest.models.iter().map(|entry| entry.model.as_str()).collect();
            let (model, models) = (printable(model), printable(&models.join(", ")).into_owned());
            let message =
                format!("`{}` has no records of `{model}`; it has those of {models}", printable(&shown(directory)));
            return Err(FileError::new(FileErrorKind::Address, message));
        };
        if let Some(file) = entry.files.iter().find(|file| !names::is_below(&file.path)) {
            return Err(damaged(&format!("`{}` is outside of the directory", file.path)));
        }
        if entry.rows != entry.files.iter().map(|file| file.rows).sum::<u64>() {
            return Err(damaged(&format!("its files do not have the {} rows of {}", entry.rows, entry.model)));
        }
        Ok(Self { directory: directory.to_owned(), format: manifest.plan.format, entry: entry.clone() })
    }

    /// The entry of the model in the manifest.
    #[must_use]
    pub fn entry(&self) -> &ModelEntry {
        &self.entry
    }

    /// Compares the sizes and hashes of all files with the manifest.
    ///
    /// # Errors
    /// Returns an error that names the first file that is missing or differs.
    pub fn verify(&self) -> Result<(), FileError> {
        for part in &self.entry.files {
            let path = self.directory.join(&part.path);
            let mut file = File::open(&path).map_err(|error| FileError::read(&shown(&path), error))?;
            let (mut hash, mut piece, mut bytes) = (Sha256::new(), vec![0; 1 << 16], 0);
            loop {
                let read = match file.read(&mut piece) {
                    Ok(0) => break,
                    Ok(read) => read,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(FileError::read(&shown(&path), error)),
                };
                hash.update(&piece[..read]);
                bytes += read as u64;
            }
            if bytes != part.bytes {
                let reason = format!("it has {bytes} bytes, and the manifest says {}", part.bytes);
                return Err(FileError::damaged(&shown(&path), &reason));
            }
            if hex(&hash.finalize()) != part.sha256 {
                return Err(FileError::damaged(&shown(&path), "its content is not that of the manifest (SHA-256)"));
            }
        }
        Ok(())
    }

    /// The rows of all files, in the order of the manifest. `kind_of` is that of [`FileRows::open`].
    pub fn rows<K>(self, kind_of: K) -> impl Iterator<Item = Result<FileRow, FileError>> + Send
    where
        K: Fn(&str) -> Result<Option<Kind>, String> + Send,
    {
        ExportedRows {
            directory: self.directory,
            format: self.format,
            files: self.entry.files.into(),
            open: None,
            kind_of,
        }
    }
}

struct ExportedRows<K> {
    directory: PathBuf,
    format: FileFormat,
    files: VecDeque<PartFile>,
    /// The rows of a file, and how many are to come.
    open: Option<(FileRows, u64)>,
    kind_of: K,
}

impl<K: Fn(&str) -> Result<Option<Kind>, String>> Iterator for ExportedRows<K> {
    type Item = Result<FileRow, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((rows, left)) = &mut self.open {
                match rows.next() {
                    Some(row) => {
                        *left = left.saturating_sub(1);
                        return Some(row);
                    }
                    None if *left > 0 => {
                        let reason = format!("{left} rows are missing");
                        self.open = None;
                        return Some(Err(FileError::damaged(&shown(&self.directory), &reason)));
                    }
                    None => self.open = None,
                }
            }
            let part = self.files.pop_front()?;
            let path = self.directory.join(&part.path);
            let opened = File::open(&path)
                .map_err(|error| FileError::read(&shown(&path), error))
                .and_then(|file| FileRows::open(&part.path, file, self.format, &self.kind_of, part.partition.as_ref()));
            match opened {
                Ok(rows) => self.open = Some((rows, part.rows)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn no_manifest(directory: &Path) -> FileError {
    let shown = printable(&shown(directory)).into_owned();
    let message = match directory.join(PROGRESS).exists() {
        true => format!("the export in `{shown}` is not complete; repeat its command until it is"),
        false => format!("`{shown}` has no manifest.json of an export; give a file, or the directory of an export"),
    };
    FileError::new(FileErrorKind::Address, message)
}
