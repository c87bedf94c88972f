//! A golden file for each kind of field that the runtime's docs and tests list.
//!
//! After an intended change: `UPDATE_GOLDEN=1 cargo test -p weda-codegen kinds`, then read the diff.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use tempfile::TempDir;
use weda_codegen::{Settings, generate};

use crate::compile::User;
use crate::support::{copy, kinds, replace, texts};

/// A model for each kind, named after its field in the runtime's list: as declared there, and required.
fn definitions() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/database-schemas/kinds.json");
    let list: Value = serde_json::from_str(&fs::read_to_string(list).unwrap()).unwrap();
    for (kind, declaration) in list["properties"].as_object().unwrap() {
        if declaration["x-system"] == true {
            continue;
        }
        let properties = Map::from_iter(["value", "required"].map(|key| (key.to_owned(), declaration.clone())));
        let definition = json!({ "type": "object", "required": ["required"], "properties": properties });
        let text = serde_json::to_string_pretty(&definition).unwrap();
        fs::write(folder.path().join(format!("{kind}.json")), text).unwrap();
    }
    folder
}

#[test]
fn every_kind_has_its_golden_file() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::rename(definitions().keep(), &dir).unwrap();
    generate(&dir, &folder.path().join("out/models"), &Settings::default()).unwrap();
    let out = folder.path().join("out");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        replace(&kinds(), &out);
    }
    let (expected, found) = (texts(&kinds()), texts(&out));
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "other files than the golden ones"
    );
    for (name, text) in &found {
        assert!(*text == expected[name], "{name} is not the golden one; see this file's docs\n{text}");
    }
}

const LIBRARY: &str = "//! Shows all models to everybody.
#![deny(warnings, missing_docs)]

/// A model for each kind.
pub mod models;
";

#[test]
fn the_golden_files_of_kinds_compile() {
    let user = User::of("kinds", "//! Uses nothing.\nfn main() {}\n", |source| {
        fs::write(source.join("lib.rs"), LIBRARY).unwrap();
        copy(&kinds(), source);
    });
    user.check();
}
