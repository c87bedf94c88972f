//! Records as lines of a table with commas. A text is itself, null is nothing, and all else is JSON.

use std::io::BufRead;
use std::sync::Arc;

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use serde_json::Value;
use serde_json::value::RawValue;
use weda::dynamic::AnyRecord;

use super::members::Members;
use super::source::Unread;
use crate::definition::Fields;

/// The columns of a file, which stand in its first line, and so must be known before the first record is written.
pub(super) struct Sheet {
    columns: Vec<String>,
}

/// A record has a member that no column is for.
#[derive(Debug)]
pub(crate) struct NoColumn {
    pub id: String,
    pub field: String,
}

impl Sheet {
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
    pub fn line(&self, record: &AnyRecord) -> Result<Vec<String>, NoColumn> {
        let mut cells = vec![String::new(); self.columns.len()];
        // Records come with their members in one order, so the next column is tried first.
        let mut next = 0;
        for (name, value) in members(record) {
            let at = match self.columns.get(next) {
                Some(column) if *column == name => Some(next),
                _ => self.columns.iter().position(|column| *column == name),
            };
            let Some(at) = at else { return Err(NoColumn { id: record.id().to_owned(), field: name }) };
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

/// The lines of a table, as JSON objects.
pub(super) struct Lines<F> {
    table: Reader<F>,
    columns: StringRecord,
    fields: Option<Arc<Fields>>,
    line: StringRecord,
}

impl<F: BufRead> Lines<F> {
    pub fn new(file: F, fields: Option<Arc<Fields>>) -> Result<Self, Unread> {
        let mut table = ReaderBuilder::new().from_reader(file);
        let columns = table.headers().map_err(unread)?.clone();
        if let Some(column) = columns.iter().find(|column| column.trim().is_empty()) {
            let reason = format!("its first line has a column without a name: `{column}`");
            return Err(Unread::Broken { row: 0, reason });
        }
        Ok(Self { table, columns, fields, line: StringRecord::new() })
    }

    fn object(&self) -> Result<String, String> {
        let mut members = serde_json::Map::new();
        for (column, cell) in self.columns.iter().zip(&self.line) {
            let column = column.trim();
            let value = match &self.fields {
                _ if cell.is_empty() => Value::Null,
                Some(fields) => fields.value(column, cell).map_err(|why| format!("field `{column}`: {why}"))?,
                None => Value::from(cell),
            };
            members.insert(column.to_owned(), value);
        }
        Ok(Value::Object(members).to_string())
    }
}

impl<F: BufRead> Iterator for Lines<F> {
    type Item = Result<Result<String, String>, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.table.read_record(&mut self.line) {
            Ok(false) => return None,
            Ok(true) => Ok(self.object()),
            Err(error) => match error.kind() {
                ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    Ok(Err(format!("it has {len} cells, and the first line has {expected_len}")))
                }
                ErrorKind::Utf8 { err, .. } => {
                    Ok(Err(format!("it is not UTF-8 ({err}): save the table as \"CSV UTF-8\"")))
                }
                _ => Err(unread(error)),
            },
        })
    }
}

fn unread(error: csv::Error) -> Unread {
    match error.kind() {
        ErrorKind::Io(_) => Unread::Io(error.into()),
        ErrorKind::Utf8 { .. } => {
            Unread::Broken { row: 0, reason: "it is not UTF-8: save the table as \"CSV UTF-8\"".to_owned() }
        }
        _ => Unread::Broken { row: 0, reason: error.to_string() },
    }
}
