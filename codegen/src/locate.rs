//! Where the definitions are. There is one directory, found by one rule for the command, build scripts and the macro.

use std::path::{Path, PathBuf};

use crate::Settings;
use crate::ancestors::ancestors;

/// The directory of the definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Located {
    /// The directory; it may not exist.
    pub dir: PathBuf,
    /// Why it is that one, as a clause: "`WEDA_MODELS` names it".
    pub why: String,
    /// Whether somebody named it, so that its absence is a mistake.
    pub named: bool,
}

const FOLDER: &str = "database-schemas";

/// Finds the directory of the definitions for the folder `start` (a package's manifest folder, or the current folder).
///
/// `variable` is the value of `WEDA_MODELS`, which decides if it is set. Else the settings of `start` do: their `models`,
/// or else the `database-schemas` beside their file. Without a file it is the nearest `database-schemas` from `start` up
/// to the root of the workspace or repository.
///
/// ```
/// use weda_codegen::{Settings, locate};
///
/// let located = locate("/home/li/school".as_ref(), Some("models/definitions"), &Settings::default());
/// assert_eq!(located.dir, std::path::Path::new("/home/li/school/models/definitions"));
/// assert_eq!(located.why, "WEDA_MODELS names it");
/// ```
#[must_use]
pub fn locate(start: &Path, variable: Option<&str>, settings: &Settings) -> Located {
    if let Some(models) = variable.filter(|models| !models.is_empty()) {
        return Located { dir: start.join(models), why: "WEDA_MODELS names it".to_owned(), named: true };
    }
    if let Some(file) = &settings.file {
        return by_settings(file, settings.models.as_deref());
    }
    let folders = ancestors(start);
    let top = folders.last().copied().unwrap_or(start);
    let near = folders.iter().find(|folder| folder.join(FOLDER).is_dir());
    let why = match near {
        Some(_) => format!("it is the nearest {FOLDER} from {} up to {}", start.display(), top.display()),
        None => format!(
            "WEDA_MODELS is not set, and from {} up to {} there is neither a weda.toml nor a {FOLDER}",
            start.display(),
            top.display()
        ),
    };
    Located { dir: near.copied().unwrap_or(start).join(FOLDER), why, named: false }
}

fn by_settings(file: &Path, models: Option<&Path>) -> Located {
    let (dir, why) = match models {
        Some(models) => (models.to_owned(), format!("`models` in {} names it", file.display())),
        None => {
            let why = format!("it is beside {}, which names no `models`", file.display());
            (file.with_file_name(FOLDER), why)
        }
    };
    Located { dir, why, named: models.is_some() }
}
