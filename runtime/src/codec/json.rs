//! Fields of free JSON.

use super::{Codec, Decode, DecodeError, Reader, RecordFields, Writer};
use crate::Json;

impl Codec for Json {
    fn placeholder() -> Self {
        Json(serde_json::Value::Null)
    }

    /// A string that contains an object or a list is decoded as such; any other string stays a string.
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let raw = reader.raw(first)?;
        let outer: serde_json::Value = parse(raw)?;
        self.0 = match &outer {
            _ if reader.is_exact() => outer,
            serde_json::Value::String(text) if text.trim_ascii_start().starts_with(['{', '[']) => {
                parse(text).unwrap_or(outer)
            }
            serde_json::Value::String(text) if text.is_empty() || text == "null" => {
                reader.mark_absent();
                outer
            }
            _ => outer,
        };
        Ok(())
    }

    fn null() -> Option<Self> {
        Some(Json(serde_json::Value::Null))
    }

    fn write(&self, out: &mut Writer) {
        out.raw(&self.0.to_string());
    }
}

fn parse(text: &str) -> Result<serde_json::Value, DecodeError> {
    serde_json::from_str(text).map_err(|error| DecodeError::not_json(error.to_string()))
}

#[diagnostic::do_not_recommend]
impl Decode<Json> for Json {}

/// A generated nested object can hold a field that is free JSON for a view.
#[diagnostic::do_not_recommend]
impl<T: RecordFields + Codec> Decode<Json> for T {}
