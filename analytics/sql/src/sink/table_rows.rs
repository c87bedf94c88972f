//! A table for people.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

use super::{Sink, SinkError, Target};
use crate::beijing::each_row;
use crate::table_text::{Column, render};

/// Collects the rows, since the widths are known at the end only.
pub(super) struct TableRows {
    columns: Vec<Column>,
    rows: Vec<Vec<Option<String>>>,
    target: Target,
}

impl TableRows {
    pub(super) fn new(schema: &SchemaRef, target: Target) -> Self {
        let column = |field: &std::sync::Arc<datafusion::arrow::datatypes::Field>| Column {
            title: field.name().clone(),
            is_number: field.data_type().is_numeric(),
        };
        Self { columns: schema.fields().iter().map(column).collect(), rows: Vec::new(), target }
    }
}

impl Sink for TableRows {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError> {
        each_row(batch, |row| {
            self.rows.push(row);
            Ok(())
        })
    }

    fn finish(mut self: Box<Self>) -> Result<Target, SinkError> {
        self.target.write_all(render(&self.columns, &self.rows).as_bytes())?;
        self.target.flush()?;
        Ok(self.target)
    }
}
