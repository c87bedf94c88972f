//! The kind of a field: by `type`, refined by `format`; relations by `format` alone.

use serde::Deserialize;
use serde_json::Value;

use super::property::{MAX_LEVELS, fields};
use crate::error::{Error, Problem};
use crate::json_node::{self, Object, Text};
use crate::{AutoNumber, Kind, OnDelete, OptionItem, Options, Relation, RelationStyle};

/// A property whose kind is determined. Members that the kind consists of are taken out of `object`.
pub(super) struct Declaration<'d, 'a> {
    pub key: &'d str,
    pub type_name: &'d str,
    pub format: &'d str,
    pub object: &'d mut Object<'a>,
}

pub(super) fn kind<'a>(text: &Text<'a>, declared: Declaration<'_, 'a>, level: usize) -> Result<Kind, Error> {
    let Declaration { key, type_name, format, object } = declared;
    Ok(match (type_name, format) {
        // Definitions made by other tools pair relation formats with any type.
        (_, "father-son" | "related") => Kind::Relation(relation(object, RelationStyle::Id, format)),
        (_, "one-one" | "one-one-r" | "many-one") => Kind::Relation(relation(object, RelationStyle::Object, format)),
        (_, "one-many" | "many-many") => Kind::Relations(relation(object, RelationStyle::Object, format)),
        ("string", "x-enum") => Kind::Choice(options(object)),
        ("string", "x-autonumber") => Kind::AutoNumber(auto_number(object)),
        ("string", "x-image" | "x-file") => Kind::File,
        ("string", "x-area-code") => Kind::AreaCode,
        // Handwritten enumerations have `enum` without the format.
        ("string", "") if object.get("enum").is_some_and(|raw| raw.get().len() > 2) => Kind::Choice(options(object)),
        ("string", _) => Kind::Text,
        ("number", "datetime") => Kind::DateTime,
        ("number", "date") => Kind::Date,
        ("number", "time") => Kind::Time,
        ("number", "age") => Kind::Integer,
        ("number", _) if object.get_as::<f64>("numberCount") == Some(0.0) => Kind::Integer,
        ("integer", _) => Kind::Integer,
        ("number", _) => Kind::Number,
        ("boolean", _) => Kind::Boolean,
        ("array", "x-enum") => Kind::List(Box::new(Kind::Choice(options(object)))),
        ("array", _) => Kind::List(Box::new(items(text, key, object, level)?)),
        // The platform defines the members, declared or not. A declaration does not say that they may be null.
        ("object", "x-location") => Kind::Location,
        ("object", _) => members(text, key, object, level)?,
        _ => Kind::Json,
    })
}

fn members<'a>(text: &Text<'a>, key: &str, object: &mut Object<'a>, level: usize) -> Result<Kind, Error> {
    let required = match object.take("required") {
        Some(raw) => text.list_of_texts(raw, &format!("`required` of `{key}`"))?,
        None => Vec::new(),
    };
    let members = match object.take("properties") {
        Some(raw) => fields(text, raw, &required, level + 1)?,
        None => Vec::new(),
    };
    Ok(if members.is_empty() { Kind::Json } else { Kind::Object(members) })
}

fn items<'a>(text: &Text<'a>, key: &str, object: &Object<'a>, level: usize) -> Result<Kind, Error> {
    let Some(raw) = object.get("items").filter(|raw| raw.get() != "null") else { return Ok(Kind::Json) };
    if level > MAX_LEVELS {
        return Err(text.error(raw, Problem::TooDeep { levels: MAX_LEVELS }));
    }
    let what = format!("`items` of `{key}`");
    let mut item = text.object(raw, &what)?;
    let type_name: String = item.take_as("type").unwrap_or_default();
    let format: String = item.take_as("format").unwrap_or_default();
    // Pulled files have a `required` beside `items`, which has no effect: real records lack the members that it lists.
    kind(text, Declaration { key, type_name: &type_name, format: &format, object: &mut item }, level + 1)
}

fn relation(object: &Object<'_>, style: RelationStyle, format: &str) -> Relation {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Parent {
        parent_data_source_name: Option<String>,
        father_action: Option<String>,
    }
    // Not taken: the inverse field and its title stay among the other members.
    let parent: Parent = object.get_as("x-parent").unwrap_or_default();
    let delete_way = ["deleteWay", "x-deleteWay"].iter().find_map(|key| object.get(key).and_then(json_node::text_of));
    let on_delete = match (format, parent.father_action.as_deref(), delete_way.as_deref()) {
        ("related", ..) | (_, _, Some("delete")) | (_, Some("related"), _) => OnDelete::Cascade,
        (_, Some("judge" | "prompt-not-delete"), _) => OnDelete::Refuse,
        ("father-son", ..) => OnDelete::Clear,
        _ => OnDelete::Nothing,
    };
    Relation { target: parent.parent_data_source_name.filter(|target| !target.is_empty()), style, on_delete }
}

fn auto_number(object: &Object<'_>) -> AutoNumber {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Declared {
        start: u64,
        value: String,
    }
    let declared: Declared = object.get_as("x-autonumber").unwrap_or_default();
    AutoNumber { start: declared.start, template: declared.value }
}

fn options(object: &mut Object<'_>) -> Options {
    let set = object.take_trimmed("x-option-name");
    let labelled: Vec<Value> = object.get_as("x-enumObj").unwrap_or_default();
    let labelled = labelled.iter().filter_map(|item| {
        let key = json_node::scalar_text(item.get("value")?)?;
        Some(OptionItem { key, label: item.get("label").and_then(json_node::scalar_text) })
    });
    let mut items: Vec<OptionItem> = labelled.collect();
    let keys: Vec<Value> = object.take_as("enum").unwrap_or_default();
    for key in keys.iter().filter_map(json_node::scalar_text) {
        if !items.iter().any(|item| item.key == key) {
            items.push(OptionItem { key, label: None });
        }
    }
    Options { set, items }
}
