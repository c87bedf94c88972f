//! Generated code compiles without a warning in binary crates that use one model of many.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use weda_codegen::{Settings, generate};

use crate::support::{definitions, fixtures};

const MAIN: &str = "//! Uses one model of many.
#![deny(warnings, missing_docs, rust_2018_idioms, single_use_lifetimes, unused_qualifications)]

mod models;

fn main() {
    println!(\"{}\", models::Student::NAME.name());
}
";

#[test]
fn generated_code_compiles_without_warnings_before_and_after_formatting() {
    let user = User::new("fixtures", &fixtures(), MAIN);
    user.check();
    if !has("rustfmt") {
        println!("skipped: there is no rustfmt to try the code after formatting");
        return;
    }
    let before = user.declarations();
    user.cargo(&["fmt", "--all"]);
    assert_eq!(user.declarations(), before, "rustfmt found work to do");
    user.check();
}

#[test]
fn the_docs_of_generated_code_have_no_faults() {
    User::new("documented", &fixtures(), MAIN).cargo(&[
        "doc",
        "--offline",
        "--no-deps",
        "--package",
        "documented-current",
    ]);
}

/// Uses everything by globs, under the lints that many workspaces share.
const BY_GLOBS: &str = "//! Uses everything by globs.
#![deny(warnings, unreachable_pub, clippy::all, clippy::pedantic)]
#![allow(clippy::wildcard_imports)]

mod models;

use models::*;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator(\"127.0.0.1:4010\").with_env_type(EnvType::Prod);
    println!(\"{:?} {} {}\", std::env::args(), core::mem::size_of_val(&client), ABC::STATUS.name());
}
";

/// A model `std` or `weda` became a module that hid the crate from whoever imports `models::*`; the type of `env`'s
/// field `type` hid the runtime's `EnvType`; and `a_b_c`, `models` and every `pub` failed under clippy's lints.
/// Crates and known types keep their names, and lints that no user could satisfy are off.
#[test]
fn names_of_models_hide_nothing_and_annoy_no_lint() {
    let named = r#"{ "name": { "type": "string", "title": "camelCase and snake_case" } }"#;
    let typed = r#"{ "type": { "type": "string", "format": "x-enum", "enum": ["a", "b"] } }"#;
    let status = r#"{ "status": { "type": "string", "format": "x-enum", "enum": ["a_b_c", "ABCStatusOpen"] } }"#;
    let models =
        [("std", named), ("core", named), ("weda", named), ("models", named), ("env", typed), ("a_b_c", status)];
    let user = User::new("globs", definitions(&models).path(), BY_GLOBS);
    user.check();
    if has("cargo-clippy") {
        user.cargo(&["clippy", "--offline", "--workspace"]);
    } else {
        println!("skipped: there is no clippy to try the code with");
    }
}

/// One user's workspace, with a package for each edition.
pub struct User {
    folder: PathBuf,
    /// The package of the current edition.
    current: String,
}

impl User {
    /// Generates from `definitions` into packages whose `main.rs` is `main`.
    pub fn new(name: &str, definitions: &Path, main: &str) -> Self {
        Self::with(name, definitions, main, &Settings::default())
    }

    /// The same, with settings.
    pub fn with(name: &str, definitions: &Path, main: &str, settings: &Settings) -> Self {
        Self::of(name, main, |source| {
            generate(definitions, &source.join("models"), settings).unwrap();
        })
    }

    /// Packages whose other sources are what `fill` puts into their `src`.
    pub fn of(name: &str, main: &str, fill: impl Fn(&Path)) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        fs::remove_dir_all(&folder).ok();
        for (edition_name, edition) in [("current", "2024"), ("older", "2021")] {
            let package = folder.join(edition_name);
            let source = package.join("src");
            fs::create_dir_all(&source).unwrap();
            let runtime = workspace.join("runtime");
            let manifest = format!(
                "[package]\nname = \"{name}-{edition_name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n\
                 [dependencies]\nweda = {{ path = {runtime:?} }}\n\
                 serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
            );
            fs::write(package.join("Cargo.toml"), manifest).unwrap();
            fs::write(source.join("main.rs"), main).unwrap();
            fill(&source);
        }
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"current\", \"older\"]\n";
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The versions of this workspace are the ones that are known to be there without a network.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        // Programs of several tests stand in one folder of cargo's, each with a name of its own.
        Self { folder, current: format!("{name}-current") }
    }

    /// Fails with the compiler's words unless everything compiles.
    pub fn check(&self) {
        self.cargo(&["check", "--offline", "--workspace"]);
    }

    /// Fails unless the program of the current edition ends well.
    pub fn run(&self) {
        self.check();
        self.cargo(&["run", "--offline", "--package", &self.current]);
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }

    /// What the compiler says of the package of the current edition, which does not compile.
    pub fn fails(&self) -> String {
        let output = cargo(&self.folder, &["check", "--offline", "--package", &self.current]);
        assert!(!output.status.success(), "it compiles");
        String::from_utf8(output.stderr).unwrap()
    }

    fn cargo(&self, arguments: &[&str]) {
        succeed(&self.folder, arguments);
    }

    /// The file that `cargo fmt` reaches.
    fn declarations(&self) -> String {
        self.text("current/src/models.rs")
    }
}

/// Runs cargo in a folder; fails with its words unless it succeeds.
pub fn succeed(folder: &Path, arguments: &[&str]) {
    let output = cargo(folder, arguments);
    assert!(output.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(folder).env("RUSTDOCFLAGS", "--deny warnings");
    // One for all, so that the runtime's dependencies are built once, and later runs find them.
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"));
    command.output().unwrap()
}

fn has(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success())
}
