//! Rows by the value of one field.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{cast, take_record_batch};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use weda_definition::printable;

use super::error::{FileError, FileErrorKind};

/// The size of the rows that are held before they are written, in bytes.
pub const PARTITION_BYTES: usize = 16 << 20;
/// The maximum number of values of a field by which files are partitioned: each has a directory, and files.
pub const MAX_PARTITIONS: usize = 1000;

/// The rows of a segment, until they are written.
pub(super) struct Partitions {
    pub field: String,
    at: usize,
    /// The schema without the field.
    pub schema: SchemaRef,
    batches: Vec<RecordBatch>,
    bytes: usize,
}

/// The rows of one value: batches and the positions in them.
type Positions = BTreeMap<Option<String>, Vec<(usize, Vec<u32>)>>;

impl Partitions {
    /// # Errors
    /// Returns an error if the model has no such field, or if its values cannot be names.
    pub fn new(model: &str, field: &str, schema: &SchemaRef) -> Result<Self, FileError> {
        let column = |message: String| FileError::new(FileErrorKind::Column, message);
        let Some((at, found)) = schema.column_with_name(field) else {
            let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let (field, names) = (printable(field), printable(&names.join(", ")).into_owned());
            return Err(column(format!("{model} has no field `{field}` to partition by; its fields are {names}")));
        };
        if !is_suitable(found.data_type()) || field == "_id" {
            return Err(column(format!(
                "{model} cannot be partitioned by `{}`, whose type is {}; choose a text, an option, a whole number, a date or \
                 a boolean with few values",
                printable(field),
                found.data_type()
            )));
        }
        let others: Vec<usize> = (0..schema.fields().len()).filter(|other| *other != at).collect();
        let schema = schema.project(&others).map_err(|error| column(error.to_string()))?;
        Ok(Self { field: field.to_owned(), at, schema: schema.into(), batches: Vec::new(), bytes: 0 })
    }

    pub fn push(&mut self, batch: RecordBatch) {
        self.bytes += batch.get_array_memory_size();
        self.batches.push(batch);
    }

    pub fn is_full(&self) -> bool {
        self.bytes >= PARTITION_BYTES
    }

    /// Takes the rows.
    pub fn take(&mut self) -> Vec<RecordBatch> {
        self.bytes = 0;
        std::mem::take(&mut self.batches)
    }

    /// The positions of rows by value, in the order of the values.
    ///
    /// # Errors
    /// Returns an error if a value has no text.
    pub fn positions(&self, batches: &[RecordBatch]) -> Result<Positions, ArrowError> {
        let mut positions = Positions::new();
        for (number, batch) in batches.iter().enumerate() {
            let texts = cast(batch.column(self.at), &DataType::Utf8)?;
            let texts = texts.as_string::<i32>();
            for row in 0..batch.num_rows() {
                let value = texts.is_valid(row).then(|| texts.value(row));
                let of_value = match positions.get_mut(&value.map(ToOwned::to_owned)) {
                    Some(of_value) => of_value,
                    None => positions.entry(value.map(ToOwned::to_owned)).or_default(),
                };
                let row = u32::try_from(row)
                    .map_err(|_| ArrowError::InvalidArgumentError("a batch is too long".to_owned()))?;
                match of_value.last_mut().filter(|(last, _)| *last == number) {
                    Some((_, rows)) => rows.push(row),
                    None => of_value.push((number, vec![row])),
                }
            }
        }
        Ok(positions)
    }

    /// The rows of a batch at some positions, without the field.
    ///
    /// # Errors
    /// Returns an error if a position lies outside of it.
    pub fn rows(&self, batch: &RecordBatch, positions: Vec<u32>) -> Result<RecordBatch, ArrowError> {
        let mut batch = batch.clone();
        batch.remove_column(self.at);
        take_record_batch(&batch, &UInt32Array::from(positions))
    }
}

fn is_suitable(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, value) => is_suitable(value),
        DataType::Utf8 | DataType::Int64 | DataType::Boolean | DataType::Date32 => true,
        _ => false,
    }
}
