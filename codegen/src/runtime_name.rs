//! The name of the dependency `weda` in a package, which cargo lets it choose.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::manifest::manifest;

/// The default name.
pub(crate) const RUNTIME: &str = "weda";

/// Returns the name of the crate `weda` in the code of the package around `start`, by the package's `Cargo.toml` and that of
/// its workspace: `weda` unless a dependency renames it.
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
    let manifests = Manifests::around(start);
    manifests.renamed().map_or_else(|| RUNTIME.to_owned(), |name| name.replace('-', "_"))
}

/// Returns the manifests that determine the name, for a build script to watch.
#[cfg(feature = "format")]
pub(crate) fn manifests(start: &Path) -> Vec<PathBuf> {
    let Manifests { package, workspace } = Manifests::around(start);
    let mut paths: Vec<PathBuf> = [package, workspace].into_iter().flatten().map(|(path, _)| path).collect();
    paths.dedup();
    paths
}

/// The manifest of a package, and that of its workspace.
struct Manifests {
    package: Option<(PathBuf, Table)>,
    workspace: Option<(PathBuf, Table)>,
}

impl Manifests {
    fn around(start: &Path) -> Self {
        let has = |folder: &Path, key: &str| {
            let table = manifest(folder)?;
            table.contains_key(key).then(|| (folder.join("Cargo.toml"), table))
        };
        let package = start.ancestors().find_map(|folder| has(folder, "package"));
        let workspace = match &package {
            Some((path, table)) => {
                let folder = path.parent().unwrap_or(start);
                match table.get("package").and_then(|package| package.get("workspace")?.as_str()) {
                    Some(elsewhere) => has(&folder.join(elsewhere), "workspace"),
                    None => folder.ancestors().find_map(|folder| has(folder, "workspace")),
                }
            }
            None => None,
        };
        Self { package, workspace }
    }

    /// Returns the name of the dependency. Dev-dependencies are used only if there is no other.
    fn renamed(&self) -> Option<String> {
        let (_, package) = self.package.as_ref()?;
        let inherited =
            self.workspace.as_ref().and_then(|(_, table)| table.get("workspace")?.get("dependencies")?.as_table());
        ["dependencies", "dev-dependencies"].into_iter().find_map(|kind| {
            let all = dependencies(package, kind).flatten();
            let names: Vec<&String> =
                all.filter(|(name, value)| is_runtime(name, value, inherited)).map(|(name, _)| name).collect();
            let plain = names.iter().find(|name| **name == RUNTIME);
            plain.or(names.first()).map(|name| (*name).clone())
        })
    }
}

/// The tables of one kind of dependencies.
fn dependencies<'t>(package: &'t Table, kind: &'static str) -> impl Iterator<Item = &'t Table> {
    let targets = package.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(|targets| targets.values().filter_map(Value::as_table));
    std::iter::once(package).chain(targets).filter_map(move |table| table.get(kind)?.as_table())
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
    fn the_manifest_determines_the_name_of_the_runtime() {
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
            // Another crate has the name.
            (
                "[dependencies]\nweda = { package = \"other\", version = \"1\" }\ny = { package = \"weda\", version = \"1\" }\n",
                "y",
            ),
            // Two names for one crate: either works.
            ("[dependencies]\na = { package = \"weda\", version = \"1\" }\nweda = \"0.1\"\n", "weda"),
            // The library cannot use a dev-dependency.
            ("[dependencies]\na = { package = \"weda\", version = \"1\" }\n[dev-dependencies]\nweda = \"0.1\"\n", "a"),
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

    /// Cargo finds a workspace above a nested repository, and by the package's `workspace` key.
    #[test]
    fn the_workspace_is_found_as_cargo_finds_it() {
        let folder = tempfile::tempdir().unwrap();
        let dependency = "[dependencies]\nwd.workspace = true\n";
        let workspace = "[workspace]\n[workspace.dependencies]\nwd = { package = \"weda\", version = \"0.1\" }\n";
        for (package, root, pointer) in [("a/b", "a", ""), ("c", "d", "workspace = \"../d\"\n")] {
            let (package, root) = (folder.path().join(package), folder.path().join(root));
            fs::create_dir_all(package.join(".git")).unwrap();
            fs::create_dir_all(&root).unwrap();
            fs::write(root.join("Cargo.toml"), workspace).unwrap();
            fs::write(package.join("Cargo.toml"), format!("[package]\nname = \"x\"\n{pointer}{dependency}")).unwrap();
            assert_eq!(runtime_name(&package.join("src/models")), "wd");
            assert_eq!(runtime_name(&root), "weda", "no package");
        }
    }
}
