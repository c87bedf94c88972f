//! Any JSON value in any field is decoded, or the error names the field.

use proptest::prelude::*;
use serde_json::{Value, json};
use weda_definition::{Field, Kind};

use super::{random, read, run, specimen};

/// A field, member or element, with the kind of its values.
struct Place {
    /// The path in messages: `inner.rooms[1].floor`.
    path: String,
    /// The path for [`Value::pointer`].
    pointer: String,
    kind: Kind,
    /// True if null means no value.
    required: bool,
}

/// A record in which every path exists.
fn record() -> Value {
    json!({
        "_id": "r7", "name": "李四",
        "location": { "geopoint": { "coordinates": [] } },
        "texts": ["a", "b"], "integers": [1, 2], "files": ["a", "b"], "choices": ["红", "绿"], "jsons": [1, 2],
        "table": [[1], [2, 3]], "reverse": ["a", "b"],
        "inner": { "city": "杭州", "rooms": [{ "floor": 1 }, { "floor": 2, "size": { "width": 1, "notes": ["a", "b"] } }] }
    })
}

#[test]
fn any_json_in_any_field_is_read_or_the_error_names_the_field() {
    let places = places();
    assert!(places.iter().any(|place| place.path == "inner.rooms[1].size.notes[1]"), "three levels down");
    run(300, &random::anything(5), |value| {
        for place in &places {
            for sent in [value.clone(), json!(value.to_string())] {
                check(place, &sent)?;
            }
        }
        Ok(())
    });
}

fn check(place: &Place, value: &Value) -> Result<(), TestCaseError> {
    let mut record = record();
    let (parent, last) = place.pointer.rsplit_once('/').unwrap();
    match record.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(last.to_owned(), value.clone())),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = value.clone(),
        other => panic!("{other} holds nothing"),
    }
    let fits = fits(&place.kind, place.required, value);
    match read(&record) {
        Ok(row) => prop_assert!(fits != Some(false), "{}: read {value} as {row:?}", place.path),
        Err(error) => {
            prop_assert!(fits != Some(true), "{}: {value} is refused: {error}", place.path);
            let id = if place.path == "_id" { "" } else { " (_id r7), " };
            let start = format!("model `specimen`, record 1 of the page{id}");
            let field = format!("field `{}", place.path);
            let end = error.split_once(&field).and_then(|(_, rest)| rest.chars().next());
            prop_assert!(error.starts_with(&start) && matches!(end, Some('`' | '.' | '[')), "{}: {error}", place.path);
        }
    }
    Ok(())
}

fn places() -> Vec<Place> {
    let id = Place { path: "_id".into(), pointer: "/_id".into(), kind: relation(), required: true };
    let mut places = vec![id];
    below("", "", &specimen().fields, &mut places);
    places
}

/// Ids are decoded like relations.
fn relation() -> Kind {
    specimen().field("relation").unwrap().kind.clone()
}

fn below(path: &str, pointer: &str, fields: &[Field], places: &mut Vec<Place>) {
    for field in fields {
        let path = if path.is_empty() { field.key.clone() } else { format!("{path}.{}", field.key) };
        let place = Place {
            path,
            pointer: format!("{pointer}/{}", field.key),
            kind: field.kind.clone(),
            required: field.required,
        };
        within(place, places);
    }
}

/// Returns the path and those within it.
fn within(place: Place, places: &mut Vec<Place>) {
    match &place.kind {
        Kind::Object(members) => below(&place.path, &place.pointer, members, places),
        Kind::List(item) => within(element(&place, (**item).clone()), places),
        Kind::Relations(_) => within(element(&place, relation()), places),
        _ => {}
    }
    places.push(place);
}

fn element(list: &Place, kind: Kind) -> Place {
    let required = kind != Kind::Json;
    Place { path: format!("{}[1]", list.path), pointer: format!("{}/1", list.pointer), kind, required }
}

/// Returns true if a value fits its kind, or `None` if this test does not cover the case.
fn fits(kind: &Kind, required: bool, value: &Value) -> Option<bool> {
    let text_of = |open: char| match value.as_str() {
        Some("" | "null") => Some(!required),
        Some(text) if !text.trim_ascii_start().starts_with(open) => Some(false),
        _ => None,
    };
    match (kind, value) {
        (_, Value::Null) => Some(!required),
        (Kind::Json, Value::String(text)) if required => (!matches!(text.as_str(), "" | "null")).then_some(true),
        (Kind::Json, _) => Some(true),
        (Kind::Text | Kind::File | Kind::AreaCode | Kind::Choice(_) | Kind::AutoNumber(_), _) => {
            Some(value.is_string())
        }
        (Kind::Number, _) => Some(value.is_number()),
        (Kind::Boolean, _) => Some(value.is_boolean()),
        (Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time, Value::Number(number)) => match number.as_f64() {
            _ if number.is_i64() => Some(true),
            Some(double) if double.fract() != 0.0 || double.abs() > 1e19 => Some(false),
            Some(double) if double.abs() < 9e15 => Some(true),
            _ => None,
        },
        (Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time, _) => Some(false),
        (Kind::Relation(_), Value::String(text)) if !text.trim_ascii_start().starts_with('{') => {
            Some(!required || !matches!(text.as_str(), "" | "null"))
        }
        (Kind::Relation(_), Value::String(_) | Value::Object(_)) => None,
        (Kind::Relation(_), _) => Some(false),
        // Old records store several options as comma-separated keys.
        (Kind::List(item), Value::String(text)) if matches!(**item, Kind::Choice(_)) => {
            let text = text.trim_ascii();
            match text.is_empty() || text == "null" || text.starts_with(['[', '{', '"']) {
                true => text_of('['),
                false => Some(true),
            }
        }
        (Kind::List(_) | Kind::Relations(_), Value::String(_)) => text_of('['),
        (Kind::List(item), Value::Array(items)) => {
            every(items.iter().map(|value| fits(item, **item != Kind::Json, value)))
        }
        (Kind::Relations(_), Value::Array(items)) => every(items.iter().map(|value| fits(&relation(), true, value))),
        (Kind::Object(_) | Kind::Location, Value::String(_)) => text_of('{'),
        (Kind::Object(members), Value::Object(values)) => every(
            members
                .iter()
                .map(|member| fits(&member.kind, member.required, values.get(&member.key).unwrap_or(&Value::Null))),
        ),
        (Kind::Location, Value::Object(_)) => None,
        _ => Some(false),
    }
}

fn every(all: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let all: Vec<Option<bool>> = all.collect();
    if all.contains(&Some(false)) {
        return Some(false);
    }
    all.iter().all(|one| *one == Some(true)).then_some(true)
}
