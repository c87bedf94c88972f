//! A generated model with a field of every kind, nested three levels deep, and random records of it.
//!
//! After an intended change of generated code: `UPDATE_GOLDEN=1 cargo test -p weda --test emulator kinds`, or, if the
//! old code no longer compiles, `cargo run -p weda-cli -- generate` in the folder `specimen`.

pub mod models;

// About types and their code, and not about a gateway.
odata_only! {
    mod any_json;
    mod any_record;
    mod printed;
    mod random;
    mod serde_tables;
}

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use weda_codegen::{Settings, generate};
use weda_emulator::{Definition, Definitions};

pub use models::{Shelf, Specimen};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emulator/kinds/specimen")
}

fn definitions() -> Definitions {
    Definitions::read(folder().join("database-schemas")).unwrap()
}

fn specimen() -> Definition {
    definitions().get("specimen").unwrap().clone()
}

/// Runs the test with values that are the same in every run.
fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let rng_seed = RngSeed::Fixed(20_261_123);
    let config = Config { cases, rng_seed, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    TestRunner::new(config).run(strategy, test).unwrap_or_else(|failure| panic!("{failure}"));
}

/// Returns a page with a single record.
fn read(record: &serde_json::Value) -> Result<Specimen, String> {
    let body = serde_json::json!({ "value": [record] }).to_string();
    let mut rows = weda::__private::page::<Specimen>(body.as_bytes())?;
    assert_eq!(rows.len(), 1);
    Ok(rows.remove(0))
}

odata_only! {
#[test]
fn the_models_are_what_the_definitions_give() {
    let settings = Settings::find(&folder()).unwrap();
    let new = new_folder();
    generate(settings.models.as_deref().unwrap(), &new.join("models"), &settings).unwrap();
    let texts = |folder: &Path| -> BTreeMap<PathBuf, String> {
        let files = ["models.rs", "models/shelf.rs", "models/specimen.rs"].map(PathBuf::from);
        files
            .into_iter()
            .map(|file| (file.clone(), fs::read_to_string(folder.join(file)).unwrap_or_default()))
            .collect()
    };
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(folder().join("models")).unwrap();
        for (file, text) in texts(&new) {
            fs::write(folder().join(file), text).unwrap();
        }
    }
    assert!(texts(&new) == texts(&folder()), "see this file's docs");
}
}

fn new_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("specimen");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    folder
}
