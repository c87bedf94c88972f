//! Values in records that callers send.

use jiff::Timestamp;
use serde_json::Value as Json;
use weda_definition::{Kind, RelationStyle};

use crate::schema::Column;
use crate::validate::type_name;

/// A value that would be stored as something else than was meant.
pub(super) struct Misused {
    pub(super) problem: String,
    /// The value that was meant, where that is certain.
    pub(super) meant: Option<Json>,
}

/// Returns the misuse that the service does not tell, if the value of a field is one.
pub(super) fn misuse(column: &Column, value: &Json) -> Option<Misused> {
    match (&column.field.kind, value) {
        (_, Json::String(text)) if is_moment(column) => {
            let moment: Timestamp = text.parse().ok()?;
            let problem = "is a text, as JavaScript makes of a Date: send the milliseconds, date.getTime()".to_owned();
            Some(Misused { problem, meant: Some(Json::from(moment.as_millisecond())) })
        }
        (Kind::Relation(relation), Json::Object(_)) if relation.style == RelationStyle::Id => {
            let meant = value.get("_id").filter(|id| id.is_string()).cloned();
            let problem = "is an object, but a relation of this style is a text: send the id".to_owned();
            Some(Misused { problem, meant })
        }
        (Kind::List(_) | Kind::Object(_) | Kind::Location, Json::String(text)) => {
            let meant = serde_json::from_str(text).ok().filter(|meant: &Json| meant.is_array() || meant.is_object());
            let problem =
                format!("is a text, expected {}: send it as JSON, not as text of JSON", column.field.kind.name());
            Some(Misused { problem, meant })
        }
        // An object whose members the definition does not declare.
        (Kind::Json, other) if column.field.type_name == "object" && !other.is_object() => {
            let object = |text: &str| serde_json::from_str(text).ok().filter(Json::is_object);
            let (meant, advice) = match other {
                Json::String(text) => (object(text), "send it as JSON, not as text of JSON"),
                _ => (None, "send one such as {\"key\":1}"),
            };
            Some(Misused { problem: format!("is {}, expected an object: {advice}", type_name(other)), meant })
        }
        _ => None,
    }
}

/// Returns true for a field that stores milliseconds since 1970.
pub(super) fn is_moment(column: &Column) -> bool {
    matches!(column.field.kind, Kind::DateTime | Kind::Date)
}

/// The id in a relation that a caller sends as an object; an id as text is a misuse.
pub(super) fn related_id(value: &Json) -> Result<String, Misused> {
    let advice = "send {\"_id\":\"..\"}";
    match value {
        Json::Object(members) => match members.get("_id") {
            Some(Json::String(id)) if !id.is_empty() => Ok(id.clone()),
            Some(_) => Err(Misused { problem: format!("has an `_id` that is not an id: {advice}"), meant: None }),
            None => Err(Misused { problem: format!("has no `_id`: {advice}"), meant: None }),
        },
        Json::String(id) if !id.is_empty() => {
            let problem = format!("is a text, but the relation is an object: {advice}");
            Err(Misused { problem, meant: Some(Json::String(id.clone())) })
        }
        other => {
            Err(Misused { problem: format!("is {}, expected an object: {advice}", type_name(other)), meant: None })
        }
    }
}
