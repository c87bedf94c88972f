//! Checks of records before they are written.

use serde_json::{Map, Value};
use weda_definition::{Definition, Judge, Level};

use crate::refused::{FieldProblem, Refused, RefusedKind};

/// Checks the values of a new record, or the changes of one, against a definition. System models are not checked, since
/// they cannot be written.
///
/// # Errors
/// Returns a refusal with all violations by field.
pub fn check(definition: &Definition, values: &Map<String, Value>, is_new: bool) -> Result<(), Refused> {
    if definition.is_system() {
        return Ok(());
    }
    let judge = Judge::new(definition);
    let mut problems: Vec<FieldProblem> = Vec::new();
    let mut add = |found: Result<(), weda_definition::Violations>| {
        for violation in found.as_ref().err().into_iter().flat_map(|violations| violations.iter()) {
            problems.push(FieldProblem::new(violation.field(), violation.to_string()));
        }
    };
    if is_new {
        add(judge.check_members(values, Level::Enforced));
    } else {
        for (key, value) in values {
            add(judge.check_field(key, value));
        }
    }
    let Some(first) = problems.first() else { return Ok(()) };
    let (message, field) = (first.message.clone(), Some(first.field.clone()));
    Err(Refused { field, fields: problems, ..Refused::new(RefusedKind::Invalid, message) })
}
