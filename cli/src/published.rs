//! Checks that a published package contains what it needs to compile.
//!
//! Views and build scripts read definitions. In the workspace they find those above the package, but cargo packages only
//! files in the package's folder, and not all of these.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use weda_codegen::{Settings, locate};
use weda_definition::{OptionSets, Printable, is_definition_file, printable, read_regular_file};

use crate::arguments::seen_from;
use crate::build_script;

/// Maximum size of a source file.
const MAX_BYTES: u64 = 8 << 20;

/// Returns a note for each package with missing files: packages in or below the current folder, else the one around it.
/// Packages that are not published, or that do not read definitions, are ignored.
pub(crate) fn notes() -> Vec<String> {
    let Ok(here) = std::env::current_dir() else { return Vec::new() };
    packages(&here).iter().filter_map(|package| note(package, &here)).collect()
}

struct Package {
    name: String,
    folder: PathBuf,
}

/// The packages that can be published.
fn packages(here: &Path) -> Vec<Package> {
    let output = cargo(&["metadata", "--no-deps", "--offline", "--format-version=1"], here);
    let output: Value = output.and_then(|output| serde_json::from_str(&output).ok()).unwrap_or_default();
    let all = output["packages"].as_array().into_iter().flatten().filter_map(|package| {
        let folder = Path::new(package["manifest_path"].as_str()?).parent()?.to_owned();
        let is_published = package["publish"].as_array().is_none_or(|registries| !registries.is_empty());
        Some((Package { name: package["name"].as_str()?.to_owned(), folder }, is_published))
    });
    let (below, others): (Vec<_>, Vec<_>) = all.partition(|(package, _)| package.folder.starts_with(here));
    let around = others.into_iter().filter(|(package, _)| here.starts_with(&package.folder));
    let around = around.max_by_key(|(package, _)| package.folder.components().count());
    let asked = if below.is_empty() { around.into_iter().collect() } else { below };
    asked.into_iter().filter(|(_, is_published)| *is_published).map(|(package, _)| package).collect()
}

/// The output of cargo; `None` if it fails.
fn cargo(arguments: &[&str], folder: &Path) -> Option<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(arguments).current_dir(folder).output().ok()?;
    String::from_utf8(output.stdout).ok().filter(|_| output.status.success())
}

fn note(package: &Package, here: &Path) -> Option<String> {
    let Package { name, folder } = package;
    if build_script::of(folder).is_none() && !has_view(&folder.join("src")) {
        return None;
    }
    let missing = missing(folder, &Settings::find(folder).ok()?, here)?;
    Some(format!("note: package `{}` would not compile once published: {missing}", printable(name)))
}

/// Returns true if a source file below the folder has a view.
fn has_view(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).any(|path| {
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        if path.is_dir() { has_view(&path) } else { is_source && is_view(&path) }
    })
}

fn is_view(source: &Path) -> bool {
    let text = read_regular_file(source, MAX_BYTES).map(String::from_utf8);
    let Ok(Ok(text)) = text else { return false };
    // A unit struct only names a model, and does not read its definition.
    let mut items = text.split("weda_model(").skip(1).filter_map(|rest| Some(rest.split_once("struct ")?.1));
    items.any(|item| item.find(['{', ';']).is_some_and(|at| item[at..].starts_with('{')))
}

/// Describes what is missing from the package, and what to do.
fn missing(folder: &Path, settings: &Settings, here: &Path) -> Option<String> {
    // WEDA_MODELS is not set where users compile it.
    let dir = normalized(&locate(folder, None, settings).dir);
    let shown = |path: &Path| Printable(seen_from(here, path).display()).to_string();
    if !dir.is_dir() {
        return Some(format!("{} does not exist; put the definitions there", shown(&dir)));
    }
    let sets = Some(OptionSets::beside(&dir)).filter(|path| path.exists());
    let beside = sets.into_iter().chain(settings.file.clone());
    if let Some(outside) = [dir.clone()].into_iter().chain(beside.clone()).find(|path| !path.starts_with(folder)) {
        return Some(format!(
            "{} is outside its folder; move it there, or set `publish = false` in its Cargo.toml",
            shown(&outside)
        ));
    }
    let definitions = std::fs::read_dir(&dir).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let definitions: BTreeSet<PathBuf> = definitions.filter(|path| is_definition_file(path)).collect();
    let taken = cargo(&["package", "--list", "--allow-dirty", "--offline"], folder)?;
    let taken: BTreeSet<PathBuf> = taken.lines().map(|name| folder.join(name)).collect();
    let left_out = definitions.into_iter().chain(beside).find(|path| !taken.contains(path))?;
    Some(format!(
        "`cargo package` leaves out {}; check `include` and `exclude` in its Cargo.toml, and .gitignore",
        shown(&left_out)
    ))
}

/// Resolves `..`, which settings may contain.
fn normalized(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}
