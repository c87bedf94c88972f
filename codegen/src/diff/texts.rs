//! Changes between texts of equal content.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use weda_definition::Definition;

use super::change::{Change, ChangeKind, Subject};
use super::source_location::SourceLocation;

/// Returns the changes between two texts whose parsed content is equal: members that are not parsed, such as the colours
/// of options, or else the order of members.
pub(super) fn changes(was: &Definition, is: &Definition) -> Vec<Change> {
    let parse = |definition: &Definition| serde_json::from_str::<Value>(&definition.text).ok();
    let whole = |of: Vec<String>| Change {
        subject: Subject::Model(was.identifier.clone()),
        before: Some(SourceLocation::of_members(was, &of)),
        after: Some(SourceLocation::of_members(is, &of)),
        kind: ChangeKind::Details { of },
        breaks: Vec::new(),
    };
    let (old, new) = match (parse(was), parse(is)) {
        (Some(old), Some(new)) if old != new => (old, new),
        _ => return vec![whole(vec!["the order of the text".to_owned()])],
    };
    let (fields, now) = (&old["properties"], &new["properties"]);
    let changed = |key: &&String| fields.get(key.as_str()) != now.get(key.as_str());
    let mut changes = Vec::new();
    for key in keys(fields, now).into_iter().filter(changed) {
        let location = |definition: &Definition| {
            let line = definition.fields.iter().find(|field| field.key == *key).map(|field| field.line);
            SourceLocation::of_field(definition, line, key)
        };
        changes.push(Change {
            subject: Subject::Field { model: was.identifier.clone(), path: key.clone() },
            kind: ChangeKind::Details { of: differing(&fields[key.as_str()], &now[key.as_str()]) },
            breaks: Vec::new(),
            before: Some(location(was)),
            after: Some(location(is)),
        });
    }
    let of: Vec<String> = differing(&old, &new).into_iter().filter(|key| key != "properties").collect();
    if !of.is_empty() {
        changes.push(whole(of));
    }
    changes
}

/// The members in which two objects differ.
fn differing(was: &Value, is: &Value) -> Vec<String> {
    keys(was, is).into_iter().filter(|key| was.get(key.as_str()) != is.get(key.as_str())).cloned().collect()
}

fn keys<'a>(was: &'a Value, is: &'a Value) -> BTreeSet<&'a String> {
    [was, is].into_iter().filter_map(Value::as_object).flat_map(Map::keys).collect()
}
