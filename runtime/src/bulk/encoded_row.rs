//! A row as it is sent.

use serde_json::Value as Json;

use super::messages::Words;
use crate::Error;
use crate::protocol::Gateway;
use crate::value::{RowFields, Value, WireValue};

/// A row: nothing that follows knows its type.
pub(crate) struct EncodedRow {
    /// The fields of a create or an update.
    pub fields: RowFields,
    /// The same of a create, as a batch has it.
    pub encoded: Vec<u8>,
    /// Of which record, for an update or a delete.
    pub id: Option<String>,
    /// The value by which a new record is known.
    pub key: Option<Value>,
}

impl EncodedRow {
    /// # Errors
    /// A value cannot be sent, or the row has no key.
    pub fn create(fields: RowFields, gateway: &dyn Gateway, key: Option<&str>) -> Result<EncodedRow, Error> {
        let key = match key {
            Some(field) => {
                Some(key_of(field, fields.iter().rev().find(|(name, _)| name == field).map(|(_, value)| value))?)
            }
            None => None,
        };
        Ok(EncodedRow { encoded: gateway.encode(&fields)?, fields, id: None, key })
    }

    /// # Errors
    /// A value cannot be sent.
    pub fn update(id: String, fields: RowFields, gateway: &dyn Gateway) -> Result<EncodedRow, Error> {
        // Those of the call are about its record, and would come when others have been sent.
        gateway.encode(&fields)?;
        Ok(EncodedRow { fields, encoded: Vec::new(), id: Some(id), key: None })
    }

    pub fn delete(id: String) -> EncodedRow {
        EncodedRow { fields: RowFields::new(), encoded: Vec::new(), id: Some(id), key: None }
    }

    /// A batch passes over rows without fields.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// What no other row may have: its id, or its key.
    pub fn identity(&self) -> Option<String> {
        let key = || self.key.as_ref().map(|key| text(&key.0));
        self.id.clone().or_else(key)
    }
}

/// The value of the key, if it is one that can be looked for.
pub(crate) fn key_of(field: &str, value: Option<&Value>) -> Result<Value, Error> {
    match value {
        Some(Value(WireValue::Day(day))) => Ok(Value(WireValue::Int(day.as_millis()))),
        Some(
            value @ Value(
                WireValue::Text(_) | WireValue::Id(_) | WireValue::Int(_) | WireValue::Float(_) | WireValue::Bool(_),
            ),
        ) => Ok(value.clone()),
        Some(Value(WireValue::Scalar(json))) => {
            scalar(json).map(Value).ok_or_else(|| Error::invalid_value(Words::NoKey { field }.to_string()))
        }
        _ => Err(Error::invalid_value(Words::NoKey { field }.to_string())),
    }
}

/// What the caller's serializer has printed; null is not a value.
fn scalar(json: &str) -> Option<WireValue> {
    Some(match serde_json::from_str(json).ok()? {
        Json::String(text) => WireValue::Text(text),
        Json::Bool(value) => WireValue::Bool(value),
        Json::Number(number) => {
            number.as_i64().map(WireValue::Int).or_else(|| number.as_f64().map(WireValue::Float))?
        }
        Json::Null | Json::Array(_) | Json::Object(_) => return None,
    })
}

/// One text for one value, and another for each other value.
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

    /// Rows without a type may have numbers in one row and texts in another.
    #[test]
    fn a_text_is_no_number_and_no_truth_value() {
        let identity = |wire| {
            EncodedRow { key: Some(Value(wire)), id: None, ..EncodedRow::delete(String::new()) }.identity().unwrap()
        };
        assert_ne!(identity(WireValue::Int(5)), identity(WireValue::Text("5".into())));
        assert_ne!(identity(WireValue::Bool(true)), identity(WireValue::Text("true".into())));
        assert_eq!(identity(WireValue::Int(5)), identity(WireValue::Float(5.0)));
    }
}
