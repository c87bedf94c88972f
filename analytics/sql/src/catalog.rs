//! The tables and their columns, with the titles of the definitions: `SHOW TABLES` and `DESCRIBE`.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::error::ArrowError;
use weda_definition::{Definition, Kind};

/// A table: a model, or a local file.
#[derive(Debug)]
pub(crate) struct Listed<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: SchemaRef,
    /// The model's definition; `None` for a file.
    pub(crate) definition: Option<&'a Definition>,
}

/// The tables as rows: name, title and number of columns.
///
/// # Errors
/// Returns an error of Arrow, which the lengths exclude.
pub(crate) fn tables(listed: &[Listed<'_>]) -> Result<RecordBatch, ArrowError> {
    let title = |table: &Listed<'_>| match table.definition {
        Some(definition) => definition.title.clone(),
        None => Some("(local file)".to_owned()),
    };
    let names: StringArray = listed.iter().map(|table| Some(table.name)).collect();
    let titles: StringArray = listed.iter().map(title).collect();
    let columns: Int64Array = listed.iter().map(|table| i64::try_from(table.schema.fields().len()).ok()).collect();
    RecordBatch::try_from_iter([
        ("table", Arc::new(names) as ArrayRef),
        ("title", Arc::new(titles)),
        ("columns", Arc::new(columns)),
    ])
}

/// The columns of a table as rows.
///
/// # Errors
/// Returns an error of Arrow, which the lengths exclude.
pub(crate) fn columns(table: &Listed<'_>) -> Result<RecordBatch, ArrowError> {
    let field = |name: &str| table.definition.and_then(|definition| definition.field(name));
    let fields = table.schema.fields();
    let names: StringArray = fields.iter().map(|column| Some(column.name())).collect();
    let types: StringArray = fields.iter().map(|column| Some(sql_type(column.data_type()))).collect();
    let nulls: BooleanArray = fields.iter().map(|column| Some(column.is_nullable())).collect();
    let titles: StringArray = fields.iter().map(|column| field(column.name())?.title.clone()).collect();
    let about: StringArray = fields.iter().map(|column| about(&field(column.name())?.kind)).collect();
    RecordBatch::try_from_iter([
        ("column", Arc::new(names) as ArrayRef),
        ("type", Arc::new(types)),
        ("null", Arc::new(nulls)),
        ("title", Arc::new(titles)),
        ("about", Arc::new(about)),
    ])
}

/// Options, and targets of relations.
fn about(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Text | Kind::Number | Kind::Integer | Kind::Boolean | Kind::DateTime | Kind::Date | Kind::Time => None,
        Kind::Choice(options) => {
            let item =
                |item: &weda_definition::OptionItem| match item.label.as_ref().filter(|label| **label != item.key) {
                    Some(label) => format!("{} ({label})", item.key),
                    None => item.key.clone(),
                };
            let items: Vec<String> = options.items.iter().map(item).collect();
            let set = options.set.iter().map(|set| format!("option set {set}"));
            Some(set.chain(items).collect::<Vec<_>>().join(", "))
        }
        other => Some(other.name()),
    }
}

/// The name of a type in SQL, as far as it has one.
fn sql_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 | DataType::Dictionary(..) => "text".to_owned(),
        DataType::Int64 => "bigint".to_owned(),
        DataType::Float64 => "double".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Date32 => "date".to_owned(),
        DataType::Time32(_) | DataType::Time64(_) => "time".to_owned(),
        DataType::Timestamp(..) => "timestamp".to_owned(),
        DataType::List(item) => format!("list of {}", sql_type(item.data_type())),
        DataType::Struct(_) => "struct".to_owned(),
        other => other.to_string(),
    }
}
