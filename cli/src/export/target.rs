//! Where an export goes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::arguments::{Export, Format};
use crate::failure::{Failure, Trouble};
use crate::terminal::consent;

pub(super) enum Target {
    Stdout { format: Format },
    File { format: Format, path: PathBuf },
}

impl Target {
    /// One for each model. Whoever is asked is asked before anything is read.
    pub fn of(task: &Export) -> Result<Vec<Self>, Failure> {
        let Some(out) = &task.out else {
            let format = task.format.unwrap_or(Format::Ndjson);
            return match task.models.as_slice() {
                [_] => Ok(vec![Self::Stdout { format }]),
                models => Err(Trouble::NoFolder { models: models.len() }.into()),
            };
        };
        let paths: Vec<(Format, PathBuf)> = match task.models.as_slice() {
            [_] if !out.is_dir() => {
                vec![(task.format.or_else(|| Format::of_path(out)).unwrap_or(Format::Ndjson), out.clone())]
            }
            models => {
                fs::create_dir_all(out).map_err(|error| Trouble::Unwritable { path: out.clone(), error })?;
                let format = task.format.unwrap_or(Format::Ndjson);
                models.iter().map(|model| (format, out.join(format!("{}.{}", plain(model), format.ending())))).collect()
            }
        };
        let there: Vec<String> =
            paths.iter().filter(|(_, path)| path.exists()).map(|(_, path)| path.display().to_string()).collect();
        if !there.is_empty() {
            consent(&format!("overwrite {}", there.join(", ")), task.consent.yes)?;
        }
        Ok(paths.into_iter().map(|(format, path)| Self::File { format, path }).collect())
    }
}

/// A name that is no way to another folder; what cannot be the name of a model the client refuses.
fn plain(model: &str) -> String {
    model.replace(['/', '\\'], "_")
}

/// A file that is not there under its name until it is whole.
pub(super) struct Draft {
    file: NamedTempFile,
    path: PathBuf,
}

impl Draft {
    pub fn beside(path: &Path) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let made = tempfile::Builder::new().prefix(".weda-").tempfile_in(folder);
        let file = made.map_err(|error| Trouble::Unwritable { path: path.to_owned(), error })?;
        Ok(Self { file, path: path.to_owned() })
    }

    pub fn writer(&mut self) -> impl Write {
        self.file.as_file_mut()
    }

    /// Gives the file its name.
    pub fn keep(self) -> Result<(), Failure> {
        let Self { file, path } = self;
        file.persist(&path).map_err(|error| Trouble::Unwritable { path, error: error.error })?;
        Ok(())
    }
}
