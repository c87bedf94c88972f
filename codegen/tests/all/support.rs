//! Helpers of the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use weda_definition::{Definition, Field, Kind};

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/database-schemas")
}

/// The folder of their golden files.
pub fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The folder of the golden files of kinds.
pub fn kinds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kinds")
}

/// Returns every file below a folder with its text; names have forward slashes.
pub fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            texts.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    texts
}

/// Replaces golden files.
pub fn replace(golden: &Path, new: &Path) {
    fs::remove_dir_all(golden).ok();
    copy(new, golden);
}

/// Copies every file below a folder.
pub fn copy(from: &Path, to: &Path) {
    for (name, text) in texts(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The definition with the fields of every level in reverse order.
pub fn reversed(definition: &Definition) -> Definition {
    let mut reversed = definition.clone();
    reversed.fields = turned(&definition.fields);
    reversed
}

fn turned(fields: &[Field]) -> Vec<Field> {
    let turned = |field: &Field| {
        let mut turned = field.clone();
        turned.kind = turned_kind(&field.kind);
        turned
    };
    fields.iter().rev().map(turned).collect()
}

fn turned_kind(kind: &Kind) -> Kind {
    match kind {
        Kind::Object(members) => Kind::Object(turned(members)),
        Kind::List(item) => Kind::List(Box::new(turned_kind(item))),
        other => other.clone(),
    }
}

/// A folder with definitions; each is an identifier and the text of its `properties`.
pub fn definitions(models: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (identifier, properties) in models {
        let text = format!("{{ \"type\": \"object\",\n\"properties\": {properties} }}");
        fs::write(folder.path().join(format!("{identifier}.json")), text).unwrap();
    }
    folder
}
