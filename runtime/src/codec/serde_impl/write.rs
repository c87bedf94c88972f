//! Serializing records to any format.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeStruct as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::OptionSet;
use crate::codec::writer::ABSENT;
use crate::codec::{RecordFields, Writer};

/// Serializes a record with all its fields, absent values as none; for generated code.
///
/// # Errors
/// Returns the errors of the format, and an error for a number that is not finite.
pub fn serialize<R: RecordFields, S: Serializer>(record: &R, serializer: S) -> Result<S::Ok, S::Error> {
    write(record, serializer)
}

/// Not generic over the record, so that it is compiled once per format.
fn write<S: Serializer>(record: &dyn RecordFields, serializer: S) -> Result<S::Ok, S::Error> {
    let table = record.table();
    let mut output = serializer.serialize_struct(table.model, table.names.len())?;
    for (index, name) in table.names.iter().enumerate() {
        let cell = record.cell(index);
        if cell.is_absent() {
            output.serialize_field(name, &None::<()>)?;
            continue;
        }
        let mut json = Writer::for_serde();
        cell.write(&mut json);
        let json = json.finish_text();
        let json = json.map_err(|reason| S::Error::custom(format_args!("field `{name}` is {reason}")))?;
        match table.required.contains(&index) {
            true => output.serialize_field(name, &Json(&json))?,
            false => output.serialize_field(name, &Some(Json(&json)))?,
        }
    }
    output.end()
}

/// Serializes the key of an option; for generated code.
///
/// # Errors
/// Returns the errors of the format.
pub fn serialize_option<E: OptionSet, S: Serializer>(option: &E, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(option.key())
}

/// Serializes JSON text as the value that it contains. May be serialized repeatedly: TOML does so for every value.
struct Json<'t>(&'t str);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0;
        match text.as_bytes().first() {
            Some(b'"') if !text.contains('\\') => serializer.serialize_str(&text[1..text.len() - 1]),
            Some(b'"') => serializer.serialize_str(&parsed::<S, String>(text)?),
            Some(b't' | b'f') => serializer.serialize_bool(text == "true"),
            Some(b'n') | None => serializer.serialize_unit(),
            _ if text == ABSENT => serializer.serialize_none(),
            Some(b'[') => {
                let items: Vec<&RawValue> = parsed::<S, _>(text)?;
                serializer.collect_seq(items.iter().map(|item| Json(item.get())))
            }
            Some(b'{') => {
                let Members(members) = parsed::<S, _>(text)?;
                serializer.collect_map(members.iter().map(|(name, value)| (name, Json(value.get()))))
            }
            Some(_) => number(text, serializer),
        }
    }
}

fn parsed<'t, S: Serializer, T: Deserialize<'t>>(text: &'t str) -> Result<T, S::Error> {
    serde_json::from_str(text).map_err(S::Error::custom)
}

/// Serializes integers as integers.
fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = text.parse::<i64>() {
        serializer.serialize_i64(number)
    } else if let Ok(number) = text.parse::<u64>() {
        serializer.serialize_u64(number)
    } else {
        serializer.serialize_f64(parsed::<S, f64>(text)?)
    }
}

/// The members of an object, in order.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'t> Visitor<'t> for InOrder {
            type Value = Members<'t>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
