//! Editors and hooks format single files, regardless of the module declaration.

use std::path::Path;
use std::process::Command;

use weda_codegen::{Settings, generate};

use crate::support::{fixtures, texts};

/// Settings of rustfmt that change as much as possible.
const SETTINGS: &[&str] = &[
    "max_width=100",
    "max_width=50,hard_tabs=true,match_arm_leading_pipes=Always",
    "max_width=200,use_small_heuristics=Max,match_block_trailing_comma=true,use_field_init_shorthand=true",
];

/// A hook changed a third of the files, and `weda generate --check` reported them as stale.
/// `rustfmt::skip` at the declaration of a module works only if rustfmt starts there, so each item has it.
#[test]
fn rustfmt_leaves_each_file_as_it_is() {
    if Command::new("rustfmt").arg("--version").output().is_err() {
        println!("skipped: there is no rustfmt");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    generate(&fixtures(), &folder.path().join("models"), &Settings::default()).unwrap();
    let before = texts(folder.path());
    for settings in SETTINGS {
        before.keys().for_each(|name| format(&folder.path().join(name), settings));
        for (name, text) in texts(folder.path()) {
            assert_eq!(text, before[&name], "{name} with {settings}");
        }
    }
}

fn format(file: &Path, settings: &str) {
    let output = Command::new("rustfmt").args(["--edition", "2024", "--config", settings]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
}
