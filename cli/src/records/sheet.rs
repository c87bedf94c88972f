//! Records as lines of a table with commas. A text is itself, null is nothing, and all else is JSON.

use std::io::BufRead;
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;
use weda::dynamic::AnyRecord;

use super::members::Members;
use super::source::{Unfit, Unread};
use super::table::{Record, Table};
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
    table: Table<F>,
    columns: Vec<String>,
    fields: Option<Arc<Fields>>,
}

impl<F: BufRead> Lines<F> {
    pub fn new(file: F, fields: Option<Arc<Fields>>) -> Result<Self, Unread> {
        let mut table = Table::new(file);
        let broken = |reason| Err(Unread::Broken { row: 0, reason });
        let mut columns: Vec<String> = Vec::new();
        for cell in table.next()?.unwrap_or_default().cells {
            let Ok(column) = String::from_utf8(cell) else {
                return broken("it is not UTF-8: save the table as \"CSV UTF-8\"".to_owned());
            };
            let column = column.trim();
            if column.is_empty() {
                return broken("its first line has a column without a name".to_owned());
            }
            if columns.iter().any(|other| other == column) {
                return broken(format!("its first line has two columns of the name `{column}`"));
            }
            columns.push(column.to_owned());
        }
        if let [line] = columns.as_slice()
            && let Some(other) = [';', '\t'].into_iter().find(|other| line.contains(*other))
        {
            let other = other.escape_default();
            return broken(format!("its cells stand between `{other}`, not commas: save the table with commas"));
        }
        Ok(Self { table, columns, fields })
    }

    fn object(&self, record: &Record) -> Result<String, Unfit> {
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut cells = Vec::with_capacity(record.cells.len());
        for cell in &record.cells {
            let unfit = |error| Unfit {
                reason: format!("it is not UTF-8 ({error}): save the table as \"CSV UTF-8\""),
                raw: lossy(&record.raw),
            };
            cells.push(std::str::from_utf8(cell).map_err(unfit)?);
        }
        let (expected, found) = (self.columns.len(), cells.len());
        if expected != found {
            let reason = format!("it has {found} cells, and the first line has {expected}");
            return Err(Unfit { reason, raw: Value::from(cells).to_string() });
        }
        let (mut members, mut fault) = (serde_json::Map::new(), None);
        for (column, cell) in self.columns.iter().zip(cells) {
            let value = match &self.fields {
                _ if cell.is_empty() => Value::Null,
                Some(fields) => fields.value(column, cell).unwrap_or_else(|why| {
                    fault.get_or_insert_with(|| format!("field `{column}`: {why}"));
                    Value::from(cell)
                }),
                None => Value::from(cell),
            };
            members.insert(column.clone(), value);
        }
        let object = Value::Object(members).to_string();
        match fault {
            Some(reason) => Err(Unfit { reason, raw: object }),
            None => Ok(object),
        }
    }
}

impl<F: BufRead> Iterator for Lines<F> {
    type Item = Result<Result<String, Unfit>, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.table.next() {
            Ok(record) => Some(Ok(self.object(&record?))),
            Err(error) => Some(Err(error)),
        }
    }
}
