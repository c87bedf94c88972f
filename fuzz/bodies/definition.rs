//! Any bytes as a definition file give an error or code, never a panic.

use weda_codegen::{Settings, check, emit};
use weda_definition::{Definition, OptionSets};

/// Parses, checks and emits the definition.
pub fn definition(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(definition) = Definition::parse("student", "database-schemas/student.json", text) else { return };
    let Ok(plan) = check([&definition], &OptionSets::default(), &Settings::default()) else { return };
    for model in &plan.models {
        assert!(!emit::model(model, &plan).is_empty());
    }
    assert!(!emit::root(&plan, Some("models")).is_empty());
}
