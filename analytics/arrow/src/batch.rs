//! From records to a batch: one pass over each record's text, no tree of values.

use std::fmt;
use std::sync::Arc;

use arrow::array::{BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::filter;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use weda::__private::columns::{KeyOrder, Reader};
use weda::Record;

use crate::column::Members;
use crate::error::{Error, RowError};

/// Collects records into a batch.
///
/// ```
/// use weda::Record;
/// use weda_arrow::{BatchBuilder, Form, schema};
/// use weda_definition::Definition;
///
/// let text = r#"{ "properties": { "score": { "type": "number" } } }"#;
/// let student = Definition::parse("student", "student.json", text)?;
/// let mut builder = BatchBuilder::new(schema(&student, Form::Table));
/// builder.push(&r#"{ "_id": "9G5C0WQN26", "score": 59.5 }"#.parse::<Record>()?)?;
/// let error = builder.push(&r#"{ "_id": "9G5C0WQN27", "score": "九十" }"#.parse::<Record>()?).unwrap_err();
/// assert_eq!(error.to_string(), "record `9G5C0WQN27`, field `score`: expected a number, found text \"九十\"");
/// assert_eq!(builder.finish()?.num_rows(), 1, "the record that does not fit is not in it");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BatchBuilder {
    schema: SchemaRef,
    members: Members,
    /// The order of the keys, which is the same in all records of a query.
    order: KeyOrder,
    /// Keeps the buffers between records.
    reader: Reader<'static>,
    /// Number of rows, with those that do not fit.
    rows: usize,
    /// The rows that do not fit.
    unfit: Vec<usize>,
    /// Bytes of JSON so far, which no column exceeds.
    bytes: usize,
}

/// Maximum number of bytes of JSON in a batch: offsets have 31 bits.
const MAX_BYTES: usize = i32::MAX as usize;

impl BatchBuilder {
    /// Creates a builder for the columns of a [`schema`](crate::schema()), all or a projection. Fields of the records
    /// without a column are left out.
    ///
    /// If a column has a type that no kind has, no record fits that has a value for it.
    #[must_use]
    pub fn new(schema: SchemaRef) -> Self {
        let members = Members::new(schema.fields());
        let (order, reader) = (members.order(), Reader::new(""));
        Self { schema, members, order, reader, rows: 0, unfit: Vec::new(), bytes: 0 }
    }

    /// Returns the schema.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Returns the number of records so far, without those that did not fit.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows - self.unfit.len()
    }

    /// Returns true if there is no record yet that fits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of bytes that the records so far have as JSON; a batch takes about as much memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Returns an error if a value does not fit its column, or the batch would exceed 2 GiB. The record is then not
    /// in the batch; the builder can be used further.
    pub fn push(&mut self, record: &Record) -> Result<(), RowError> {
        let text = record.as_json();
        if self.bytes + text.len() > MAX_BYTES {
            return Err(RowError::too_large(record));
        }
        self.bytes += text.len();
        self.rows += 1;
        if self.schema.fields().is_empty() {
            return Ok(());
        }
        let Self { members, order, reader, .. } = self;
        let read = reader.aside(text, &mut |reader| {
            reader.record(order, members)?;
            reader.end()
        });
        if let Err(error) = &read {
            members.abandon();
            self.unfit.push(self.rows - 1);
            members.end();
            return Err(RowError::new(record, error));
        }
        members.end();
        Ok(())
    }

    /// Returns the records so far as a batch, and starts a new one.
    ///
    /// # Errors
    /// Returns an error if a column that must not be null is: a schema of [`schema`](crate::schema()) has such a
    /// column for the `_id` only.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let (rows, unfit) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.unfit));
        self.bytes = 0;
        let mut arrays = self.members.finish()?;
        if !unfit.is_empty() {
            let mut fits = vec![true; rows];
            unfit.iter().for_each(|row| fits[*row] = false);
            let fits = BooleanArray::from(fits);
            arrays = arrays.iter().map(|array| filter(array, &fits)).collect::<Result<_, _>>()?;
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows - unfit.len()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
    }
}

impl fmt::Debug for BatchBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchBuilder").field("schema", &self.schema).field("len", &self.len()).finish_non_exhaustive()
    }
}

/// Returns the records as one batch.
///
/// # Errors
/// Returns an error if a value does not fit its column.
pub fn batch<'r>(schema: &SchemaRef, records: impl IntoIterator<Item = &'r Record>) -> Result<RecordBatch, Error> {
    let mut builder = BatchBuilder::new(Arc::clone(schema));
    for record in records {
        builder.push(record)?;
    }
    Ok(builder.finish()?)
}
