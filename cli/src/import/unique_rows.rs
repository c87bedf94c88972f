//! Rows of a file that share the value of a field that no two records may share.

use serde_json::{Map, Value};
use weda_definition::UniqueValues;

use super::row_mapper::Mapped;

/// The unique values of the rows so far; none where no field is unique.
pub(super) struct UniqueRows(pub Option<UniqueValues>);

impl UniqueRows {
    pub fn has_fields(&self) -> bool {
        self.0.is_some()
    }

    /// Remembers the unique values of a row.
    ///
    /// # Errors
    /// An earlier row of the file has the same value in a unique field.
    pub fn check(&mut self, number: u64, row: &Mapped) -> Result<(), String> {
        let Some(values) = &mut self.0 else { return Ok(()) };
        // Rows behind the four thousand millionth share the last number that can be told.
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let inserted = match &row.record {
            Some(record) => values.insert(number, record),
            // What is not checked need not be readable either.
            None => values.insert(number, &serde_json::from_str::<Map<String, Value>>(&row.body).unwrap_or_default()),
        };
        inserted.map_err(|duplicate| duplicate.to_string())
    }
}
