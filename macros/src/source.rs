//! Finding and planning the definition.

use std::path::{Path, PathBuf};

use weda_codegen::plan::{ModelPlan, Plan};
use weda_codegen::{check, locate};
use weda_definition::Definition;

use crate::mistake;

/// The definition of one model, planned.
pub struct Source {
    /// The whole path of the file, so that a changed definition rebuilds its views.
    pub path: PathBuf,
    pub plan: Plan,
}

impl Source {
    /// Reads the definition of `model` for the package that is being compiled.
    ///
    /// # Errors
    /// The text of the one error to show at the attribute's argument.
    pub fn read(model: &str) -> Result<Self, String> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        let located = locate(&package, std::env::var("WEDA_MODELS").ok().as_deref()).map_err(|e| e.to_string())?;
        let path = located.dir.join(format!("{model}.json"));
        // An identifier is a file's name, never a way to another directory.
        if model.is_empty() || model.contains(['/', '\\']) || !path.is_file() {
            return Err(mistake::unknown_model(model, &located.dir, &located.why, &identifiers(&located.dir)));
        }
        let definition = Definition::read(&path).map_err(|error| error.to_string())?;
        let plan = check([&definition]).map_err(|problems| problems.to_string())?;
        Ok(Self { path, plan })
    }

    pub fn model(&self) -> &ModelPlan {
        &self.plan.models[0]
    }
}

/// The models that the directory has definitions of.
fn identifiers(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let json = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    json.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
}
