//! Records as lines of a table with commas. A text is itself, null is nothing, and all else is JSON.

use serde_json::value::RawValue;
use weda::dynamic::AnyRecord;

use super::error::WriteError;
use super::members::Members;

/// The columns of a file, which stand in its first line, and so must be known before the first record is written.
pub(super) struct CsvLayout {
    columns: Vec<String>,
}

impl CsvLayout {
    /// Columns for what a first page holds, and then for what the definition declares.
    pub fn of(records: &[AnyRecord], declared: &[String]) -> Self {
        let mut columns: Vec<String> = Vec::new();
        for record in records {
            for (name, _) in members(record) {
                if !columns.contains(&name) {
                    columns.push(name);
                }
            }
        }
        let others = declared.iter().filter(|name| !columns.contains(name)).cloned().collect::<Vec<_>>();
        columns.extend(others);
        if columns.is_empty() {
            columns.push("_id".to_owned());
        }
        Self { columns }
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The cells of a record.
    pub fn line(&self, record: &AnyRecord) -> Result<Vec<String>, WriteError> {
        let mut cells = vec![String::new(); self.columns.len()];
        // Records come with their members in one order, so the next column is tried first.
        let mut next = 0;
        for (name, value) in members(record) {
            let at = match self.columns.get(next) {
                Some(column) if *column == name => Some(next),
                _ => self.columns.iter().position(|column| *column == name),
            };
            let Some(at) = at else { return Err(WriteError::NoColumn { id: record.id().to_owned(), field: name }) };
            next = at + 1;
            cells[at] = cell(value);
        }
        Ok(cells)
    }
}

fn members(record: &AnyRecord) -> Vec<(String, &RawValue)> {
    // The client has read it as an object.
    Members::of(record.json()).map(|Members(members)| members).unwrap_or_default()
}

fn cell(value: &RawValue) -> String {
    let json = value.get();
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
        Some(b'n') => String::new(),
        _ => json.to_owned(),
    }
}
