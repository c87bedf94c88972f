//! Published packages with views: their content, and that they compile after unpacking.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{Ran, weda};

const VIEW: &str = "//! A view.
use weda::prelude::*;

/// A course.
#[weda_model(\"course\")]
pub struct Course {
    /// The title.
    pub title: Option<String>,
}
";

const COURSE: &str = r#"{ "type": "object", "properties": { "title": { "type": "string" } } }"#;

/// A workspace with one member.
struct Workspace(tempfile::TempDir);

impl Workspace {
    /// The member's manifest ends with `more`.
    fn new(more: &str) -> Self {
        let workspace = Self(tempfile::tempdir().unwrap());
        let runtime = root().join("runtime");
        let patch = format!("[patch.crates-io]\nweda = {{ path = {runtime:?} }}\n");
        workspace.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = [\"stock\"]\n{patch}"));
        workspace.write("stock/Cargo.toml", &manifest(more));
        workspace.write("stock/src/lib.rs", VIEW);
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        // As the current folder is called where the temporary one is a link.
        fs::canonicalize(self.0.path()).unwrap().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The notes of `weda check` about packages, in a folder of the workspace.
    fn noted(&self, folder: &str) -> Vec<String> {
        let ran = Ran::of(weda(&self.path(folder)).arg("check").output().unwrap());
        assert_eq!(ran.code, 0, "{ran:?}");
        let top = self.path("").to_string_lossy().into_owned();
        let notes = ran.stderr.lines().filter_map(|line| line.strip_prefix("note: package "));
        notes.map(|note| note.replace(&top, "")).collect()
    }

    /// The member, packed and unpacked into a folder.
    fn unpack(&self, folder: &Path) {
        let pack = ["package", "--no-verify", "--exclude-lockfile", "--allow-dirty", "--offline", "--target-dir"];
        let packed = self.path("packed");
        succeed(cargo(&self.path("stock")).args(pack).arg(&packed));
        let archive = fs::File::open(packed.join("package/stock-0.1.0.crate")).unwrap();
        let above = folder.parent().unwrap();
        fs::create_dir_all(above).unwrap();
        tar::Archive::new(flate2::read::GzDecoder::new(archive)).unpack(above).unwrap();
        fs::rename(above.join("stock-0.1.0"), folder).unwrap();
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let patch = format!("\n[workspace]\n[patch.crates-io]\nweda = {{ path = {:?} }}\n", root().join("runtime"));
        fs::write(folder.join("Cargo.toml"), manifest + &patch).unwrap();
        // The versions of this workspace are the ones that are known to be there without a network.
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    }
}

fn manifest(more: &str) -> String {
    format!(
        "[package]\nname = \"stock\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}\n\
         [dependencies]\nweda = {{ version = \"0.1.0\", default-features = false, features = [\"macros\"] }}\n"
    )
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).env_remove("WEDA_MODELS");
    command
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Compiles what was unpacked.
fn check(folder: &Path) -> Output {
    let mut command = cargo(folder);
    command.args(["check", "--offline"]);
    // One target folder for all, so that the runtime's dependencies are built once.
    command
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .unwrap()
}

#[test]
fn definitions_outside_of_a_package_are_a_note() {
    let workspace = Workspace::new("");
    workspace.write("database-schemas/course.json", COURSE);
    let said = "`stock` would not compile once published: ";
    let outside = "database-schemas is outside its folder; move it there, or set `publish = false` in its \
                   Cargo.toml";
    for folder in ["", "stock", "stock/src"] {
        assert_eq!(workspace.noted(folder), [format!("{said}{outside}")]);
    }

    workspace.write("stock/Cargo.toml", &manifest("publish = false"));
    assert!(workspace.noted("").is_empty(), "it is never published");
    workspace.write("stock/Cargo.toml", &manifest(""));
    workspace.write("stock/src/lib.rs", "#[weda::weda_model(\"course\")]\npub struct Course;\n");
    assert!(workspace.noted("").is_empty(), "a mere name reads no definition");
    workspace.write("stock/build.rs", "fn main() {\n    weda_codegen::build();\n}\n");
    assert_eq!(workspace.noted("stock").len(), 1, "its build script does");
}

#[test]
fn files_that_cargo_leaves_out_are_a_note() {
    let workspace = Workspace::new("include = [\"src\", \"/database-schemas/*.json\"]");
    workspace.write("stock/database-schemas/course.json", COURSE);
    assert!(workspace.noted("stock").is_empty());
    workspace.write("stock/weda.toml", "optional = [\"course.title\"]\n");
    let said = "`stock` would not compile once published: `cargo package` leaves out ";
    let advice = "; check `include` and `exclude` in its Cargo.toml, and .gitignore";
    assert_eq!(workspace.noted("stock"), [format!("{said}weda.toml{advice}")]);
    workspace.write("stock/Cargo.toml", &manifest("exclude = [\"*.json\"]"));
    assert_eq!(workspace.noted("stock"), [format!("{said}database-schemas/course.json{advice}")]);
    workspace.write("stock/Cargo.toml", &manifest(""));
    assert!(workspace.noted("stock").is_empty());
    workspace.write("weda.toml", "");
    fs::remove_file(workspace.path("stock/weda.toml")).unwrap();
    workspace.write("weda.toml", "models = \"stock/database-schemas\"\n");
    assert!(workspace.noted("stock")[0].contains("weda.toml is outside its folder"));
}

#[test]
fn a_package_with_its_definitions_compiles_wherever_it_is_unpacked() {
    let workspace = Workspace::new("");
    workspace.write("stock/database-schemas/course.json", COURSE);
    assert!(workspace.noted("stock").is_empty());
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("stock");
    workspace.unpack(&folder);
    let output = check(&folder);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// `cargo package` verified such a package, since the definitions of the workspace lay above the folder in which it does.
#[test]
fn a_package_without_its_definitions_does_not_compile_within_its_workspace_either() {
    let workspace = Workspace::new("");
    workspace.write("database-schemas/course.json", COURSE);
    let folder = workspace.path("target/package/stock-0.1.0");
    workspace.unpack(&folder);
    let output = check(&folder);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("no model `course`: there is no directory"), "{said}");
}
