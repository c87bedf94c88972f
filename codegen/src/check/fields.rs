//! The fields of a model or of a nested object: their order and their names.

use std::collections::BTreeMap;

use weda_definition::{Definition, Field};

use super::reason::reason;
use crate::name::{self, Style, Taken};
use crate::{Note, Place};

/// The fields in the order in which people read them. The order of the file is the server's and changes with every
/// pull, so it must not show: `_id`, then the model's own fields as the designer orders them, then the system's.
pub(super) fn ordered(fields: &[Field]) -> Vec<&Field> {
    let mut fields: Vec<&Field> = fields.iter().collect();
    fields.sort_by_key(|field| {
        let position = if field.system { None } else { field.position };
        (!is_id(field), field.system, position.unwrap_or(i64::MAX), &field.key)
    });
    fields
}

/// The Rust name of each key. `_id` chooses first, then the keys in their own order, so that the file's does not show.
/// `within` is empty for a model and names a nested object otherwise.
pub(super) fn names(
    definition: &Definition,
    within: &str,
    fields: &[Field],
    notes: &mut Vec<Note>,
) -> BTreeMap<String, String> {
    let mut keys: BTreeMap<(bool, &str), Option<u32>> =
        fields.iter().map(|field| ((!is_id(field), field.key.as_str()), Some(field.line))).collect();
    if within.is_empty() {
        // Every record has an `_id`, also where the definition leaves it out.
        keys.entry((false, "_id")).or_insert(None);
    }
    let mut taken = Taken::default();
    keys.into_iter()
        .map(|((_, key), line)| {
            let claim = taken.claim(name::field(key), Style::Field);
            if let Some(why) = reason(key, claim.gave_way, false) {
                let place = Place { source: definition.source.clone(), line };
                notes.push(Note::renamed(place, "field", &format!("{within}{key}"), &claim.name, why));
            }
            (key.to_owned(), claim.name)
        })
        .collect()
}

/// Returns whether the field is the id of the record.
pub(super) fn is_id(field: &Field) -> bool {
    field.key == "_id"
}
