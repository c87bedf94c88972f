//! Any definition that the generator accepts compiles.
//!
//! `cargo test -p weda-codegen any_definition` compiles set 0, which has every special word as a name, and 40 sets of up to 12
//! models, always the same ones. For more and other sets:
//! `WEDA_CASES=1000 WEDA_SEED=7 cargo test -p weda-codegen any_definition -- --nocapture`.
//!
//! The compiled code stays in `target/tmp/any_definition`, the folder that a failure names: the definitions of set 7 in
//! `definitions/set_7`, the code in `src/set_7`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use weda_codegen::{Settings, generate};

use crate::arbitrary::{Files, every_word, files, number, sample};

#[test]
fn any_definition_gives_code_that_compiles_without_a_warning() {
    let (count, seed) = (number("WEDA_CASES", 40), number("WEDA_SEED", 20_261_123));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("any_definition");
    println!("{count} sets of WEDA_SEED={seed} are in {}", folder.display());
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(folder.join("src")).unwrap();

    let mut main = String::from(MAIN);
    let sets = std::iter::once(every_word()).chain(sample(&files(), count as usize, seed));
    for (at, set) in sets.enumerate() {
        let definitions = folder.join(format!("definitions/set_{at}"));
        write(&set, &definitions);
        let report = generate(&definitions, &folder.join(format!("src/set_{at}")), &settings(at));
        let report = report.unwrap_or_else(|problems| panic!("refused {}:\n{problems}", definitions.display()));
        assert_eq!(report.files.written.len(), set.len() + 1, "a file for each model of {}", definitions.display());
        // Public items must be documented, and unused ones must not be reported as dead code.
        let reach = if at.is_multiple_of(2) { "pub " } else { "" };
        writeln!(main, "/// Set {at}.\n{reach}mod set_{at};").unwrap();
    }
    fs::write(folder.join("src/main.rs"), main + "\nfn main() {}\n").unwrap();
    check(&folder);
}

const MAIN: &str = "//! Uses nothing of many models.
#![deny(warnings, missing_docs, rust_2018_idioms, single_use_lifetimes, unused_qualifications)]

";

fn write(set: &Files, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (identifier, text) in set {
        fs::write(folder.join(format!("{identifier}.json")), text).unwrap();
    }
}

/// A third of the sets derives all possible traits.
fn settings(at: usize) -> Settings {
    let text = if at.is_multiple_of(3) { "serde = true\nderive = [\"PartialEq\"]" } else { "" };
    Settings::parse("weda.toml".as_ref(), text).unwrap()
}

fn check(folder: &Path) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = format!(
        "[package]\nname = \"any_definition\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nweda = {{ path = {:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n",
        workspace.join("runtime")
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions of this workspace are available offline.
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--color=never"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    // An error of the generator is repeated in many places.
    let shown: Vec<&str> = words.lines().filter(|line| !line.trim_start().starts_with("Compiling")).take(120).collect();
    assert!(output.status.success(), "see the definitions in {}:\n{}", folder.display(), shown.join("\n"));
}
