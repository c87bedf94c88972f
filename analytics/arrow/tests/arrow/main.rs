//! Records as batches and back, against independent evaluations, and through a real emulator.

mod days;
mod dependencies;
mod emulator;
/// Generated rows of the client's bench.
#[path = "../../../../runtime/benches/page/models.rs"]
mod models;
mod random;
mod refused;
mod samples;
mod schemas;
mod values;

use arrow::array::RecordBatch;
use weda::Record;
use weda_arrow::{BatchBuilder, Form, schema};
use weda_definition::Definition;

/// A definition with these properties.
fn definition(properties: &str) -> Definition {
    Definition::parse("student", "student.json", &format!(r#"{{ "properties": {properties} }}"#)).unwrap()
}

/// A record with this field.
fn record(field: &str, json: &str) -> Record {
    format!(r#"{{"_id":"9G5C0WQN26","{field}":{json}}}"#).parse().unwrap()
}

/// The batch of one record with the field `v`, or the error.
fn one(property: &str, json: &str) -> Result<RecordBatch, String> {
    let mut builder = BatchBuilder::new(schema(&definition(&format!(r#"{{ "v": {property} }}"#)), Form::Table));
    builder.push(&record("v", json)).map_err(|error| error.to_string())?;
    Ok(builder.finish().unwrap())
}

/// The first row of a batch as JSON.
fn back(definition: &Definition, batch: &RecordBatch) -> String {
    let row = weda_arrow::rows(definition, batch).unwrap().next().unwrap();
    serde_json::to_string(&row).unwrap()
}
