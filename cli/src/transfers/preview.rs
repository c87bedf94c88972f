//! The beginning of a file, before it is imported.

use std::fmt;
use std::sync::Arc;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use weda::Client;
use weda_studio::{Import, Preview, Refused};

use super::{failed, format};
use crate::failure::{Failure, TransferError};
use crate::fields::{Fields, Resolved};
use crate::names;
use crate::records::{ReadOptions, Source};
use crate::service::wait_for;

/// The number of rows that are shown.
const ROWS: usize = 20;

/// Reads the first rows as the import would.
///
/// # Errors
/// Returns a refusal if the model does not exist, or the file cannot be read.
pub(super) fn of(client: &Client, import: &Import) -> Result<Preview, Refused> {
    let fields = wait_for(names::fields_of(client, &import.at.model)).map_err(failed)?.map(Arc::new);
    let read = |error| failed(Failure::from(TransferError::Read(error)));
    let options = ReadOptions { format: Some(format(import.format)), ..ReadOptions::default() };
    let source = Source::open(&import.file, &options, fields.clone()).map_err(read)?;
    let mut preview = Preview::default();
    preview.notes = source.notes().to_vec();
    for row in source.take(ROWS) {
        match row.map_err(read)?.record {
            Ok(record) => {
                for key in keys(&record) {
                    if !preview.columns.contains(&key) {
                        preview.columns.push(key);
                    }
                }
                preview.rows.push(serde_json::from_str(&record).unwrap_or(Value::String(record)));
            }
            Err(invalid) => preview.rows.push(Value::String(invalid.reason)),
        }
    }
    if let Some(fields) = &fields {
        let is_unknown = |key: &&String| fields.resolve(key) == Resolved::Unknown;
        preview.unknown = preview.columns.iter().filter(is_unknown).cloned().collect();
        preview.key = key(fields, &preview.columns);
    }
    Ok(preview)
}

/// The members of a record in the order of the file, which a parsed object does not keep.
fn keys(record: &str) -> Vec<String> {
    struct Keys;
    impl<'de> Visitor<'de> for Keys {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Vec<String>, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, IgnoredAny)) = members.next_entry()? {
                keys.push(key);
            }
            Ok(keys)
        }
    }
    serde_json::Deserializer::from_str(record).deserialize_map(Keys).unwrap_or_default()
}

/// A column whose values are unique.
fn key(fields: &Fields, columns: &[String]) -> Option<String> {
    let is_unique = |key: &&String| fields.get(key).is_some_and(|field| field.unique && field.is_writable());
    columns.iter().find(is_unique).cloned()
}
