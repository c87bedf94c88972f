//! A user's workspace, in which a single run of cargo checks all cases.
//!
//! The package `school` has rows generated from the definitions of these tests, and the cases as examples; each case of
//! `places` is a package. Programs that must compile are also compiled in packages of older editions.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;

use crate::case::{Case, cases, entries, here};

/// Editions before that of `school`.
pub const OLDER_EDITIONS: [&str; 2] = ["2018", "2021"];

/// The compiler's output for a case.
#[derive(Debug, Default)]
pub struct Verdict {
    pub compiled: bool,
    pub errors: usize,
    /// Errors and warnings as printed.
    pub diagnostics: Vec<String>,
}

impl Verdict {
    pub fn text(&self) -> String {
        self.diagnostics.join("\n")
    }

    /// Adds a diagnostic, unless it is only the number of errors.
    fn add(&mut self, message: &Value) {
        let counts = message["code"].is_null() && message["spans"].as_array().is_some_and(Vec::is_empty);
        let level = message["level"].as_str().filter(|_| !counts);
        if let Some("error" | "warning") = level {
            self.errors += usize::from(level == Some("error"));
            self.diagnostics.push(message["rendered"].as_str().unwrap_or_default().to_owned());
        }
    }
}

/// The compiler's output for all cases.
pub struct Verdicts {
    of: BTreeMap<String, Verdict>,
    /// The output of cargo, for errors before compilation.
    stderr: String,
}

impl Verdicts {
    pub fn of(&self, case: &Case) -> &Verdict {
        self.named(&case.name)
    }

    pub fn in_edition(&self, case: &Case, edition: &str) -> &Verdict {
        self.named(&in_edition(case, edition).name)
    }

    fn named(&self, name: &str) -> &Verdict {
        self.of.get(name).unwrap_or_else(|| panic!("{name} was not compiled:\n{}", self.stderr))
    }
}

/// Returns the verdicts of a single run that all tests share.
pub fn verdicts() -> &'static Verdicts {
    static VERDICTS: LazyLock<Verdicts> = LazyLock::new(|| {
        write_workspace();
        let output = cargo(&["check", "--offline", "--workspace", "--bins", "--examples", "--keep-going"], None);
        Verdicts { of: by_case(&output.stdout), stderr: String::from_utf8_lossy(&output.stderr).into_owned() }
    });
    &VERDICTS
}

/// Returns the directory of the workspace, which is fixed, so that later runs reuse builds.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui")
}

/// Runs cargo in the workspace, with a value for `WEDA_MODELS`.
pub fn cargo(arguments: &[&str], models: Option<&str>) -> Output {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    match models {
        Some(models) => cargo.env("WEDA_MODELS", models),
        None => cargo.env_remove("WEDA_MODELS"),
    };
    cargo
        .args(arguments)
        .arg("--message-format=json")
        .current_dir(folder())
        // Shared with the packages of other tests, so that dependencies are built once.
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .unwrap()
}

fn write_workspace() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let places = cases("places");
    let names = places.iter().map(|case| case.name.clone());
    let older = OLDER_EDITIONS.map(|edition| format!("in-{edition}"));
    let members: Vec<String> = ["school", "rebuilt"].map(str::to_owned).into_iter().chain(older).chain(names).collect();
    write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"));
    // The versions of this workspace are available offline.
    fs::copy(workspace.join("Cargo.lock"), folder().join("Cargo.lock")).unwrap();

    write_school("school", "2024", &[cases("fail"), cases("known"), cases("pass")].concat());
    copy(&here().join("broken"), "school/database-schemas");
    for edition in OLDER_EDITIONS {
        let cases: Vec<Case> = cases("pass").iter().map(|case| in_edition(case, edition)).collect();
        write_school(&format!("in-{edition}"), edition, &cases);
    }

    for case in &places {
        fs::remove_dir_all(folder().join(&case.name)).ok();
        write(&format!("{}/Cargo.toml", case.name), &(manifest(&case.name) + &target("bin", case)));
        copy(case.source.parent().unwrap(), &case.name);
    }
    crate::rebuild::write_package();
}

/// Writes a package with rows of all models and cases as examples.
fn write_school(package: &str, edition: &str, cases: &[Case]) {
    let examples: String = cases.iter().map(|case| target("example", case)).collect();
    let manifest =
        manifest(package).replace("2024", edition) + "serde = { version = \"1\", features = [\"derive\"] }\n";
    write(&format!("{package}/Cargo.toml"), &format!("{manifest}\n[lib]\nname = \"school\"\n{examples}"));
    write(&format!("{package}/src/lib.rs"), "pub mod models;\n");
    let (definitions, out) = (here().join("database-schemas"), folder().join(package).join("src/models"));
    weda_codegen::generate(&definitions, &out, &weda_codegen::Settings::default()).unwrap();
    copy(&here().join("database-schemas"), &format!("{package}/database-schemas"));
    let sets = fs::read_to_string(here().join("option-sets.json")).unwrap();
    write(&format!("{package}/option-sets.json"), &sets);
}

/// Returns the case as named in the package of an older edition.
fn in_edition(case: &Case, edition: &str) -> Case {
    Case { name: format!("{}-{edition}", case.name), source: case.source.clone() }
}

/// Returns the beginning of a manifest, up to the dependencies.
pub fn manifest(name: &str) -> String {
    let weda = env!("CARGO_MANIFEST_DIR");
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nweda = {{ path = {weda:?} }}\n"
    )
}

fn target(kind: &str, case: &Case) -> String {
    format!("\n[[{kind}]]\nname = {:?}\npath = {:?}\n", case.name, case.source)
}

/// Writes a file of the workspace. An unchanged file keeps its time, so that its package is not rebuilt.
pub fn write(name: &str, text: &str) {
    let path = folder().join(name);
    if fs::read_to_string(&path).is_ok_and(|present| present == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn copy(from: &Path, to: &str) {
    for path in entries(from) {
        let to = format!("{to}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            write(&to, &fs::read_to_string(path).unwrap());
        }
    }
}

/// Returns the verdicts by example or binary.
fn by_case(stdout: &[u8]) -> BTreeMap<String, Verdict> {
    let mut verdicts: BTreeMap<String, Verdict> = BTreeMap::new();
    for line in String::from_utf8_lossy(stdout).lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        let Some(target) = message["target"]["name"].as_str() else { continue };
        let verdict = verdicts.entry(target.to_owned()).or_default();
        match message["reason"].as_str() {
            Some("compiler-artifact") => verdict.compiled = true,
            Some("compiler-message") => verdict.add(&message["message"]),
            _ => {}
        }
    }
    verdicts
}
