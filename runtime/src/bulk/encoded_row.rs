//! A row as it is sent.

use super::messages::Words;
use crate::protocol::odata;
use crate::value::{Value, WireValue};
use crate::write::Create;
use crate::{Dialect, Error};

/// A row, encoded: nothing that follows knows its type.
pub(crate) struct EncodedRow {
    /// The JSON object of a create or an update.
    pub body: Vec<u8>,
    /// Of which record, for an update or a delete.
    pub id: Option<String>,
    /// The value by which a new record is known.
    pub key: Option<Value>,
}

impl EncodedRow {
    pub fn create<M>(create: &Create<M>, dialect: &Dialect, key: Option<&str>) -> Result<EncodedRow, Error> {
        of_fields(&create.fields, dialect, key)
    }

    pub fn update(id: String, body: Vec<u8>) -> EncodedRow {
        EncodedRow { body, id: Some(id), key: None }
    }

    pub fn delete(id: String) -> EncodedRow {
        EncodedRow { body: Vec::new(), id: Some(id), key: None }
    }

    /// A batch passes over objects without members.
    pub fn is_empty(&self) -> bool {
        self.body == b"{}"
    }

    /// What no other line may have: its id, or its key.
    pub fn identity(&self) -> Option<String> {
        let key = || self.key.as_ref().map(|key| text(&key.0));
        self.id.clone().or_else(key)
    }
}

fn of_fields(fields: &[(&'static str, Value)], dialect: &Dialect, key: Option<&str>) -> Result<EncodedRow, Error> {
    let key = match key {
        Some(field) => {
            Some(key_of(field, fields.iter().rev().find(|(name, _)| *name == field).map(|(_, value)| value))?)
        }
        None => None,
    };
    Ok(EncodedRow { body: odata::body(fields, dialect)?, id: None, key })
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
        _ => Err(Error::invalid_value(Words::NoKey { field }.to_string())),
    }
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
        let identity = |wire| EncodedRow { body: Vec::new(), id: None, key: Some(Value(wire)) }.identity().unwrap();
        assert_ne!(identity(WireValue::Int(5)), identity(WireValue::Text("5".into())));
        assert_ne!(identity(WireValue::Bool(true)), identity(WireValue::Text("true".into())));
        assert_eq!(identity(WireValue::Int(5)), identity(WireValue::Float(5.0)));
    }
}
