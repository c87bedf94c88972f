//! The Arrow schema of a model.

mod metadata;

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use weda_definition::{Definition, Field as Declared, Kind};

use crate::day::ZONE;
pub(crate) use metadata::kind_of;
pub use metadata::{
    KIND, MODEL, MORE, OPTION_SET, OPTIONS, READ_ONLY, RELATION, RELATION_STYLE, TITLE, code as kind_code,
};

/// The place that batches are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Tables of an engine: options are texts, and the metadata is that of fields alone, since joins mix schemas.
    Table,
    /// Files: options are dictionaries, and the schema's metadata names the model.
    File,
}

/// Returns the schema of a model's records: a column for each stored field, and `_id` first if the definition omits it.
///
/// All columns but `_id` may be null: old records lack what is required today.
///
/// | kind | Arrow |
/// |---|---|
/// | text, file, region, automatic number | `Utf8` |
/// | number, integer | `Float64`, `Int64` |
/// | boolean | `Boolean` |
/// | datetime | `Timestamp(ms, "Asia/Shanghai")` |
/// | date | `Date32`, the day in China |
/// | time of day | `Time32(ms)` |
/// | choice | `Utf8` in tables, `Dictionary(Int32, Utf8)` in files; `Utf8` within lists and objects |
/// | relation | `Utf8`, the id |
/// | list | `List` of its items, which may be null |
/// | object, location | `Struct` of its members and [`MORE`] |
/// | JSON | `Utf8`, JSON text |
///
/// ```
/// use arrow::datatypes::DataType;
/// use weda_arrow::{Form, KIND, TITLE, schema};
/// use weda_definition::Definition;
///
/// let text = r#"{ "properties": { "score": { "type": "number", "title": "成绩" } } }"#;
/// let student = Definition::parse("student", "student.json", text)?;
/// let schema = schema(&student, Form::Table);
/// assert_eq!(schema.field(0).name(), "_id");
/// let score = schema.field_with_name("score").unwrap();
/// assert_eq!(score.data_type(), &DataType::Float64);
/// assert_eq!((score.metadata()[KIND].as_str(), score.metadata()[TITLE].as_str()), ("number", "成绩"));
/// # Ok::<(), weda_definition::Error>(())
/// ```
#[must_use]
pub fn schema(definition: &Definition, form: Form) -> SchemaRef {
    let mut fields = Vec::new();
    if definition.field("_id").is_none() {
        fields.push(metadata::id());
    }
    for field in definition.fields.iter().filter(|field| field.is_stored()) {
        let data_type = match &field.kind {
            Kind::Choice(_) if form == Form::File => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            kind => data_type(kind),
        };
        let column = Field::new(&field.key, data_type, field.key != "_id");
        fields.push(column.with_metadata(metadata::of_field(field)));
    }
    let metadata = match form {
        Form::Table => Default::default(),
        Form::File => metadata::of_model(definition),
    };
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

fn data_type(kind: &Kind) -> DataType {
    match kind {
        Kind::Number => DataType::Float64,
        Kind::Integer => DataType::Int64,
        Kind::Boolean => DataType::Boolean,
        Kind::DateTime => DataType::Timestamp(TimeUnit::Millisecond, Some(ZONE.into())),
        Kind::Date => DataType::Date32,
        Kind::Time => DataType::Time32(TimeUnit::Millisecond),
        Kind::List(item) => {
            let field = Field::new_list_field(data_type(item), true);
            DataType::List(Arc::new(field.with_metadata(metadata::of_kind(item))))
        }
        Kind::Object(members) => DataType::Struct(object(members)),
        Kind::Location => DataType::Struct(location()),
        _ => DataType::Utf8,
    }
}

fn object(members: &[Declared]) -> Fields {
    let mut fields: Vec<Field> = members.iter().map(member).collect();
    fields.push(metadata::more(members.iter().map(|member| member.key.as_str())));
    fields.into()
}

fn member(field: &Declared) -> Field {
    Field::new(&field.key, data_type(&field.kind), true).with_metadata(metadata::of_field(field))
}

/// The members of a location, as the service writes them.
fn location() -> Fields {
    let of = |name: &str, kind: &Kind| Field::new(name, data_type(kind), true).with_metadata(metadata::of_kind(kind));
    let coordinates = Kind::List(Box::new(Kind::Number));
    let point = [of("type", &Kind::Text), of("coordinates", &coordinates), metadata::more(["type", "coordinates"])];
    let point = Field::new("geopoint", DataType::Struct(point.into_iter().collect()), true);
    let point = point.with_metadata([(KIND.to_owned(), "object".to_owned())].into());
    [of("address", &Kind::Text), point, metadata::more(["address", "geopoint"])].into_iter().collect()
}
