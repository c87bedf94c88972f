//! Records as rows of a table.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::value::RawValue;
use weda::Record;
use weda_definition::Kind;

use super::error::WriteError;
use super::{DateOutput, Members, cell_value, json_layout, json_value, time_format};
use crate::fields::Fields;

/// The columns of a table, which must be known before the first record is written.
pub(super) struct CsvLayout {
    /// The keys of the fields.
    columns: Vec<String>,
    indices: HashMap<String, usize>,
    /// The fields were selected, so that other fields are left out.
    is_choice: bool,
    fields: Option<Arc<Fields>>,
}

/// The value of a cell.
pub(super) enum Cell<'r> {
    Empty,
    Text(Cow<'r, str>),
    /// JSON: a number, a boolean, a list or an object.
    Json(Cow<'r, str>),
    /// Milliseconds of a date, date and time, or time of day.
    Time(&'r Kind, i64),
}

impl CsvLayout {
    /// Columns for exactly these fields.
    pub fn chosen(columns: Vec<String>, fields: Option<Arc<Fields>>) -> Self {
        Self::new(columns, true, fields)
    }

    /// Columns for the fields of the first page, then for other declared fields.
    pub fn of(records: &[Record], fields: Option<Arc<Fields>>) -> Self {
        let mut columns: Vec<String> = Vec::new();
        let mut known = std::collections::HashSet::<String>::new();
        for record in records {
            for (name, _) in members(record) {
                if !known.contains(&*name) {
                    known.insert(name.to_string());
                    columns.push(name.into_owned());
                }
            }
        }
        let declared = fields.as_ref().map_or_else(Vec::new, |fields| fields.names());
        columns.extend(declared.into_iter().filter(|name| !known.contains(name)));
        if columns.is_empty() {
            columns.push("_id".to_owned());
        }
        Self::new(columns, false, fields)
    }

    fn new(columns: Vec<String>, is_choice: bool, fields: Option<Arc<Fields>>) -> Self {
        let indices = columns.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect();
        Self { columns, indices, is_choice, fields }
    }

    /// The names of the columns.
    pub fn header(&self, titles: bool) -> Vec<&str> {
        self.columns
            .iter()
            .map(|key| match &self.fields {
                Some(fields) if titles => fields.unambiguous_title(key).unwrap_or(key),
                _ => key.as_str(),
            })
            .collect()
    }

    /// Calls `take` with each value of a record and the index of its column.
    ///
    /// # Errors
    /// Returns errors of `take`, or an error if the table has no column for a value.
    pub fn cells(
        &self,
        record: &Record,
        mut take: impl FnMut(usize, Cell<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        // Members usually have the same order in all records, so the next column is tried first.
        let mut next = 0;
        for (name, value) in members(record) {
            let at = match self.columns.get(next) {
                Some(column) if *column == name => next,
                _ => match self.indices.get(&*name) {
                    Some(at) => *at,
                    None if self.is_choice => continue,
                    None => {
                        return Err(WriteError::MissingColumn { id: record.id().to_owned(), field: name.into_owned() });
                    }
                },
            };
            next = at + 1;
            let kind = self.fields.as_ref().map_or(&Kind::Text, |fields| fields.kind(&name));
            take(at, cell(kind, value.get()))?;
        }
        Ok(())
    }

    /// The field of a column.
    pub fn key(&self, at: usize) -> &str {
        &self.columns[at]
    }

    /// Number of columns.
    pub fn len(&self) -> usize {
        self.columns.len()
    }
}

fn members(record: &Record) -> Vec<(Cow<'_, str>, &RawValue)> {
    // The client has parsed it as an object.
    Members::of(record.as_json()).map(|Members(members)| members).unwrap_or_default()
}

fn cell<'r>(kind: &'r Kind, json: &'r str) -> Cell<'r> {
    if let Some(inner) = json_value::unwrapped(kind, json) {
        return Cell::Json(Cow::Owned(inner));
    }
    match (json.as_bytes().first(), kind) {
        (Some(b'n'), _) => Cell::Empty,
        (Some(b'"'), _) => {
            let text: String = serde_json::from_str(json).unwrap_or_else(|_| json.to_owned());
            // A text in a JSON field must not be read back as a number or a list.
            match *kind == Kind::Json && json_value::is_json(text.trim()) {
                true => Cell::Json(Cow::Borrowed(json)),
                false => Cell::Text(Cow::Owned(text)),
            }
        }
        (_, Kind::Date | Kind::DateTime | Kind::Time) => match json_layout::whole_number(json) {
            Some(millis) => Cell::Time(kind, millis),
            None => Cell::Json(Cow::Borrowed(json)),
        },
        _ => Cell::Json(Cow::Borrowed(json)),
    }
}

/// Formats a cell such that it is read back as the same value.
pub(super) fn text(dates: DateOutput, for_spreadsheets: bool, cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => protected(text, for_spreadsheets),
        Cell::Json(json) => json_value::compact(&json).into_owned(),
        Cell::Time(kind, millis) => time_format::table_cell(kind, millis, dates),
    }
}

/// Prepends an apostrophe to a text that would be read otherwise, or that a spreadsheet would take for a formula.
pub(super) fn protected(text: Cow<'_, str>, for_spreadsheets: bool) -> String {
    match cell_value::is_misread(&text) || (for_spreadsheets && cell_value::needs_apostrophe(&text)) {
        true => format!("'{text}"),
        false => text.into_owned(),
    }
}
