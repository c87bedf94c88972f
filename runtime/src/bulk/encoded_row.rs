//! Encoded rows.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::messages::Message;
use crate::Error;
use crate::protocol::Gateway;
use crate::value::{RowFields, Value, WireValue};

/// An encoded row, independent of its type.
pub(crate) struct EncodedRow {
    /// The fields of a new record, to compare with the stored ones.
    pub fields: RowFields,
    /// The encoded fields of a create or an update.
    pub body: Vec<u8>,
    /// No field is set.
    pub is_empty: bool,
    /// The row cannot be part of a batch: the batch form ignores rows without fields, and may refuse others.
    pub is_alone: bool,
    /// The id of the record, for an update or a delete.
    pub id: Option<String>,
    /// The value in the field of `unique_by`.
    pub key: Option<Value>,
}

impl EncodedRow {
    /// # Errors
    /// Returns an error if a value cannot be sent, or the row has no key.
    pub fn create(fields: RowFields, gateway: &dyn Gateway, key: Option<&str>) -> Result<EncodedRow, Error> {
        let no_key = |field| Error::invalid_value(Message::MissingKey { field }.to_string());
        let key = match key {
            Some(field) => {
                let value = fields.iter().rev().find(|(name, _)| name == field);
                Some((field, value.and_then(|(_, value)| key_of(value)).ok_or_else(|| no_key(field))?))
            }
            None => None,
        };
        let body = gateway.encode(&fields)?;
        let key = match key {
            Some((_, Key::Value(key))) => Some(Value(key)),
            Some((field, Key::Encoded)) => Some(Value(sent(field, &body).ok_or_else(|| no_key(field))?)),
            None => None,
        };
        let is_alone = fields.is_empty() || !gateway.allows_in_batch(&fields);
        Ok(EncodedRow { body, is_empty: fields.is_empty(), is_alone, fields, id: None, key })
    }

    /// # Errors
    /// Returns an error if a value cannot be sent.
    pub fn update(id: String, fields: RowFields, gateway: &dyn Gateway) -> Result<EncodedRow, Error> {
        let body = gateway.encode(&fields)?;
        let is_alone = !gateway.allows_in_batch(&fields);
        let is_empty = fields.is_empty();
        Ok(EncodedRow { body, is_empty, is_alone, fields: RowFields::new(), id: Some(id), key: None })
    }

    pub fn delete(id: String) -> EncodedRow {
        EncodedRow {
            fields: RowFields::new(),
            body: Vec::new(),
            is_empty: true,
            is_alone: false,
            id: Some(id),
            key: None,
        }
    }

    /// The id or the key, which must be unique in the input.
    pub fn identity(&self) -> Option<String> {
        let key = || self.key.as_ref().map(|key| text(&key.0));
        self.id.clone().or_else(key)
    }
}

/// The source of a key.
enum Key {
    Value(WireValue),
    /// The encoded value, for untyped rows: lists and objects may be encoded as text.
    Encoded,
}

fn key_of(value: &Value) -> Option<Key> {
    match &value.0 {
        WireValue::Day(day) => Some(Key::Value(WireValue::Int(day.as_millis()))),
        value @ (WireValue::Text(_)
        | WireValue::Id(_)
        | WireValue::Int(_)
        | WireValue::Float(_)
        | WireValue::Bool(_)) => Some(Key::Value(value.clone())),
        WireValue::Scalar(_) | WireValue::Json(_) | WireValue::PrintedReference { .. } => Some(Key::Encoded),
        WireValue::Null
        | WireValue::NoReference
        | WireValue::Unsendable(_)
        | WireValue::Reference(_)
        | WireValue::References(_) => None,
    }
}

fn sent(field: &str, body: &[u8]) -> Option<WireValue> {
    let mut members: HashMap<String, Json> = serde_json::from_slice(body).ok()?;
    members.remove(field).and_then(scalar)
}

fn scalar(json: Json) -> Option<WireValue> {
    Some(match json {
        Json::String(text) => WireValue::Text(text),
        Json::Bool(value) => WireValue::Bool(value),
        Json::Number(number) => {
            number.as_i64().map(WireValue::Int).or_else(|| number.as_f64().map(WireValue::Float))?
        }
        Json::Null | Json::Array(_) | Json::Object(_) => return None,
    })
}

/// A text that is equal only for equal values.
fn text(wire: &WireValue) -> String {
    match wire {
        // `"5"` is not 5.
        WireValue::Text(text) | WireValue::Id(text) => format!("\"{text}"),
        WireValue::Int(number) => number.to_string(),
        WireValue::Float(number) => number.to_string(),
        WireValue::Bool(value) => value.to_string(),
        _ => unreachable!("`key_of` lets no other value be a key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::odata::Odata;

    /// Untyped rows may have numbers in one row and texts in another.
    #[test]
    fn texts_numbers_and_booleans_are_different_keys() {
        let identity = |wire| {
            EncodedRow { key: Some(Value(wire)), id: None, ..EncodedRow::delete(String::new()) }.identity().unwrap()
        };
        assert_ne!(identity(WireValue::Int(5)), identity(WireValue::Text("5".into())));
        assert_ne!(identity(WireValue::Bool(true)), identity(WireValue::Text("true".into())));
        assert_eq!(identity(WireValue::Int(5)), identity(WireValue::Float(5.0)));
    }

    /// The lookup uses the value that was sent, whatever the caller's serializer made of it.
    #[test]
    fn the_key_of_an_untyped_row_is_its_encoded_value() {
        let key = |json: &str| {
            let value = match json.as_bytes()[0] {
                b'{' => WireValue::PrintedReference { id: "a1".to_owned(), json: json.to_owned() },
                b'[' => WireValue::Json(json.to_owned()),
                _ => WireValue::Scalar(json.to_owned()),
            };
            let row = EncodedRow::create(vec![("key".into(), Value(value))], &Odata::default(), Some("key"));
            row.ok().and_then(|row| row.identity())
        };
        assert_eq!(key("\"书\"").as_deref(), Some("\"书"));
        assert_eq!(key("5").as_deref(), Some("5"));
        assert_eq!(key(r#"["a"]"#).as_deref(), Some(r#""["a"]"#));
        assert_eq!(key(r#"{"_id":"a1"}"#).as_deref(), Some(r#""{"_id":"a1"}"#));
        assert_eq!([key("null"), key("1e400"), key(r#""\ud83d""#)], [None, None, None]);
    }

    #[test]
    fn updates_are_equal_if_their_bodies_are() {
        let row = |number| {
            let fields = vec![("n".into(), Value(WireValue::Float(number)))];
            EncodedRow::update("a".to_owned(), fields, &Odata::default()).unwrap().body
        };
        assert_ne!(row(0.0), row(-0.0));
        assert_eq!(row(1.5), row(1.5));
    }
}
