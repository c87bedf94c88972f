//! Parsing files of records.

use std::path::Path;

use serde_json::{Deserializer, Value};

use super::Records;
use crate::error::Error;

/// The records of a file: a list or, depending on its extension, one record after the other.
pub(super) fn records(path: &Path, bytes: &[u8], model: &str) -> Result<Records, Error> {
    let fail = |reason: String| Error::File { path: path.to_owned(), reason };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        fail(format!("is not UTF-8 text (line {line}): save it as UTF-8"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_list = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let values: Vec<Value> = if is_list {
        serde_json::from_str(text).map_err(|error| {
            fail(format!(
                "is not a list of records ({error}): write [{{\"name\": \"李四\"}}], or rename it to {model}.ndjson"
            ))
        })?
    } else {
        let values = Deserializer::from_str(text).into_iter::<Value>();
        let mut records = Vec::new();
        for value in values {
            records.push(value.map_err(|error| {
                let position = records.len() + 1;
                fail(format!("has an invalid record {position} ({error}): write one object per line"))
            })?);
        }
        records
    };
    let objects = values.into_iter().zip(1..).map(|(value, position)| match value {
        Value::Object(object) => Ok(object),
        _ => Err(not_an_object(Some(path), model, position)),
    });
    objects.collect()
}

/// The error for a record that is not an object.
pub(in crate::emulator) fn not_an_object(file: Option<&Path>, model: &str, position: usize) -> Error {
    let reason = "is not an object: write its fields as {\"name\": \"李四\"}".to_owned();
    Error::Record { file: file.map(Path::to_owned), model: model.to_owned(), position, reason }
}
