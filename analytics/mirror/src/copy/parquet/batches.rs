//! Records as batches of Arrow, with the two columns of the copy.

use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, AsArray as _, BooleanArray, FixedSizeBinaryBuilder, RecordBatch, StringArray,
    TimestampMillisecondArray, new_null_array,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit, TimestampMillisecondType};
use weda::Record;
use weda_arrow::{BatchBuilder, Form, ZONE};

use crate::error::Error;
use crate::model::Model;
use crate::row::Row;

/// The column of the hash of a row.
pub(super) const DIGEST: &str = "_hash";
/// The column of the time at which a record was found to be deleted; null for the others.
pub(super) const DELETED_AT: &str = "_deleted_at";

/// The schema of a model's files.
pub(super) fn schema(model: &Model) -> Result<SchemaRef, Error> {
    let records = weda_arrow::schema(&model.definition, Form::File);
    if let Some(taken) = [DIGEST, DELETED_AT].into_iter().find(|name| records.field_with_name(name).is_ok()) {
        let reason =
            format!("the field `{taken}` has the name of a column of the copy; copy the model to a SQLite file");
        return Err(Error::Name { model: model.identifier().to_owned(), reason });
    }
    let mut fields = records.fields().to_vec();
    fields.push(Arc::new(Field::new(DIGEST, DataType::FixedSizeBinary(32), false)));
    let moment = DataType::Timestamp(TimeUnit::Millisecond, Some(ZONE.into()));
    fields.push(Arc::new(Field::new(DELETED_AT, moment, true)));
    Ok(Arc::new(Schema::new_with_metadata(fields, records.metadata().clone())))
}

/// Makes a batch of records.
pub(super) fn of_records(model: &Model, schema: &SchemaRef, records: &[&(Record, Row)]) -> Result<RecordBatch, Error> {
    let fail = |reason: String| Error::Arrow { model: model.identifier().to_owned(), reason };
    let rows = records.len();
    let mut builder = BatchBuilder::new(weda_arrow::schema(&model.definition, Form::File));
    let mut digests = FixedSizeBinaryBuilder::with_capacity(rows, 32);
    for (record, row) in records {
        builder.push(record).map_err(|error| fail(error.to_string()))?;
        digests.append_value(row.digest.0).map_err(|error| fail(error.to_string()))?;
    }
    let batch = builder.finish().map_err(|error| fail(error.to_string()))?;
    let mut columns = batch.columns().to_vec();
    columns.push(Arc::new(digests.finish()));
    columns.push(new_null_array(schema.field(schema.fields().len() - 1).data_type(), rows));
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(|error| fail(error.to_string()))
}

/// Makes a batch of an older file fit the schema: columns by their name, missing ones without values. Columns that the
/// definition no longer has are kept behind the others.
pub(super) fn conform(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, arrow::error::ArrowError> {
    let old = batch.schema();
    if old.fields() == schema.fields() {
        return RecordBatch::try_new(Arc::clone(schema), batch.columns().to_vec());
    }
    let column = |field: &Arc<Field>| match batch.column_by_name(field.name()) {
        Some(column) if column.data_type() == field.data_type() => Ok(Arc::clone(column)),
        Some(column) => arrow::compute::cast(column, field.data_type()),
        None => Ok(new_null_array(field.data_type(), batch.num_rows())),
    };
    let columns = schema.fields().iter().map(column).collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(Arc::clone(schema), columns)
}

/// Returns the schema with the columns of another that it does not have, before those of the copy.
pub(super) fn with_removed(schema: &SchemaRef, old: &Schema) -> SchemaRef {
    let removed: Vec<_> = old.fields().iter().filter(|field| schema.field_with_name(field.name()).is_err()).collect();
    if removed.is_empty() {
        return Arc::clone(schema);
    }
    let mut fields = schema.fields().to_vec();
    let own = fields.len() - 2;
    for (at, field) in removed.into_iter().enumerate() {
        fields.insert(own + at, Arc::new(field.as_ref().clone().with_nullable(true)));
    }
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// The ids of a batch.
pub(super) fn ids(batch: &RecordBatch) -> Option<&StringArray> {
    batch.column_by_name("_id")?.as_string_opt::<i32>()
}

/// The times of deletion of a batch.
pub(super) fn deleted(batch: &RecordBatch) -> Option<&TimestampMillisecondArray> {
    batch.column_by_name(DELETED_AT)?.as_primitive_opt::<TimestampMillisecondType>()
}

/// Returns the batch without the rows for which `is_replaced` is true, and with marks of deletion for those that have a time.
pub(super) fn changed(
    batch: &RecordBatch,
    is_replaced: impl Fn(&str) -> bool,
    deleted_at: impl Fn(&str) -> Option<i64>,
) -> Result<RecordBatch, arrow::error::ArrowError> {
    let missing = || arrow::error::ArrowError::SchemaError("a column of the copy is missing".to_owned());
    let (all, times) = (ids(batch).ok_or_else(missing)?, deleted(batch).ok_or_else(missing)?);
    let kept: BooleanArray = (0..all.len()).map(|row| Some(!is_replaced(all.value(row)))).collect();
    let times: TimestampMillisecondArray = (0..all.len())
        .map(|row| (!times.is_null(row)).then(|| times.value(row)).or_else(|| deleted_at(all.value(row))))
        .collect();
    let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
    let at = batch.schema().index_of(DELETED_AT)?;
    columns[at] = Arc::new(times.with_timezone(ZONE));
    let batch = RecordBatch::try_new(batch.schema(), columns)?;
    arrow::compute::filter_record_batch(&batch, &kept)
}
