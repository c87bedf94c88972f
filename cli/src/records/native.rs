//! Records as the studio shows them.

use weda_definition::Kind;

use super::json_layout;
use super::members::Members;
use super::time_format::DateOutput;
use crate::fields::Fields;

/// The members of a record, with lists and objects unwrapped, as the studio shows them. A number that no double holds is the text of its digits.
pub(crate) fn native(record: &weda::Record, fields: Option<&Fields>) -> serde_json::Value {
    // The client has parsed it as an object.
    let members = Members::of(record.as_json()).map(|Members(members)| members).unwrap_or_default();
    let value = |key: &str, json: &str| -> serde_json::Value {
        let kind = fields.map_or(&Kind::Json, |fields| fields.kind(key));
        let text = json_layout::printed(kind, json, DateOutput::Millis, false);
        serde_json::from_str(&text).unwrap_or_else(|_| text.into_owned().into())
    };
    members.iter().map(|(key, json)| (key.to_string(), value(key, json.get()))).collect()
}
