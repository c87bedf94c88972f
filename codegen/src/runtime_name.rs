//! What a package calls its dependency `weda`: cargo lets it choose a name.

use std::path::Path;

use toml::{Table, Value};

use crate::manifest::manifest;
use crate::way_up;

/// What it is called where nobody says otherwise.
pub(crate) const RUNTIME: &str = "weda";

/// The name under which the code of the package around `start` finds the crate `weda`, by the package's `Cargo.toml` and
/// that of its workspace: `weda` unless a dependency renames it.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let package = folder.path();
/// let manifest = "[package]\nname = \"school\"\n[dependencies]\nweda-sdk = { package = \"weda\", version = \"0.1\" }\n";
/// std::fs::write(package.join("Cargo.toml"), manifest).unwrap();
/// assert_eq!(weda_codegen::runtime_name(package), "weda_sdk");
/// ```
#[must_use]
pub fn runtime_name(start: &Path) -> String {
    renamed(start).map_or_else(|| RUNTIME.to_owned(), |name| name.replace('-', "_"))
}

fn renamed(start: &Path) -> Option<String> {
    let manifests: Vec<Table> = way_up(start).into_iter().filter_map(manifest).collect();
    let inherited = manifests.iter().find_map(|manifest| manifest.get("workspace")?.get("dependencies")?.as_table());
    let package = manifests.first()?;
    let mut all = dependencies(package).flatten().filter(|(name, value)| is_runtime(name, value, inherited));
    let first = all.next()?.0;
    let plain = first == RUNTIME || all.any(|(name, _)| name == RUNTIME);
    (!plain).then(|| first.clone())
}

/// The tables of what the package's code can use.
fn dependencies(package: &Table) -> impl Iterator<Item = &Table> {
    let targets = package.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(|targets| targets.values().filter_map(Value::as_table));
    std::iter::once(package)
        .chain(targets)
        .flat_map(|table| ["dependencies", "dev-dependencies"].map(|kind| table.get(kind)?.as_table()))
        .flatten()
}

fn is_runtime(name: &str, dependency: &Value, inherited: Option<&Table>) -> bool {
    let package =
        |value: &Value| value.get("package").and_then(Value::as_str).map_or(name == RUNTIME, |it| it == RUNTIME);
    let is_inherited = dependency.get("workspace").and_then(Value::as_bool) == Some(true);
    match inherited.and_then(|inherited| inherited.get(name)).filter(|_| is_inherited) {
        Some(inherited) => package(inherited),
        None => package(dependency),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::runtime_name;

    #[test]
    fn the_manifest_says_how_the_runtime_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let package = folder.path().join("school/src");
        fs::create_dir_all(&package).unwrap();
        assert_eq!(runtime_name(&package), "weda", "without a manifest");
        let root = "[workspace]\nmembers = [\"school\"]\n\
                    [workspace.dependencies]\n\
                    wd = { package = \"weda\", version = \"0.1\" }\nweda = { path = \"weda\" }\nserde = \"1\"\n";
        fs::write(folder.path().join("Cargo.toml"), root).unwrap();
        for (dependencies, name) in [
            ("[dependencies]\nserde = \"1\"\n", "weda"),
            ("[dependencies]\nweda = \"0.1\"\n", "weda"),
            ("[dependencies]\nweda.workspace = true\n", "weda"),
            ("[dependencies]\nweda_sdk = { package = \"weda\", version = \"0.1\" }\n", "weda_sdk"),
            ("[dependencies.a-b]\npackage = \"weda\"\npath = \"x\"\n", "a_b"),
            ("[dependencies]\nwd = { workspace = true, features = [\"jiff02\"] }\n", "wd"),
            ("[dev-dependencies]\nwd.workspace = true\n", "wd"),
            ("[target.'cfg(unix)'.dependencies]\nx = { package = \"weda\", version = \"1\" }\n", "x"),
            // Some other crate has the name.
            (
                "[dependencies]\nweda = { package = \"other\", version = \"1\" }\ny = { package = \"weda\", version = \"1\" }\n",
                "y",
            ),
            // Two names for one crate: either would do.
            ("[dependencies]\na = { package = \"weda\", version = \"1\" }\nweda = \"0.1\"\n", "weda"),
            ("not a manifest", "weda"),
        ] {
            let manifest = format!(
                "{}{dependencies}",
                if dependencies.starts_with('[') { "[package]\nname = \"school\"\n" } else { "" }
            );
            fs::write(folder.path().join("school/Cargo.toml"), manifest).unwrap();
            assert_eq!(runtime_name(&package), name, "{dependencies}");
        }
    }
}
