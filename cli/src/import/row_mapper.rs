//! Maps records of the file to what is sent.

use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use weda_definition::{Judge, Kind, Level, PLATFORM_KEYS};

use crate::fields::Fields;
use crate::records::{Members, push_key};

/// Maps rows to the fields that are sent.
pub(super) struct RowMapper {
    pub fields: Option<Arc<Fields>>,
    /// Absent with `--no-check`.
    pub judge: Option<Judge>,
    pub keep_ids: bool,
    /// The field that identifies rows.
    pub key: Option<String>,
}

/// A row as it is sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mapped {
    pub body: String,
    /// The value of the key, as JSON.
    pub key: Option<String>,
    /// Fields whose values are left out, since the service sets them.
    pub left_out: Vec<String>,
    /// The record of the file as it was checked.
    pub record: Option<Map<String, Value>>,
}

/// Treatment of a member.
enum Part {
    Sent,
    LeftOut,
    Ignored,
}

impl RowMapper {
    /// Maps and checks a record. Values that the service sets are left out.
    ///
    /// # Errors
    /// Returns the reason why the service would not store the row, or not all of it. This is checked here because the
    /// rejection of one row leaves its whole batch in doubt.
    pub fn apply(&self, record: &str) -> Result<Mapped, String> {
        self.map(record, self.judge.as_ref())
    }

    /// Maps a record without checks, as with `--no-check`.
    ///
    /// # Errors
    /// Returns an error if it cannot be sent.
    pub fn apply_unchecked(&self, record: &str) -> Result<Mapped, String> {
        self.map(record, None)
    }

    fn map(&self, record: &str, judge: Option<&Judge>) -> Result<Mapped, String> {
        let checked = match judge {
            Some(judge) => {
                Some(judge.check_text(record, Level::Creating).map_err(|violations| violations.to_string())?)
            }
            None => None,
        };
        // Most rows are sent unchanged.
        if let Some(members) = &checked
            && self.key.is_none()
            && members.iter().all(|(name, value)| matches!(self.part(name, value.is_null(), judge), Ok(Part::Sent)))
        {
            return Ok(Mapped { body: record.to_owned(), key: None, left_out: Vec::new(), record: checked });
        }
        let members = Members::of(record).map_err(|error| format!("it is not a JSON object: {error}"))?.0;
        let (mut body, mut key, mut left_out) = (String::with_capacity(record.len()), None, Vec::new());
        for (name, value) in &members {
            match self.part(name, value.get() == "null", judge)? {
                Part::Ignored => continue,
                Part::LeftOut => {
                    if value.get() != "null" {
                        left_out.push(name.to_string());
                    }
                    continue;
                }
                Part::Sent => {}
            }
            if self.key.as_deref() == Some(name) {
                key = scalar(value);
            }
            body.push(if body.is_empty() { '{' } else { ',' });
            push_key(&mut body, name);
            body.push_str(value.get());
        }
        if let Some(name) = self.key.as_ref().filter(|_| key.is_none()) {
            return Err(format!("field `{name}`: the key has no value"));
        }
        body.push_str(if body.is_empty() { "{}" } else { "}" });
        Ok(Mapped { body, key, left_out, record: checked })
    }

    fn part(&self, name: &str, is_null: bool, judge: Option<&Judge>) -> Result<Part, String> {
        if name == "_id" {
            return Ok(if self.keep_ids { Part::Sent } else { Part::LeftOut });
        }
        if name.starts_with("@odata.") {
            return Ok(Part::Ignored);
        }
        if PLATFORM_KEYS.contains(&name) {
            return Ok(Part::LeftOut);
        }
        let Some(fields) = &self.fields else { return Ok(Part::Sent) };
        match fields.get(name) {
            None if judge.is_none() => Ok(Part::Sent),
            None => Err(fields.unknown(name)),
            // A gateway that writes relations one record at a time refuses even null in calls on many.
            Some(field) if is_null && matches!(field.kind, Kind::Relation(_)) => Ok(Part::Ignored),
            // A generated number belongs to the record like its id.
            Some(field) if self.keep_ids && matches!(field.kind, Kind::AutoNumber(_)) => Ok(Part::Sent),
            Some(field) if field.is_writable() => Ok(Part::Sent),
            Some(_) => Ok(Part::LeftOut),
        }
    }
}

/// Returns a value that can be looked up.
fn scalar(value: &RawValue) -> Option<String> {
    let json = value.get();
    let is_scalar = !matches!(json.as_bytes().first(), Some(b'n' | b'[' | b'{')) && json != "\"\"";
    is_scalar.then(|| json.to_owned())
}

#[cfg(test)]
mod tests {
    use weda_definition::Definition;

    use super::*;

    const MODEL: &str = r#"{ "properties": {
        "name": { "type": "string" }, "score": { "type": "number" }, "tags": { "type": "array" },
        "serial": { "type": "string", "format": "x-autonumber" }, "mine": { "type": "string", "x-system": true },
        "mentor": { "type": "string", "format": "related" }, "pupils": { "type": "array", "format": "one-many" } }, "required": ["name"] }"#;

    fn mapper(keep_ids: bool, key: Option<&str>) -> RowMapper {
        let definition = Definition::parse("m", "m", MODEL).unwrap();
        let judge = Some(Judge::new(&definition));
        let key = if keep_ids { Some("_id") } else { key };
        RowMapper { fields: Some(Arc::new(Fields::from(definition))), judge, keep_ids, key: key.map(str::to_owned) }
    }

    fn body(mapper: &RowMapper, text: &str) -> Result<String, String> {
        mapper.apply(text).map(|mapped| mapped.body)
    }

    /// Values that the service sets were dropped silently.
    #[test]
    fn values_set_by_the_service_are_left_out_and_named() {
        let text = r#"{"_id":"a","name":"李","score":1.50,"tags":["x"],"serial":"S1","mine":"m","pupils":null,"owner":"1",
            "createdAt":1,"updatedAt":null,"_mainDep":"","@odata.etag":"e"}"#;
        let new = mapper(false, None).apply(text).unwrap();
        assert_eq!(new.body, r#"{"name":"李","score":1.50,"tags":["x"]}"#);
        assert_eq!(new.left_out, ["_id", "serial", "mine", "owner", "createdAt", "_mainDep"]);
        let kept = mapper(true, None).apply(text).unwrap();
        assert_eq!(kept.body, r#"{"_id":"a","name":"李","score":1.50,"tags":["x"],"serial":"S1"}"#);
        assert_eq!(
            (kept.key.as_deref(), &kept.left_out[..]),
            (Some("\"a\""), &["mine", "owner", "createdAt", "_mainDep"].map(str::to_owned)[..])
        );
    }

    /// On the gateway, a relation without a value cost its row and the others of the call.
    #[test]
    fn relations_without_a_value_are_not_sent() {
        for (text, sent) in [
            (r#"{"name":"李","mentor":null,"score":null}"#, r#"{"name":"李","score":null}"#),
            (r#"{"name":"李","mentor":"m1"}"#, r#"{"name":"李","mentor":"m1"}"#),
        ] {
            assert_eq!(body(&mapper(false, None), text).unwrap(), sent);
        }
    }

    #[test]
    fn rows_that_violate_the_definition_are_not_sent() {
        for text in [
            "[1]",
            "{\"name\":",
            r#"{"score":1}"#,
            r#"{"name":null}"#,
            r#"{"name":1}"#,
            r#"{"name":"a","score":"1"}"#,
            r#"{"name":"a","nmae":"b"}"#,
            r#"{"name":"a","name":"b"}"#,
            r#"{"name":"a\ud83d"}"#,
            r#"{"name":"a","score":1e400}"#,
        ] {
            assert!(body(&mapper(false, None), text).is_err(), "{text}");
        }
        for text in [r#"{"name":"a"}"#, r#"{"name":"a","score":null}"#] {
            let why = body(&mapper(false, Some("score")), text).unwrap_err();
            assert_eq!(why, "field `score`: the key has no value");
        }
        assert!(body(&mapper(true, None), r#"{"name":"a"}"#).is_err(), "it has no id to keep");
    }

    /// The rules of the real service are not fully known.
    #[test]
    fn without_checks_every_row_is_sent_that_can_be() {
        let unchecked = RowMapper { judge: None, ..mapper(false, None) };
        let text = r#"{"score":"1","any":{"x":[1e400]},"owner":"1"}"#;
        assert_eq!(body(&unchecked, text).unwrap(), r#"{"score":"1","any":{"x":[1e400]}}"#);
        let unknown = RowMapper { fields: None, judge: None, keep_ids: false, key: None };
        assert_eq!(body(&unknown, "{}").unwrap(), "{}");
    }
}
