//! From a row of the file to what is sent.

use serde_json::value::RawValue;
use weda_definition::Kind;

use crate::definition::{Fields, misfit};
use crate::records::{Members, SYSTEM};

/// What rows are made into.
#[derive(Clone)]
pub(super) struct Shape {
    pub fields: Option<std::sync::Arc<Fields>>,
    pub keep_ids: bool,
    /// The field by which a row is known.
    pub key: Option<String>,
}

/// A row as it is sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ready {
    pub body: String,
    /// The value by which it is known, as JSON.
    pub key: Option<String>,
}

impl Shape {
    /// Leaves out what the platform fills in itself.
    ///
    /// # Errors
    /// Why the service would not store it, as far as the definition tells: where it refuses one row of a batch, nobody
    /// knows what became of the others.
    pub fn apply(&self, text: &str) -> Result<Ready, String> {
        let fault = |error| format!("it is no JSON object: {error}");
        let mut members = Members::of(text).map_err(fault)?.0;
        if self.is_reject(&members) {
            members = Members::of(members[2].1.get()).map_err(fault)?.0;
        }
        let (mut body, mut key) = (String::with_capacity(text.len()), None);
        for (at, (name, value)) in members.iter().enumerate() {
            // Of a member that comes twice the last one counts.
            let is_last = members[at + 1..].iter().all(|(later, _)| later != name);
            if !is_last || !self.is_sent(name)? {
                continue;
            }
            let json = value.get();
            if let Some(why) = self.fields.as_ref().and_then(|fields| misfit(fields.get(name)?, json)) {
                return Err(format!("field `{name}`: {why}"));
            }
            if self.key.as_ref() == Some(name) {
                key = scalar(value);
            }
            body.push(if body.is_empty() { '{' } else { ',' });
            body.push_str(&serde_json::Value::from(name.as_str()).to_string());
            body.push(':');
            body.push_str(json);
        }
        if let Some(name) = self.key.as_ref().filter(|_| key.is_none()) {
            return Err(format!("field `{name}`: it has no value, and by that the row would be known"));
        }
        for name in self.fields.iter().flat_map(|fields| fields.required()) {
            let value = members.iter().rev().find(|(given, _)| given == name);
            if value.is_none_or(|(_, value)| value.get() == "null") {
                return Err(format!("field `{name}`: the model requires a value"));
            }
        }
        body.push_str(if body.is_empty() { "{}" } else { "}" });
        Ok(Ready { body, key })
    }

    /// Whether this is a line of a file of rejects, whose record has been mended since.
    fn is_reject(&self, members: &[(String, &RawValue)]) -> bool {
        let names = members.iter().map(|(name, _)| name.as_str());
        let is_field = |name: &str| self.fields.as_ref().is_none_or(|fields| fields.get(name).is_some());
        names.eq(["row", "reason", "record"]) && !is_field("record")
    }

    fn is_sent(&self, name: &str) -> Result<bool, String> {
        if name == "_id" {
            return Ok(self.keep_ids);
        }
        if SYSTEM.contains(&name) || name.starts_with("@odata.") {
            return Ok(false);
        }
        let Some(fields) = &self.fields else { return Ok(true) };
        match fields.get(name) {
            None => Err(format!("field `{name}`: the model has none, so its value would be lost")),
            // A number that the service made belongs to the record as its id does.
            Some(field) if matches!(field.kind, Kind::AutoNumber(_)) => Ok(self.keep_ids),
            Some(field) => Ok(field.is_writable()),
        }
    }
}

/// A value that can be looked for.
fn scalar(value: &RawValue) -> Option<String> {
    let json = value.get();
    let is_scalar = !matches!(json.as_bytes().first(), Some(b'n' | b'[' | b'{')) && json != "\"\"";
    is_scalar.then(|| json.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use weda_definition::Definition;

    use super::*;

    const MODEL: &str = r#"{ "properties": {
        "name": { "type": "string" }, "score": { "type": "number" }, "tags": { "type": "array" },
        "serial": { "type": "string", "format": "x-autonumber" }, "mine": { "type": "string", "x-system": true },
        "pupils": { "type": "array", "format": "one-many" } }, "required": ["name"] }"#;

    fn shape(keep_ids: bool, key: Option<&str>) -> Shape {
        let fields = Fields::from(Definition::parse("m", "m", MODEL).unwrap());
        let key = if keep_ids { Some("_id") } else { key };
        Shape { fields: Some(Arc::new(fields)), keep_ids, key: key.map(str::to_owned) }
    }

    fn body(shape: &Shape, text: &str) -> Result<String, String> {
        shape.apply(text).map(|ready| ready.body)
    }

    #[test]
    fn what_the_platform_fills_in_is_left_out() {
        let text = r#"{"_id":"a","name":"李","score":1.50,"tags":["x"],"serial":"S1","mine":"m","pupils":[],"owner":"1",
            "createdAt":1,"updatedAt":2,"createBy":"1","updateBy":"1","_departmentList":"[]","_openid":"o"}"#;
        assert_eq!(body(&shape(false, None), text).unwrap(), r#"{"name":"李","score":1.50,"tags":["x"]}"#);
        let kept = shape(true, None).apply(text).unwrap();
        assert_eq!(kept.body, r#"{"_id":"a","name":"李","score":1.50,"tags":["x"],"serial":"S1"}"#);
        assert_eq!(kept.key.as_deref(), Some("\"a\""));
        assert_eq!(body(&shape(false, None), r#"{"name":"a","name":"b"}"#).unwrap(), r#"{"name":"b"}"#);
        let mended = r#"{"row":7,"reason":"field `name`: ..","record":{"name":"a"}}"#;
        assert_eq!(body(&shape(false, None), mended).unwrap(), r#"{"name":"a"}"#);
    }

    #[test]
    fn what_the_definition_refuses_is_not_sent() {
        for (text, reason) in [
            ("[1]", "it is no JSON object: invalid type: sequence"),
            ("{\"name\":", "it is no JSON object: EOF"),
            (r#"{"score":1}"#, "field `name`: the model requires a value"),
            (r#"{"name":null}"#, "field `name`: the model requires a value"),
            (r#"{"name":1}"#, "field `name`: it is a text, and this is a number"),
            (r#"{"name":"a","score":"1"}"#, "field `score`: it is a number, and this is a text"),
            (r#"{"name":"a","nmae":"b"}"#, "field `nmae`: the model has none, so its value would be lost"),
        ] {
            let why = body(&shape(false, None), text).unwrap_err();
            assert!(why.starts_with(reason), "{text}: {why}");
        }
        for text in [r#"{"name":"a"}"#, r#"{"name":"a","score":null}"#] {
            let why = body(&shape(false, Some("score")), text).unwrap_err();
            assert_eq!(why, "field `score`: it has no value, and by that the row would be known");
        }
        assert!(body(&shape(true, None), r#"{"name":"a"}"#).is_err(), "it has no id to keep");
    }

    #[test]
    fn without_a_definition_everything_else_is_sent() {
        let shape = Shape { fields: None, keep_ids: false, key: None };
        assert_eq!(body(&shape, r#"{"any":{"x":[1]},"owner":"1"}"#).unwrap(), r#"{"any":{"x":[1]}}"#);
        assert_eq!(body(&shape, "{}").unwrap(), "{}");
    }
}
