//! Coverage tools must ignore generated code.

use std::fs;
use std::path::Path;

use weda_codegen::{Settings, generate};

use crate::compile::{User, succeed};
use crate::support::{copy, fixtures};

const LIBRARY: &str = "//! A view, all models, and one function.
pub mod models;

use weda::prelude::*;

/// A student.
#[weda_model(\"student\")]
#[derive(Debug, Clone)]
pub struct Pupil {
    /// The id.
    pub id: Id<Self>,
    /// The name.
    pub name: String,
}

/// Written by hand.
pub fn counted() {}
";

/// `read` of a view, and `clone`, `fmt` and `into_create` of its create shape, were reported as uncovered, on the line of the
/// attribute.
#[test]
fn only_handwritten_functions_are_counted() {
    let user = User::of("coverage", "//! Nothing.\nfn main() {}\n", |source| {
        generate(&fixtures(), &source.join("models"), &Settings::default()).unwrap();
        fs::write(source.join("lib.rs"), LIBRARY).unwrap();
        let package = source.parent().unwrap();
        copy(&fixtures(), &package.join("database-schemas"));
        fs::copy(fixtures().with_file_name("option-sets.json"), package.join("option-sets.json")).unwrap();
    });
    let code = Path::new(env!("CARGO_TARGET_TMPDIR")).join("coverage/code.ll");
    let emit = format!("--emit=llvm-ir={}", code.display());
    let package = ["rustc", "--offline", "--package", "coverage-current", "--lib", "--"];
    succeed(user.folder(), &[&package[..], &["-Cinstrument-coverage", "-Ccodegen-units=1", &emit]].concat());
    let code = fs::read_to_string(code).unwrap();
    // Each function has a record, called or not.
    let records: Vec<&str> = code.lines().filter(|line| line.starts_with("@__covrec_")).collect();
    assert_eq!(records.len(), 1, "{records:#?}");
    assert!(code.lines().any(|line| line.starts_with("@__profc_") && line.contains("counted")));
}
