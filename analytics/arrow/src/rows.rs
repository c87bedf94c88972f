//! From a batch back to new records.

mod cast;
mod values;

use std::sync::Arc;

use arrow::array::RecordBatch;
use serde::ser::{Serialize, SerializeMap, Serializer};
use weda_definition::Definition;

use crate::error::Error;
use values::{Cell, Values};

/// The rows of a batch, for [`ModelHandle::create_many`](weda::dynamic::ModelHandle::create_many). Created by [`rows`].
#[derive(Debug, Clone)]
pub struct Rows {
    columns: Arc<[Column]>,
    next: usize,
    end: usize,
}

/// A row of a batch as a new record. It serializes to an object by serde_json.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[Column]>,
    at: usize,
}

#[derive(Debug)]
struct Column {
    key: String,
    values: Values,
    /// Without a value the service would fill in the default.
    has_default: bool,
}

/// Returns the rows of a batch as new records of the model.
///
/// Columns that the platform fills in, as the definition says, are left out: `_id`, `createdAt`, automatic numbers. A
/// row has no member for a null, except for fields with a default, which would replace it. Days become the first
/// millisecond of the day in China; `_more` of an object becomes members again.
///
/// Columns need not have the exact types of [`schema`](crate::schema()), as in files of other programs: numbers of other
/// widths, other dictionaries and text types, other units of time are converted if nothing is lost. A moment without a
/// zone is taken as Beijing's time.
///
/// ```no_run
/// use arrow::array::RecordBatch;
/// use weda_definition::Definition;
///
/// # async fn run(client: weda::Client, student: Definition, batch: RecordBatch) -> Result<(), Box<dyn std::error::Error>> {
/// let rows = weda_arrow::rows(&student, &batch)?;
/// let ids = client.model("student").create_many(rows).unique_by("number").await?.into_ids()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Returns an error that names the column if the definition does not declare it, its type does not fit the field, a value
/// would be changed, or a number cannot be sent.
pub fn rows(definition: &Definition, batch: &RecordBatch) -> Result<Rows, Error> {
    let mut columns = Vec::new();
    for (column, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        let key = column.name();
        let Some(field) = definition.field(key) else {
            if key == "_id" {
                continue;
            }
            return Err(values::undeclared(key, &definition.identifier).into());
        };
        if field.is_writable() {
            let values = Values::new(&field.kind, array, key)?;
            columns.push(Column { key: key.clone(), values, has_default: field.default.is_some() });
        }
    }
    Ok(Rows { columns: columns.into(), next: 0, end: batch.num_rows() })
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let at = self.next;
        (at < self.end).then(|| {
            self.next += 1;
            Row { columns: Arc::clone(&self.columns), at }
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl ExactSizeIterator for Rows {}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        for Column { key, values, has_default } in &*self.columns {
            let cell = Cell { values, at: self.at };
            if *has_default || !cell.is_null() {
                members.serialize_entry(key, &cell)?;
            }
        }
        members.end()
    }
}
