//! Detects duplicate values of unique fields among the rows of a file.

use serde_json::{Map, Value};
use weda_definition::UniqueValues;

use super::row_mapper::Mapped;

/// The unique values of the rows so far; `None` if no field is unique.
pub(super) struct UniqueRows(pub Option<UniqueValues>);

impl UniqueRows {
    pub fn has_fields(&self) -> bool {
        self.0.is_some()
    }

    /// Adds the unique values of a row.
    ///
    /// # Errors
    /// Returns an error if an earlier row has the same value in a unique field.
    pub fn check(&mut self, number: u64, row: &Mapped) -> Result<(), String> {
        let Some(values) = &mut self.0 else { return Ok(()) };
        // Larger row numbers are reported as u32::MAX.
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let inserted = match &row.record {
            Some(record) => values.insert(number, record),
            // An unchecked row need not be valid JSON.
            None => values.insert(number, &serde_json::from_str::<Map<String, Value>>(&row.body).unwrap_or_default()),
        };
        inserted.map_err(|duplicate| duplicate.to_string())
    }
}
