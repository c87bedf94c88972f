//! Finding the files of records in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::loaded::{SkipReason, Skipped};
use crate::stage::Stage;

/// Extensions of files that hold records.
const RECORDS: [&str; 3] = ["json", "ndjson", "jsonl"];

/// Extensions of files that hold tables.
const TABLES: [&str; 7] = ["csv", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods"];

/// A file of records.
pub(super) struct RecordFile {
    pub path: PathBuf,
    /// The model, from the file's name.
    pub identifier: String,
}

/// The files of records in a folder, sorted by name. Other entries go to `skipped`, except hidden ones.
pub(super) fn files(dir: &Path, stage: Stage, skipped: &mut Vec<Skipped>) -> Result<Vec<RecordFile>, Error> {
    let fail = |error: io::Error| Error::file(dir, "cannot be read as a folder of records", &error);
    let paths = fs::read_dir(dir).map_err(fail)?.map(|entry| Ok(entry.map_err(fail)?.path()));
    let mut paths = paths.collect::<Result<Vec<PathBuf>, Error>>()?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default();
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        let is_stage = stage == Stage::Pre && name == Stage::Prod.name() && path.is_dir();
        if is_hidden || is_stage {
            continue;
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match path.file_stem().and_then(|stem| stem.to_str()) {
            Some(identifier) if RECORDS.contains(&ending.as_str()) && !path.is_dir() => {
                files.push(RecordFile { identifier: identifier.to_owned(), path });
            }
            _ if TABLES.contains(&ending.as_str()) => skipped.push(Skipped { path, reason: SkipReason::Table }),
            _ => skipped.push(Skipped { path, reason: SkipReason::OtherName }),
        }
    }
    Ok(files)
}
