//! Reads the environment id from the configuration of the official tool, as that tool does: the places in a folder, and
//! templates such as `{{env.ENV_ID}}`. The tool's login, which has temporary keys, is never read.

mod template;

use std::path::{Path, PathBuf};

use serde_json::Value;
use weda_codegen::ancestors;
use weda_definition::{Printable, printable, read_regular_file};

use crate::failure::Failure;
use template::expanded;

/// Maximum size. Real files have a few kilobytes.
const MAX_BYTES: u64 = 1 << 20;

/// The files in which the official tool looks, in its order.
const PLACES: [&str; 7] = [
    "package.json",
    "cloudbaserc",
    "cloudbaserc.json",
    "cloudbaserc.yaml",
    "cloudbaserc.yml",
    "cloudbaserc.js",
    "cloudbase.config.js",
];

/// The region of the Open API's addresses, and its short name.
const REGION: [&str; 2] = ["ap-shanghai", "sh"];

/// A configuration that names an environment.
#[derive(Debug)]
pub(super) struct Cloudbaserc {
    pub path: PathBuf,
    pub env_id: String,
    /// The region, if the addresses of the Open API are in another one.
    pub other_region: Option<String>,
}

/// The result of the search.
#[derive(Debug)]
pub(super) enum Search {
    Found(Cloudbaserc),
    /// No environment; with the reason if there is a configuration.
    Nothing(Option<String>),
}

impl Cloudbaserc {
    /// Finds the nearest configuration from the current folder up to the root of the workspace or repository.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or is not JSON.
    pub fn nearest() -> Result<Search, Failure> {
        let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
        for folder in ancestors(&here) {
            for place in PLACES {
                let path = folder.join(place);
                if !path.is_file() {
                    continue;
                }
                if let Some(search) = Self::read(&path, place)? {
                    return Ok(search);
                }
            }
        }
        Ok(Search::Nothing(None))
    }

    /// Returns `None` if the file is not a configuration, as most package.json are not.
    fn read(path: &Path, place: &str) -> Result<Option<Search>, Failure> {
        let fail = |reason: String| Failure::Cloudbaserc { path: path.to_owned(), reason };
        let shown = Printable(path.display());
        let nothing = |reason: String| Ok(Some(Search::Nothing(Some(reason))));
        if !matches!(place, "package.json" | "cloudbaserc" | "cloudbaserc.json") {
            let kind = if place.ends_with(".js") { "a program, which is not run" } else { "YAML, which is not read" };
            return nothing(format!("{shown} is {kind} here; give its `envId` by `--env-id` or WEDA_ENV_ID"));
        }
        let bytes = read_regular_file(path, MAX_BYTES);
        let value = bytes
            .map_err(|error| error.to_string())
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).map_err(|error| error.to_string()));
        let value = match (value, place) {
            (Ok(value), "package.json") => match value.get("cloudbase") {
                Some(section) => section.clone(),
                None => return Ok(None),
            },
            (Ok(value), _) => value,
            // It belongs to other tools.
            (Err(_), "package.json") => return Ok(None),
            (Err(_), "cloudbaserc") => {
                return nothing(format!(
                    "{shown} is not JSON, and YAML is not read here; give `--env-id` or WEDA_ENV_ID"
                ));
            }
            (Err(reason), _) => return Err(fail(reason)),
        };
        let text = |key: &str| value[key].as_str().map(str::trim).filter(|text| !text.is_empty());
        let Some(env_id) = text("envId") else {
            return nothing(format!("{shown} has no `envId`"));
        };
        let folder = path.parent().unwrap_or(Path::new("."));
        match expanded(env_id, folder) {
            Ok(env_id) => {
                let other_region = text("region").filter(|region| !REGION.contains(region)).map(str::to_owned);
                Ok(Some(Search::Found(Self { path: path.to_owned(), env_id, other_region })))
            }
            Err(reason) => nothing(format!("`envId` in {shown} is `{}`, and {reason}", printable(env_id))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(place: &str, text: &str) -> Result<Option<Search>, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(place);
        fs::write(&path, text).unwrap();
        fs::write(folder.path().join(".env"), "OF_FILE=lowcode-env\n").unwrap();
        Cloudbaserc::read(&path, place)
    }

    fn reason(place: &str, text: &str) -> String {
        match read(place, text) {
            Ok(Some(Search::Nothing(Some(reason)))) => reason,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn env_id(place: &str, text: &str) -> (String, Option<String>) {
        match read(place, text) {
            Ok(Some(Search::Found(found))) => (found.env_id, found.other_region),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_places_of_the_official_tool_are_read() {
        let plain = r#"{ "version": "2.0", "envId": " lowcode-0abc ", "region": "ap-shanghai", "functions": [] }"#;
        for place in ["cloudbaserc.json", "cloudbaserc"] {
            assert_eq!(env_id(place, plain), ("lowcode-0abc".to_owned(), None));
        }
        assert_eq!(env_id("package.json", r#"{ "cloudbase": { "envId": "lowcode-p" } }"#).0, "lowcode-p");
        assert!(matches!(read("package.json", r#"{ "name": "web" }"#), Ok(None)));
        assert!(matches!(read("package.json", "not json"), Ok(None)));
        assert_eq!(env_id("cloudbaserc.json", r#"{ "envId": "{{env.OF_FILE}}" }"#).0, "lowcode-env");
        let elsewhere = env_id("cloudbaserc.json", r#"{ "envId": "lowcode-0abc", "region": "gz" }"#);
        assert_eq!(elsewhere.1.as_deref(), Some("gz"));
    }

    /// Files without an environment were passed over in silence.
    #[test]
    fn what_is_not_understood_is_said() {
        assert!(reason("cloudbaserc.json", "{}").ends_with("cloudbaserc.json has no `envId`"));
        assert!(reason("cloudbaserc.js", "module.exports = {}").contains("is a program, which is not run here"));
        assert!(reason("cloudbaserc.yaml", "envId: a").contains("is YAML, which is not read here"));
        assert!(reason("cloudbaserc", "envId: a").contains("is not JSON, and YAML is not read"));
        let unknown = reason("cloudbaserc.json", r#"{ "envId": "{{env.NOT_SET_ANYWHERE}}" }"#);
        assert!(unknown.contains("`{{env.NOT_SET_ANYWHERE}}`, and NOT_SET_ANYWHERE is set neither"), "{unknown}");
        assert!(matches!(read("cloudbaserc.json", "{ // a comment\n}"), Err(Failure::Cloudbaserc { .. })));
    }
}
