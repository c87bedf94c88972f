//! Changes of the definition, option sets, `weda.toml` and `WEDA_MODELS` must rebuild a view.

use crate::user::{cargo, manifest, verdicts, write};

const VIEW: &str = "//! One view.

use weda::prelude::*;

/// A person.
#[weda_model(\"person\")]
pub struct Person {
    /// A text in one directory, a number in the other.
    pub name: Option<String>,
}
";

pub fn write_package() {
    write("rebuilt/Cargo.toml", &manifest("rebuilt"));
    write("rebuilt/src/lib.rs", VIEW);
    define("texts", "string");
    define("numbers", "number");
    share("[]");
    point_to("texts");
}

fn share(sets: &str) {
    write("rebuilt/option-sets.json", &format!("{{\"response\":{{\"data\":{{\"items\":{sets}}}}}}}\n"));
}

fn define(directory: &str, kind: &str) {
    let text = format!("{{ \"type\": \"object\", \"properties\": {{ \"name\": {{ \"type\": \"{kind}\" }} }} }}\n");
    write(&format!("rebuilt/{directory}/person.json"), &text);
}

fn point_to(directory: &str) {
    write("rebuilt/weda.toml", &format!("models = \"{directory}\"\n"));
}

#[test]
fn changed_dependencies_rebuild_a_view() {
    verdicts();
    let compiles = |models| cargo(&["check", "--offline", "--package", "rebuilt"], models).status.success();
    assert!(compiles(None));

    point_to("numbers");
    assert!(!compiles(None), "weda.toml changed");
    point_to("texts");
    assert!(compiles(None), "weda.toml changed back");

    define("texts", "number");
    assert!(!compiles(None), "the definition changed");
    define("texts", "string");
    assert!(compiles(None), "the definition changed back");

    share("[{}]");
    assert!(!compiles(None), "the option sets are broken");
    share("null");
    assert!(compiles(None), "the option sets changed back");

    assert!(!compiles(Some("numbers")), "WEDA_MODELS is set");
    assert!(compiles(None), "WEDA_MODELS is not set any more");
}
