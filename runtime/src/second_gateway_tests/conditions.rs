//! Evaluation of filters, as a service might do it.

use std::cmp::Ordering;

use serde_json::Value as Json;

use crate::protocol::Record;

/// Returns true if all members hold: groups, or operators on a field.
pub(super) fn fits(record: &Record, condition: &Json) -> bool {
    let members = condition.as_object().expect("a condition is an object");
    members.iter().all(|(name, value)| match name.as_str() {
        "$and" => conditions(value).iter().all(|condition| fits(record, condition)),
        "$or" => conditions(value).iter().any(|condition| fits(record, condition)),
        field => {
            let stored = record.get(field).filter(|stored| !stored.is_null());
            value.as_object().expect("operators").iter().all(|(operator, value)| holds(stored, operator, value))
        }
    })
}

fn conditions(value: &Json) -> &[Json] {
    let conditions = value.as_array().expect("a list of conditions");
    assert!(!conditions.is_empty(), "the meaning of an empty group is not documented");
    conditions
}

/// Without a value, only the documented operators hold.
fn holds(stored: Option<&Json>, operator: &str, value: &Json) -> bool {
    match (operator, stored) {
        ("$empty", stored) => stored.is_none(),
        ("$nempty", stored) => stored.is_some(),
        ("$nsearch", stored) => {
            !stored.and_then(Json::as_str).is_some_and(|text| text.contains(value.as_str().unwrap()))
        }
        (_, None) => false,
        ("$eq", Some(stored)) => order(stored, value) == Some(Ordering::Equal),
        ("$neq", Some(stored)) => order(stored, value) != Some(Ordering::Equal),
        ("$gt", Some(stored)) => order(stored, value) == Some(Ordering::Greater),
        ("$gte", Some(stored)) => matches!(order(stored, value), Some(Ordering::Greater | Ordering::Equal)),
        ("$lt", Some(stored)) => order(stored, value) == Some(Ordering::Less),
        ("$lte", Some(stored)) => matches!(order(stored, value), Some(Ordering::Less | Ordering::Equal)),
        ("$in" | "$nin", Some(stored)) => {
            let values = value.as_array().expect("a list of values");
            assert!(!values.is_empty(), "the meaning of an empty list is not documented");
            values.iter().any(|value| order(stored, value) == Some(Ordering::Equal)) == (operator == "$in")
        }
        ("$search", Some(stored)) => stored.as_str().is_some_and(|text| text.contains(value.as_str().unwrap())),
        (operator, _) => panic!("an operator that is not documented: {operator}"),
    }
}

pub(super) fn order(one: &Json, other: &Json) -> Option<Ordering> {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Json::String(one), Json::String(other)) => Some(one.cmp(other)),
        (Json::Bool(one), Json::Bool(other)) => Some(one.cmp(other)),
        _ => None,
    }
}
