//! Records as batches of columns.

use weda::Record;
use weda_arrow::files::{ArrowError, RecordBatch, SchemaRef};
use weda_arrow::{BatchBuilder, Form, schema};

use super::error::WriteError;
use super::writer::selected;
use crate::fields::Fields;

/// Maximum number of rows of a batch, and of bytes of their columns.
const ROWS: usize = 4096;
const BYTES: usize = 4 << 20;

/// Collects records of a model.
pub(crate) struct ColumnBuilder {
    builder: BatchBuilder,
}

impl ColumnBuilder {
    /// A builder for all fields, or for those that are selected.
    ///
    /// # Errors
    /// Returns an error if a selected field does not exist.
    pub fn new(fields: &Fields, select: &[String]) -> Result<Self, WriteError> {
        let keys = selected(select, Some(fields))?;
        let mut columns = schema(fields.definition(), Form::File);
        if !keys.is_empty() {
            let unknown = |key: &String| WriteError::UnknownField { name: key.clone(), near: fields.nearest(key) };
            let positions = keys.iter().map(|key| columns.index_of(key).map_err(|_| unknown(key)));
            let positions: Vec<usize> = positions.collect::<Result<_, _>>()?;
            columns = columns.project(&positions).map_err(|error| WriteError::Columns(error.to_string()))?.into();
        }
        Ok(Self { builder: BatchBuilder::new(columns) })
    }

    /// The columns.
    pub fn schema(&self) -> &SchemaRef {
        self.builder.schema()
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Returns the reason if a value does not fit its column; the record is not added.
    pub fn push(&mut self, record: &Record) -> Result<(), String> {
        self.builder.push(record).map_err(|error| {
            let text = error.to_string();
            // The id is named beside it.
            text.split_once("`, ").map_or(text.clone(), |(_, problem)| problem.to_owned())
        })
    }

    /// Number of records so far.
    pub fn rows(&self) -> u64 {
        self.builder.len() as u64
    }

    /// Returns true if a batch should be taken.
    pub fn is_full(&self) -> bool {
        self.builder.len() >= ROWS || self.builder.bytes() >= BYTES
    }

    /// Takes the records so far.
    ///
    /// # Errors
    /// Returns an error if they do not make a valid batch.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        self.builder.finish()
    }
}
