//! Which directory the definitions are taken from.

use std::fs;
use std::path::Path;

use weda_codegen::{Located, Settings, locate};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What is found with the settings that count in `start`.
fn located(start: &Path, variable: Option<&str>) -> Located {
    locate(start, variable, &Settings::find(start).unwrap())
}

/// The directory found from `start`, relative to the folder, and why.
fn found(files: &[(&str, &str)], start: &str, variable: Option<&str>) -> (String, String) {
    let folder = folder(files);
    let located = located(&folder.path().join(start), variable);
    let dir = located.dir.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
    (dir, located.why.replace(folder.path().to_str().unwrap(), "/top"))
}

const WORKSPACE: (&str, &str) = ("Cargo.toml", "[workspace]\nmembers = [\"school\"]\n");
const PACKAGE: (&str, &str) = ("school/Cargo.toml", "[package]\nname = \"school\"\n");

#[test]
fn the_variable_decides() {
    let files = [WORKSPACE, PACKAGE, ("school/weda.toml", "models = \"models\"")];
    assert_eq!(found(&files, "school", Some("elsewhere")), ("school/elsewhere".into(), "WEDA_MODELS names it".into()));
    assert_eq!(found(&files, "school", Some("")).0, "school/models");
}

#[test]
fn the_nearest_settings_decide() {
    let files = [WORKSPACE, PACKAGE, ("weda.toml", "models = \"shared\""), ("school/database-schemas/a.json", "{}")];
    let why = "`models` in /top/weda.toml names it";
    assert_eq!(found(&files, "school", None), ("shared".into(), why.into()));
    let nearer = [files.as_slice(), &[("school/weda.toml", "")]].concat();
    let why = "it is beside /top/school/weda.toml, which names no `models`";
    assert_eq!(found(&nearer, "school", None), ("school/database-schemas".into(), why.into()));
}

#[test]
fn without_settings_it_is_the_nearest_folder_of_the_usual_name() {
    let files = [WORKSPACE, PACKAGE, ("database-schemas/a.json", "{}")];
    let why = "it is the nearest database-schemas from /top/school up to /top";
    assert_eq!(found(&files, "school", None), ("database-schemas".into(), why.into()));
}

/// `cargo package` verifies in a folder of the workspace, whose definitions no user of the package will have.
#[test]
fn nothing_above_an_unpacked_package_counts() {
    let above = [WORKSPACE, ("weda.toml", "models = \"shared\""), ("database-schemas/a.json", "{}")];
    let package = ("target/package/school-0.1.0/Cargo.toml", "[package]\nname = \"school\"\n");
    for mark in ["Cargo.toml.orig", ".cargo-checksum.json"] {
        let mark = format!("target/package/school-0.1.0/{mark}");
        let files = [&above[..], &[package, (&mark, "")]].concat();
        let dir = "target/package/school-0.1.0/database-schemas";
        assert_eq!(found(&files, "target/package/school-0.1.0", None).0, dir, "{mark}");
    }
    assert_eq!(found(&[&above[..], &[package]].concat(), "target/package/school-0.1.0", None).0, "shared");
}

#[test]
fn nothing_above_the_workspace_or_repository_counts() {
    let outside = ("weda.toml", "models = \"outside\"");
    let files = [outside, ("ws/Cargo.toml", "[workspace]"), ("ws/school/Cargo.toml", "[package]")];
    assert_eq!(found(&files, "ws/school", None).0, "ws/school/database-schemas");
    let files = [outside, ("repo/.git/HEAD", ""), ("repo/school/Cargo.toml", "[package]")];
    assert_eq!(found(&files, "repo/school", None).0, "repo/school/database-schemas");
    let files = [outside, ("alone/Cargo.toml", "[package]"), ("alone/src/lib.rs", "")];
    let (dir, why) = found(&files, "alone/src", None);
    assert_eq!(dir, "alone/src/database-schemas");
    assert!(why.ends_with("from /top/alone/src up to /top/alone there is neither a weda.toml nor a database-schemas"));
}

#[test]
fn only_the_variable_and_settings_name_a_directory() {
    let named = |files: &[(&str, &str)], variable| located(folder(files).path(), variable).named;
    assert!(named(&[WORKSPACE], Some("elsewhere")));
    assert!(named(&[WORKSPACE, ("weda.toml", "models = \"models\"")], None));
    assert!(!named(&[WORKSPACE, ("weda.toml", "")], None));
    assert!(!named(&[WORKSPACE, ("database-schemas/a.json", "{}")], None));
}
