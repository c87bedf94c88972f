//! The Arrow schema of a model.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use weda_definition::{Definition, Kind};

/// The zone of moments and days.
pub const ZONE: &str = "Asia/Shanghai";

/// The place that batches are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Tables of an engine: options are texts.
    Table,
    /// Files: options are dictionaries.
    File,
}

fn data_type(kind: &Kind, form: Form) -> DataType {
    match kind {
        Kind::Number => DataType::Float64,
        Kind::Integer => DataType::Int64,
        Kind::Boolean => DataType::Boolean,
        Kind::DateTime => DataType::Timestamp(TimeUnit::Millisecond, Some(ZONE.into())),
        Kind::Date => DataType::Date32,
        Kind::Time => DataType::Time32(TimeUnit::Millisecond),
        Kind::Choice(_) if form == Form::File => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        Kind::List(item) if matches!(**item, Kind::Text | Kind::Choice(_)) => {
            DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
        }
        _ => DataType::Utf8,
    }
}

/// Returns the schema of a model's records. All columns but `_id` may be null: old records lack what is required today.
pub fn schema(definition: &Definition, form: Form) -> SchemaRef {
    let mut fields = Vec::new();
    if definition.field("_id").is_none() {
        fields.push(Field::new("_id", DataType::Utf8, false));
    }
    for field in definition.fields.iter().filter(|field| field.is_stored()) {
        let column = Field::new(&field.key, data_type(&field.kind, form), field.key != "_id");
        let mut metadata = HashMap::from([("weda.kind".to_owned(), field.kind.name())]);
        if let Some(title) = &field.title {
            metadata.insert("weda.title".to_owned(), title.clone());
        }
        fields.push(column.with_metadata(metadata));
    }
    Arc::new(Schema::new(fields))
}
