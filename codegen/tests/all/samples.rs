//! Definitions of real models, which are not part of this project.

use std::path::{Path, PathBuf};

use weda_codegen::{check, render};
use weda_definition::Definitions;

use crate::compile::User;
use crate::support::reversed;

const MAIN: &str = "//! Uses one model of many.
#![deny(warnings, missing_docs)]

mod models;

fn main() {
    println!(\"{}\", models::SysUser::NAME.name());
}
";

/// The directory that `WEDA_SAMPLES` names; without the variable the test is skipped, and says so.
fn samples() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("WEDA_SAMPLES") else {
        println!("skipped: WEDA_SAMPLES does not name a folder of samples");
        return None;
    };
    let definitions = Path::new(&folder).join("definitions");
    assert!(definitions.is_dir(), "WEDA_SAMPLES is set, but there is no {}", definitions.display());
    Some(definitions)
}

#[test]
fn real_definitions_give_code_that_compiles_without_warnings() {
    let Some(definitions) = samples() else { return };
    User::new("samples", &definitions, MAIN).check();
}

#[test]
fn the_order_of_fields_in_real_definitions_does_not_show() {
    let Some(definitions) = samples() else { return };
    let definitions = Definitions::read(definitions).unwrap();
    let turned: Definitions = definitions.iter().map(reversed).collect();
    assert_eq!(render(&check(&turned).unwrap()), render(&check(&definitions).unwrap()));
}
