//! Reads the environment id from the configuration of the official tool.

use std::path::PathBuf;

use weda_codegen::ancestors;

use crate::failure::Failure;

/// A cloudbaserc.json that names an environment.
pub(super) struct Cloudbaserc {
    pub path: PathBuf,
    pub env_id: String,
}

impl Cloudbaserc {
    /// Finds the nearest file from the current folder up to the root of the workspace or repository. Returns `None` if it
    /// has no id, or if the id is a template.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or is not JSON.
    pub fn nearest() -> Result<Option<Self>, Failure> {
        let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
        let path =
            ancestors(&here).into_iter().map(|folder| folder.join("cloudbaserc.json")).find(|path| path.is_file());
        let Some(path) = path else { return Ok(None) };
        let fail = |reason: String| Failure::Cloudbaserc { path: path.clone(), reason };
        let text = std::fs::read_to_string(&path).map_err(|error| fail(error.to_string()))?;
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| fail(error.to_string()))?;
        let env_id = value["envId"].as_str().map(str::trim).filter(|id| !id.is_empty() && !id.contains("{{"));
        Ok(env_id.map(|env_id| Self { env_id: env_id.to_owned(), path: path.clone() }))
    }
}
