//! The metadata of columns: all that the types do not say.

use std::collections::HashMap;

use arrow::datatypes::{DataType, Field};
use serde_json::json;
use weda_definition::{Definition, Field as Declared, Kind, Options, RelationStyle};

/// The key of a column's kind: what [`kind_code`](crate::kind_code) returns, or `members` for [`MORE`].
pub const KIND: &str = "weda.kind";
/// The key of a field's title, and in a file of the model's.
pub const TITLE: &str = "weda.title";
/// The key of a choice's options: a JSON list of `{"key":..,"label":..}`, the label may be absent.
pub const OPTIONS: &str = "weda.options";
/// The key of the name of a choice's shared option set.
pub const OPTION_SET: &str = "weda.option_set";
/// The key of the identifier of the model that a relation leads to.
pub const RELATION: &str = "weda.relation";
/// The key of a relation's style: `id`, or `object` if it is sent as `{"_id":..}`.
pub const RELATION_STYLE: &str = "weda.relation_style";
/// The key that marks a field as one that creates leave out; its value is `true`.
pub const READ_ONLY: &str = "weda.read_only";
/// The key of the model's identifier, in the metadata of a file's schema.
pub const MODEL: &str = "weda.model";

/// The name of an object's last member: the JSON text of an object of all members that the definition does not declare,
/// or null if there are none. If the definition declares this name, underscores follow it.
pub const MORE: &str = "_more";

type Metadata = HashMap<String, String>;

/// Returns the code of a kind in the metadata: `text`, `number`, `integer`, `boolean`, `datetime`, `date`, `time`, `file`,
/// `region`, `location`, `auto_number`, `choice`, `list`, `object`, `json` or `relation`.
#[must_use]
pub fn code(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Integer => "integer",
        Kind::Boolean => "boolean",
        Kind::DateTime => "datetime",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::File => "file",
        Kind::AreaCode => "region",
        Kind::Location => "location",
        Kind::AutoNumber(_) => "auto_number",
        Kind::Choice(_) => "choice",
        Kind::List(_) => "list",
        Kind::Object(_) => "object",
        Kind::Relation(_) | Kind::Relations(_) => "relation",
        // Kinds of later versions are read as JSON.
        _ => "json",
    }
}

/// Returns the code of a column's kind; empty for columns of others.
pub(crate) fn kind_of(field: &Field) -> &str {
    field.metadata().get(KIND).map_or("", String::as_str)
}

pub(super) fn id() -> Field {
    let metadata = [(KIND, "text"), (READ_ONLY, "true")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    Field::new("_id", DataType::Utf8, false).with_metadata(metadata.into())
}

/// The last member of an object with these members.
pub(super) fn more<'n>(members: impl IntoIterator<Item = &'n str>) -> Field {
    let members: Vec<&str> = members.into_iter().collect();
    let mut name = MORE.to_owned();
    while members.contains(&name.as_str()) {
        name.push('_');
    }
    Field::new(name, DataType::Utf8, true).with_metadata([(KIND.to_owned(), "members".to_owned())].into())
}

pub(super) fn of_kind(kind: &Kind) -> Metadata {
    let mut metadata = Metadata::from([(KIND.to_owned(), code(kind).to_owned())]);
    match kind {
        Kind::Choice(options) => options_of(options, &mut metadata),
        Kind::Relation(relation) => {
            if let Some(target) = &relation.target {
                metadata.insert(RELATION.to_owned(), target.clone());
            }
            let style = if relation.style == RelationStyle::Object { "object" } else { "id" };
            metadata.insert(RELATION_STYLE.to_owned(), style.to_owned());
        }
        _ => {}
    }
    metadata
}

pub(super) fn of_field(field: &Declared) -> Metadata {
    let mut metadata = of_kind(&field.kind);
    if let Some(title) = &field.title {
        metadata.insert(TITLE.to_owned(), title.clone());
    }
    if !field.is_writable() {
        metadata.insert(READ_ONLY.to_owned(), "true".to_owned());
    }
    metadata
}

pub(super) fn of_model(definition: &Definition) -> Metadata {
    let mut metadata = Metadata::from([(MODEL.to_owned(), definition.identifier.clone())]);
    if let Some(title) = &definition.title {
        metadata.insert(TITLE.to_owned(), title.clone());
    }
    metadata
}

fn options_of(options: &Options, metadata: &mut Metadata) {
    if let Some(set) = &options.set {
        metadata.insert(OPTION_SET.to_owned(), set.clone());
    }
    if !options.items.is_empty() {
        let items = options.items.iter().map(|item| match &item.label {
            Some(label) => json!({ "key": item.key, "label": label }),
            None => json!({ "key": item.key }),
        });
        metadata.insert(OPTIONS.to_owned(), serde_json::Value::from_iter(items).to_string());
    }
}
