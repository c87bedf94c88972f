//! The parameters of a call: name, type and value as text.

use serde_json::{Value as Json, json};

use crate::Error;
use crate::codec::Writer;
use crate::protocol::sql::Parameter;
use crate::value::{Value, WireValue, write};

/// Returns the member `parameter`. All values are texts: JSON text, except those of type STRING.
pub(super) fn of(parameters: &[Parameter]) -> Result<Vec<Json>, Error> {
    parameters
        .iter()
        .map(|Parameter { name, value }| {
            let (kind, text) = typed(value).map_err(|reason| {
                Error::invalid_value(format!("the parameter `{name}` cannot be sent: {reason}; bind another value"))
            })?;
            Ok(json!({ "key": name, "type": kind, "value": text }))
        })
        .collect()
}

/// Returns type and text of a value. The vendor's client sends null as an OBJECT.
fn typed(value: &Value) -> Result<(&'static str, String), String> {
    if let WireValue::Text(text) | WireValue::Id(text) = &value.0 {
        return Ok(("STRING", text.clone()));
    }
    let mut out = Writer::new();
    write(value, &mut out);
    let json = out.finish_text().map_err(|reason| reason.to_string())?;
    let kind = match json.trim_start().as_bytes().first() {
        Some(b'"') => {
            let text = serde_json::from_str(&json).map_err(|error| error.to_string())?;
            return Ok(("STRING", text));
        }
        Some(b'[') => "ARRAY",
        Some(b'{' | b'n') => "OBJECT",
        Some(b't' | b'f') => "BOOLEAN",
        _ => "NUMBER",
    };
    Ok((kind, json))
}
