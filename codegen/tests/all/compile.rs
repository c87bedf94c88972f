//! Generated code compiles without a warning in binary crates that use one model of many.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use weda_codegen::{Settings, generate};

use crate::support::{copy, definitions, fixtures};

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
fn the_docs_of_generated_code_have_no_warnings() {
    User::new("documented", &fixtures(), MAIN).cargo(&[
        "doc",
        "--offline",
        "--no-deps",
        "--package",
        "documented-current",
    ]);
}

/// Uses everything by globs, under common lints.
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

/// A model `std` or `weda` became a module that hid the crate after `use models::*`; the type of `env`'s field `type` hid the
/// runtime's `EnvType`; and `a_b_c`, `models` and every `pub` failed under clippy's lints.
/// Names of crates and known types are reserved, and lints that users cannot satisfy are allowed.
#[test]
fn names_of_models_hide_nothing_and_trigger_no_lint() {
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

/// Lints that are off by default and that generated code must satisfy.
const LINTS: &str = "#![deny(warnings, missing_docs, missing_debug_implementations, missing_copy_implementations)]
#![deny(unreachable_pub, unnameable_types, unused_qualifications, unused_results, unused_lifetimes)]
#![deny(single_use_lifetimes, elided_lifetimes_in_paths, redundant_imports, redundant_lifetimes, unit_bindings)]
#![deny(trivial_casts, trivial_numeric_casts, unused_import_braces, let_underscore_drop, meta_variable_misuse)]
#![deny(explicit_outlives_requirements, variant_size_differences, keyword_idents, unused_macro_rules)]
#![deny(rust_2018_idioms, rust_2021_compatibility, rust_2024_compatibility, future_incompatible)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]
";

/// Models of a library, and views of them with relations to models outside the set.
const LIBRARY: &str = "
/// All models.
pub mod models;

/// Views.
pub mod views {
    use weda::prelude::*;

    /// A student.
    #[weda_model(\"student\")]
    #[derive(Debug, Clone)]
    pub struct Student {
        /// The id.
        pub id: Id<Self>,
        /// The tutor.
        pub tutor: Id<Teacher>,
    }

    /// A student without relations.
    #[weda_model(\"student\")]
    #[derive(Debug)]
    pub struct Name {
        /// The name.
        pub name: String,
    }

    /// A teacher.
    #[weda_model(\"teacher\")]
    #[derive(Debug, Clone, Copy)]
    pub struct Teacher;

    /// Flags.
    #[weda_model(\"flags\")]
    #[derive(Debug)]
    pub struct Flags {
        /// The id.
        pub id: Id<Self>,
    }
}
";

/// `clippy::pedantic` reported the tag of a model that is known by name only, `clippy::nursery` the name of the row in each
/// constant, and rustc such a model without `Debug`.
#[test]
fn generated_code_and_views_satisfy_lints_that_are_off_by_default() {
    let student = r#"{ "name": { "type": "string" }, "grade": { "type": "string", "format": "x-enum", "enum": ["一年级"] },
        "tutor": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "teacher" } },
        "address": { "type": "object", "properties": { "city": { "type": "string" } } } }, "required": ["name", "tutor"]"#;
    let flags = r#"{ "isA": { "type": "boolean" }, "isB": { "type": "boolean" }, "isC": { "type": "boolean" },
        "isD": { "type": "boolean" }, "isScore": { "type": "number" } }, "required": ["isA", "isB", "isC", "isD", "isScore"]"#;
    let named = r#"{ "name": { "type": "string" } }"#;
    let models = [("student", student), ("flags", flags), ("rustfmt", named), ("diagnostic", named)];
    let definitions = definitions(&models);
    let main = format!("//! Uses one of many.\n{LINTS}mod models;\nfn main() {{ let _ = models::Student::NAME; }}\n");
    let user = User::of("lints", &main, |source| {
        generate(definitions.path(), &source.join("models"), &Settings::default()).unwrap();
        fs::write(source.join("lib.rs"), format!("//! A library.\n{LINTS}{LIBRARY}")).unwrap();
        copy(definitions.path(), &source.parent().unwrap().join("database-schemas"));
    });
    user.check();
    if has("cargo-clippy") {
        user.cargo(&["clippy", "--offline", "--workspace"]);
    } else {
        println!("skipped: there is no clippy to try the code with");
    }
}

/// A user's workspace, with a package for each edition.
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

    /// Packages whose other sources `fill` writes to their `src`.
    pub fn of(name: &str, main: &str, fill: impl Fn(&Path)) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        fs::remove_dir_all(&folder).ok();
        for (edition_name, edition) in [("current", "2024"), ("older", "2021"), ("oldest", "2018")] {
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
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"current\", \"older\", \"oldest\"]\n";
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The versions of this workspace are available offline.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        // Several tests share a target folder, so each program has its own name.
        Self { folder, current: format!("{name}-current") }
    }

    /// The folder of the workspace.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Panics with the compiler's output unless everything compiles.
    pub fn check(&self) {
        self.cargo(&["check", "--offline", "--workspace"]);
    }

    /// Panics unless the program of the current edition succeeds.
    pub fn run(&self) {
        self.check();
        self.cargo(&["run", "--offline", "--package", &self.current]);
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }

    /// Returns the compiler's errors for the package of the current edition.
    pub fn fails(&self) -> String {
        let output = cargo(&self.folder, &["check", "--offline", "--package", &self.current]);
        assert!(!output.status.success(), "it compiles");
        String::from_utf8(output.stderr).unwrap()
    }

    fn cargo(&self, arguments: &[&str]) {
        succeed(&self.folder, arguments);
    }

    /// The file that `cargo fmt` formats.
    fn declarations(&self) -> String {
        self.text("current/src/models.rs")
    }
}

/// Runs cargo in a folder; panics with its output unless it succeeds.
pub fn succeed(folder: &Path, arguments: &[&str]) {
    let output = cargo(folder, arguments);
    assert!(output.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(folder).env("RUSTDOCFLAGS", "--deny warnings");
    // Shared, so that the runtime's dependencies are built only once.
    command
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    command.output().unwrap()
}

fn has(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success())
}
