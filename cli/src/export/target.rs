//! The output of an export.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

#[cfg(feature = "parquet")]
use weda_arrow::files::FileFormat;
use weda_definition::Printable;

use crate::arguments::Export;
use crate::confirm::confirm;
#[cfg(feature = "parquet")]
use crate::failure::Mistake;
use crate::failure::{Failure, TransferError};
use crate::output_file;
use crate::records::Format;

pub(super) enum Target {
    Stdout { format: Format },
    File { format: Format, path: PathBuf },
}

/// The format and the place of an export that can be resumed: columnar files for several models, in a folder or in a store.
/// `None` for anything else.
///
/// # Errors
/// Returns an error if options contradict each other.
#[cfg(feature = "parquet")]
pub(super) fn place_of(task: &Export) -> Result<Option<(FileFormat, PathBuf)>, Failure> {
    let out = task.out.as_ref().filter(|out| out.as_os_str() != "-");
    let is_url = out.is_some_and(|out| out.to_string_lossy().contains("://"));
    let format = task.format.or_else(|| out.filter(|_| !is_url).and_then(|out| Format::of_path(out)));
    let columnar = format.and_then(Format::columnar);
    let Some(format) = columnar else {
        let what = match (is_url, &task.partition_by) {
            (true, _) => "an export to a store is of Parquet or Arrow files",
            (false, Some(_)) => "`--partition-by` is for Parquet and Arrow files",
            (false, None) => return Ok(None),
        };
        return Err(Mistake::new(what, "give `--format parquet`").into());
    };
    super::directory::check_options(&task.write)?;
    let is_file = |out: &PathBuf| {
        let has_extension = Format::of_path(out).and_then(Format::columnar).is_some();
        !is_url && ((has_extension && !out.is_dir() && !names_folder(out)) || output_file::is_special(out))
    };
    match out {
        Some(out) if task.models.len() > 1 || task.partition_by.is_some() || !is_file(out) => {
            Ok(Some((format, out.clone())))
        }
        None if task.partition_by.is_some() => {
            let hint = "give a folder or s3://bucket/prefix with `--out`";
            Err(Mistake::new("partitions are several files, which cannot be written to stdout", hint).into())
        }
        _ => Ok(None),
    }
}

impl Target {
    /// Returns one target per model. Asks before anything is read.
    pub fn of(task: &Export) -> Result<Vec<Self>, Failure> {
        let again = |(at, model): (usize, &String)| task.models[..at].contains(model).then(|| model.clone());
        if let Some(model) = task.models.iter().enumerate().find_map(again) {
            return Err(TransferError::DuplicateModel { model }.into());
        }
        let Some(out) = task.out.as_ref().filter(|out| out.as_os_str() != "-") else {
            let format = task.format.unwrap_or(Format::Ndjson);
            return match task.models.as_slice() {
                [_] => Ok(vec![Self::Stdout { format }]),
                models => Err(TransferError::NoFolder { models: models.len() }.into()),
            };
        };
        let paths: Vec<(Format, PathBuf)> = match task.models.as_slice() {
            [_] if !out.is_dir() && !names_folder(out) => {
                let format = match (task.format.or_else(|| Format::of_path(out)), out.extension()) {
                    (Some(format), _) => format,
                    // A pipe, a device, or a name without an extension.
                    (None, None) => Format::Ndjson,
                    (None, Some(_)) => return Err(TransferError::UnknownExtension { path: out.clone() }.into()),
                };
                if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    fs::create_dir_all(folder)
                        .map_err(|error| TransferError::Unwritable { path: folder.to_owned(), error })?;
                }
                vec![(format, out.clone())]
            }
            models => {
                fs::create_dir_all(out).map_err(|error| TransferError::Unwritable { path: out.clone(), error })?;
                let format = task.format.unwrap_or(Format::Ndjson);
                models.iter().map(|model| (format, out.join(format!("{}.{}", plain(model), format.ending())))).collect()
            }
        };
        let there: Vec<String> = paths
            .iter()
            .filter(|(_, path)| path.exists())
            .map(|(_, path)| Printable(path.display()).to_string())
            .collect();
        if !there.is_empty() {
            confirm(&format!("overwrite {}", there.join(", ")), task.confirmation.yes)?;
        }
        Ok(paths.into_iter().map(|(format, path)| Self::File { format, path }).collect())
    }
}

/// A path that ends in a separator is a folder, even if it does not exist yet.
fn names_folder(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

/// Replaces path separators. The client rejects invalid model names.
fn plain(model: &str) -> String {
    model.replace(['/', '\\'], "_")
}

/// A file that gets its name once it is complete, or a pipe or device.
pub(super) enum Draft {
    Beside { file: NamedTempFile, path: PathBuf },
    Direct(File),
}

impl Draft {
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let fail = |error| TransferError::Unwritable { path: path.to_owned(), error };
        if output_file::is_special(path) {
            return Ok(Self::Direct(File::options().write(true).open(path).map_err(fail)?));
        }
        let path = output_file::resolve_links(path);
        let file = output_file::private_beside(&path).map_err(fail)?;
        Ok(Self::Beside { file, path })
    }

    pub fn writer(&mut self) -> impl Write + Send {
        match self {
            Self::Beside { file, .. } => file.as_file_mut(),
            Self::Direct(file) => file,
        }
    }

    /// Renames the complete file to its path.
    pub fn persist(self) -> Result<(), Failure> {
        let Self::Beside { file, path } = self else { return Ok(()) };
        output_file::set_final_mode(file.path(), &path)
            .map_err(|error| TransferError::Unwritable { path: path.clone(), error })?;
        file.persist(&path).map_err(|error| TransferError::Unwritable { path, error: error.error })?;
        Ok(())
    }
}
