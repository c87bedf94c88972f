use std::path::Path;
use std::process::Command;

use weda_codegen::{Root, Settings, check, generate, render};
use weda_definition::{Definitions, OptionSets};

use crate::package::Package;

const MAIN: &str = "//! Uses one model of many.
#![deny(warnings, missing_docs)]

mod models;

fn main() {
    println!(\"{}\", models::SysUser::NAME.name());
}
";

pub fn compile(samples: &Path) {
    let is_formatter_there =
        Command::new("rustfmt").arg("--version").output().is_ok_and(|output| output.status.success());
    for edition in ["2021", "2024"] {
        let package = Package::new(&format!("samples-{edition}"), edition, MAIN, &[("weda", "runtime")], None);
        let report = generate(&samples.join("definitions"), &package.path("src/models"), &Settings::default()).unwrap();
        assert!(report.files.written.len() > 20, "{report}");
        package.cargo(&["check", "--offline"]);
        if is_formatter_there {
            package.cargo(&["fmt"]);
            package.cargo(&["check", "--offline"]);
        }
    }
}

/// The service returns fields in a different order with each pull.
pub fn keep_their_order(samples: &Path) {
    let definitions = Definitions::read(samples.join("definitions")).unwrap();
    let turned: Definitions = definitions
        .iter()
        .map(|definition| {
            let mut turned = definition.clone();
            turned.fields.reverse();
            turned
        })
        .collect();
    let rendered = |definitions: &Definitions| {
        render(
            &check(definitions, &OptionSets::default(), &Settings::default()).unwrap(),
            Root::Beside("models".to_owned()),
        )
    };
    assert_eq!(rendered(&turned), rendered(&definitions));
}
