//! The order and names of the fields of a model or a nested object.

use std::collections::BTreeMap;

use weda_definition::{Definition, Field};

use super::rename_reason::rename_reason;
use crate::name::{self, NameScope, NameStyle};
use crate::{Note, Place};

/// Returns the fields in display order: `_id`, the model's own fields as the designer orders them, then the system's. The
/// order of the file is the server's and changes with every pull, so it must not matter.
pub(super) fn ordered(fields: &[Field]) -> Vec<&Field> {
    let mut fields: Vec<&Field> = fields.iter().collect();
    fields.sort_by_key(|field| {
        let position = if field.system { None } else { field.position };
        (!is_id(field), field.system, position.unwrap_or(i64::MAX), &field.key)
    });
    fields
}

/// Returns the Rust name of each key. Names are assigned to `_id` first, then to the sorted keys, so that the order of the
/// file does not matter. `within` is empty for a model, or the path of a nested object.
pub(super) fn names(
    definition: &Definition,
    within: &str,
    fields: &[Field],
    notes: &mut Vec<Note>,
) -> BTreeMap<String, String> {
    let mut keys: BTreeMap<(bool, &str), Option<u32>> =
        fields.iter().map(|field| ((!is_id(field), field.key.as_str()), Some(field.line))).collect();
    if within.is_empty() {
        // Every record has an `_id`, even if the definition leaves it out.
        keys.entry((false, "_id")).or_insert(None);
    }
    let mut scope = NameScope::default();
    keys.into_iter()
        .map(|((_, key), line)| {
            let assigned = scope.assign(name::field(key), NameStyle::Field);
            if let Some(why) = rename_reason(key, assigned.is_changed, false) {
                let place = Place { source: definition.source.clone(), line };
                notes.push(Note::renamed(place, "field", &format!("{within}{key}"), &assigned.name, why));
            }
            (key.to_owned(), assigned.name)
        })
        .collect()
}

/// Returns true for the id of the record.
pub(super) fn is_id(field: &Field) -> bool {
    field.key == "_id"
}
