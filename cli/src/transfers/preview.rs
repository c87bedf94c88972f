//! The beginning of a file, before it is imported.

use std::sync::Arc;

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
        let shown = match row.map_err(read)?.record {
            Ok(record) => serde_json::from_str(&record).unwrap_or(Value::String(record)),
            Err(invalid) => Value::String(invalid.reason),
        };
        for key in shown.as_object().into_iter().flat_map(|members| members.keys()) {
            if !preview.columns.contains(key) {
                preview.columns.push(key.clone());
            }
        }
        preview.rows.push(shown);
    }
    if let Some(fields) = &fields {
        let is_unknown = |key: &&String| fields.resolve(key) == Resolved::Unknown;
        preview.unknown = preview.columns.iter().filter(is_unknown).cloned().collect();
        preview.key = key(fields, &preview.columns);
    }
    Ok(preview)
}

/// A column whose values are unique.
fn key(fields: &Fields, columns: &[String]) -> Option<String> {
    let is_unique = |key: &&String| fields.get(key).is_some_and(|field| field.unique && field.is_writable());
    columns.iter().find(is_unique).cloned()
}
