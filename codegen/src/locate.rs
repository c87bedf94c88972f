//! Where the definitions are. There is one directory, found by one rule for the command, build scripts and the macro.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Problem;

/// The directory of the definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The directory; it may not exist.
    pub dir: PathBuf,
    /// Why it is that one, as a clause: "`WEDA_MODELS` names it".
    pub why: String,
    /// Whether somebody named it, so that its absence is a mistake.
    pub named: bool,
    /// The `weda.toml` that decided, if one did: what depends on the directory depends on it too.
    pub settings: Option<PathBuf>,
}

const SETTINGS: &str = "weda.toml";
const FOLDER: &str = "database-schemas";

/// Finds the directory of the definitions for the folder `start` (a package's manifest folder, or the current folder).
///
/// `variable` is the value of `WEDA_MODELS`, which decides if it is set. Else the nearest `weda.toml` does, from `start`
/// up to the root of the workspace or repository: its `models`, or else the `database-schemas` beside it. Without a
/// `weda.toml` it is the nearest `database-schemas` on the same way.
///
/// ```
/// let located = weda_codegen::locate("/home/li/school".as_ref(), Some("models/definitions")).unwrap();
/// assert_eq!(located.dir, std::path::Path::new("/home/li/school/models/definitions"));
/// assert_eq!(located.why, "WEDA_MODELS names it");
/// ```
///
/// # Errors
/// The `weda.toml` cannot be read, or its `models` is not a path.
pub fn locate(start: &Path, variable: Option<&str>) -> Result<Located, Problem> {
    if let Some(models) = variable.filter(|models| !models.is_empty()) {
        let why = "WEDA_MODELS names it".to_owned();
        return Ok(Located { dir: start.join(models), why, named: true, settings: None });
    }
    let way = way_up(start);
    if let Some(folder) = way.iter().find(|folder| folder.join(SETTINGS).is_file()) {
        return by_settings(folder);
    }
    let top = way.last().copied().unwrap_or(start);
    let near = way.iter().find(|folder| folder.join(FOLDER).is_dir());
    let why = match near {
        Some(_) => format!("it is the nearest {FOLDER} from {} up to {}", start.display(), top.display()),
        None => format!(
            "WEDA_MODELS is not set, and from {} up to {} there is neither a {SETTINGS} nor a {FOLDER}",
            start.display(),
            top.display()
        ),
    };
    Ok(Located { dir: near.copied().unwrap_or(start).join(FOLDER), why, named: false, settings: None })
}

fn by_settings(folder: &Path) -> Result<Located, Problem> {
    let path = folder.join(SETTINGS);
    let fail = |reason: String| Problem::Settings { path: path.clone(), reason };
    let text = fs::read_to_string(&path).map_err(|error| fail(error.to_string()))?;
    let settings: toml::Table = text.parse().map_err(|error: toml::de::Error| fail(error.message().to_owned()))?;
    let (dir, why) = match settings.get("models") {
        None => (FOLDER, format!("it is beside {}, which names no `models`", path.display())),
        Some(toml::Value::String(models)) => (models.as_str(), format!("`models` in {} names it", path.display())),
        Some(other) => return Err(fail(format!("`models` must be a path in quotes, found {}", other.type_str()))),
    };
    Ok(Located { dir: folder.join(dir), why, named: settings.contains_key("models"), settings: Some(path) })
}

/// The folders from `start` up to the root of the workspace or repository, or of the package if there is neither.
fn way_up(start: &Path) -> Vec<&Path> {
    let above: Vec<&Path> = start.ancestors().collect();
    let root = above.iter().position(|folder| folder.join(".git").exists() || is_workspace(folder));
    let package = || above.iter().position(|folder| folder.join("Cargo.toml").is_file());
    let top = root.or_else(package).unwrap_or(0);
    above.into_iter().take(top + 1).collect()
}

fn is_workspace(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok().and_then(|text| text.parse::<toml::Table>().ok());
    manifest.is_some_and(|manifest| manifest.contains_key("workspace"))
}
