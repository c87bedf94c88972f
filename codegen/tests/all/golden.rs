//! The generated files of the fixtures, byte for byte.
//!
//! After an intended change: `UPDATE_GOLDEN=1 cargo test -p weda-codegen golden`, then read the diff.

use std::collections::BTreeMap;
use std::fs;

use weda_codegen::plan::{FieldPlan, ModelPlan, Plan};
use weda_codegen::{Problem, Problems, Root, Settings, generate, render};
use weda_definition::{Definition, Definitions, OptionSets};

use crate::support::{fixtures, golden, replace, reversed, texts};

#[test]
fn generated_files_are_the_golden_ones() {
    let folder = tempfile::tempdir().unwrap();
    let report = generate(&fixtures(), &folder.path().join("models"), &Settings::default()).unwrap();
    let notes: String = report.notes.iter().map(|note| format!("{note}\n")).collect();
    fs::write(folder.path().join("notes.txt"), notes).unwrap();

    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        replace(&golden(), folder.path());
    }
    let (expected, found) = (texts(&golden()), texts(folder.path()));
    assert_eq!(names(&found), names(&expected), "other files than the golden ones");
    for (name, text) in &found {
        assert!(*text == expected[name], "{name} is not the golden one; see this file's docs\n{text}");
    }
}

#[test]
fn the_order_of_fields_in_a_definition_does_not_matter() {
    let definitions = Definitions::read(fixtures()).unwrap();
    let turned: Definitions = definitions.iter().map(reversed).collect();
    let rendered = |definitions: &Definitions| render(&check(definitions).unwrap(), Root::Beside("models".to_owned()));
    assert_eq!(rendered(&turned), rendered(&definitions));
}

#[test]
fn the_order_of_definitions_does_not_matter() {
    let definitions = Definitions::read(fixtures()).unwrap();
    assert_eq!(check(definitions.iter().rev()).unwrap(), check(&definitions).unwrap());
}

#[test]
fn field_names_do_not_depend_on_the_other_models() {
    let definitions = Definitions::read(fixtures()).unwrap();
    let together = check(&definitions).unwrap();
    for (definition, model) in definitions.iter().zip(&together.models) {
        let alone = check([definition]).unwrap();
        let constants = |model: &ModelPlan| model.fields.iter().map(FieldPlan::constant).collect::<Vec<_>>();
        assert_eq!(constants(&alone.models[0]), constants(model), "{}", definition.identifier);
    }
}

#[test]
fn two_definitions_of_one_model_are_refused() {
    let definitions = Definitions::read(fixtures()).unwrap();
    let problems = check(definitions.iter().chain(definitions.get("student"))).unwrap_err();
    assert!(matches!(problems.0.as_slice(), [Problem::Twice { identifier, .. }] if identifier == "student"));
}

/// Plans fixtures, with the option sets beside them.
fn check<'a>(definitions: impl IntoIterator<Item = &'a Definition>) -> Result<Plan, Problems> {
    let sets = OptionSets::read(&OptionSets::beside(&fixtures())).unwrap();
    weda_codegen::check(definitions, &sets, &Settings::default())
}

fn names(texts: &BTreeMap<String, String>) -> Vec<&String> {
    texts.keys().collect()
}
