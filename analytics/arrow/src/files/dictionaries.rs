//! One dictionary per column and file.
//!
//! A file of Arrow IPC has one dictionary per column, to which later batches may add values. Each batch comes with a
//! dictionary of its own, so that its keys are mapped to those of the file.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Int32Type, Schema, SchemaRef};
use arrow::error::ArrowError;

/// The dictionaries of a file, by column.
pub(super) struct Dictionaries {
    schema: SchemaRef,
    columns: Vec<Option<Values>>,
}

#[derive(Default)]
struct Values {
    keys: HashMap<String, i32>,
    /// The same array as long as no value is added, which the writer recognizes.
    array: Option<ArrayRef>,
}

impl Dictionaries {
    pub fn of(schema: &SchemaRef) -> Self {
        let columns = schema.fields().iter().map(|field| is_text(field.data_type()).then(Values::default)).collect();
        let fields = schema.fields().iter().map(|field| match is_text(field.data_type()) {
            true => field.clone(),
            false => plain_field(field),
        });
        Self {
            schema: Arc::new(Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone())),
            columns,
        }
    }

    /// The schema of the file.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the batch with the dictionaries of the file.
    pub fn unify(&mut self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let mut arrays = Vec::with_capacity(batch.num_columns());
        for ((array, field), values) in batch.columns().iter().zip(self.schema.fields()).zip(&mut self.columns) {
            arrays.push(match values {
                Some(values) => values.unify(array.as_dictionary::<Int32Type>())?,
                None if array.data_type() == field.data_type() => array.clone(),
                None => cast(array, field.data_type())?,
            });
        }
        RecordBatch::try_new(self.schema.clone(), arrays)
    }
}

impl Values {
    fn unify(&mut self, array: &DictionaryArray<Int32Type>) -> Result<ArrayRef, ArrowError> {
        let known = self.keys.len();
        let values = array.values().as_string::<i32>();
        let mut key_of = |value: &str| -> Result<i32, ArrowError> {
            if let Some(key) = self.keys.get(value) {
                return Ok(*key);
            }
            let key = i32::try_from(self.keys.len()).map_err(|_| ArrowError::DictionaryKeyOverflowError)?;
            self.keys.insert(value.to_owned(), key);
            Ok(key)
        };
        let keys: Vec<Option<i32>> =
            values.iter().map(|value| value.map(&mut key_of).transpose()).collect::<Result<_, _>>()?;
        let mapped: Int32Array =
            array.keys().iter().map(|key| keys.get(usize::try_from(key?).ok()?).copied().flatten()).collect();
        if self.array.is_none() || self.keys.len() > known {
            let mut values = vec![""; self.keys.len()];
            self.keys.iter().for_each(|(value, key)| values[*key as usize] = value);
            self.array = Some(Arc::new(StringArray::from(values)));
        }
        let values = self.array.clone().unwrap_or_else(|| Arc::new(StringArray::from(Vec::<&str>::new())));
        Ok(Arc::new(DictionaryArray::try_new(mapped, values)?))
    }
}

/// Returns true for a dictionary of texts, as a model's options have it.
fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8)
}

/// The field with plain values instead of dictionaries inside of lists and objects.
fn plain_field(field: &FieldRef) -> FieldRef {
    let data_type = match field.data_type() {
        DataType::Dictionary(_, value) => (**value).clone(),
        DataType::List(item) => DataType::List(plain_field(item)),
        DataType::Struct(members) => DataType::Struct(members.iter().map(plain_field).collect()),
        _ => return field.clone(),
    };
    Arc::new(Field::new(field.name(), data_type, field.is_nullable()).with_metadata(field.metadata().clone()))
}
