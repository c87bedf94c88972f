//! The schema of a field's values.

use serde_json::{Map, Value, json};
use weda_definition::{Field, Kind, OptionItem, Relation, RelationStyle};

use super::example;
use super::model::DocumentedModel;

/// The form of lists, objects and relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON text, as over OData.
    Text,
    /// Native JSON, as over the gateway.
    Native,
}

/// The use of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Write,
}

/// The schema of a field, with title, limits and example. `path` is the field's path, such as `address.city`.
pub(super) fn of(model: &DocumentedModel<'_>, field: &Field, path: &str, form: Form, direction: Direction) -> Value {
    let native = kind(model, &field.kind, path, direction);
    let mut schema = native;
    limits(model, field, path, &mut schema);
    if form == Form::Text && is_json_text(&field.kind) {
        schema =
            json!({ "type": "string", "contentMediaType": "application/json", "contentSchema": Value::Object(schema) })
                .as_object()
                .cloned()
                .unwrap_or_default();
    }
    if form == Form::Text && matches!(field.kind, Kind::Relations(_)) {
        // The other side of a relation, which OData never has a value for.
        schema = Map::from_iter([("type".to_owned(), json!("null"))]);
    }
    if field.key != "_id" && !(direction == Direction::Write && field.required_on_create()) {
        allow_null(&mut schema);
    }
    annotate(model, field, &mut schema);
    if let Some(example) = example::of(field).map(|native| example::in_form(native, &field.kind, form)) {
        schema.insert("examples".to_owned(), json!([example]));
    }
    Value::Object(schema)
}

/// Returns true if the values of a kind are JSON text over OData.
pub(super) fn is_json_text(kind: &Kind) -> bool {
    match kind {
        Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json => true,
        Kind::Relation(relation) => relation.style == RelationStyle::Object,
        _ => false,
    }
}

/// The schema of the native values of a kind.
fn kind(model: &DocumentedModel<'_>, kind: &Kind, path: &str, direction: Direction) -> Map<String, Value> {
    let schema = match kind {
        Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) => json!({ "type": "string" }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::DateTime | Kind::Date => json!({ "type": "integer", "format": "int64" }),
        Kind::Time => json!({ "type": "integer", "minimum": 0, "maximum": 86_399_999 }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Choice(_) => match options(model, kind) {
            [] => json!({ "type": "string" }),
            items => json!({ "type": "string", "enum": items.iter().map(|item| &item.key).collect::<Vec<_>>() }),
        },
        Kind::List(item) => json!({
            "type": "array",
            "items": Value::Object(self::kind(model, item, &format!("{path}[]"), direction)),
        }),
        Kind::Object(members) => {
            let member = |field: &Field| of(model, field, &format!("{path}.{}", field.key), Form::Native, direction);
            let properties: Map<_, _> = members.iter().map(|field| (field.key.clone(), member(field))).collect();
            json!({ "type": "object", "properties": properties })
        }
        Kind::Location => json!({
            "type": "object",
            "properties": {
                "address": { "type": "string" },
                "geopoint": {
                    "type": "object",
                    "properties": {
                        "type": { "const": "Point" },
                        "coordinates": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
                    },
                },
            },
        }),
        Kind::Relation(Relation { style: RelationStyle::Id, .. }) => json!({ "type": "string" }),
        Kind::Relation(relation) => target(model, relation, direction),
        Kind::Relations(relation) => json!({ "type": "array", "items": target(model, relation, direction) }),
        // Any JSON, and kinds that are not known here.
        _ => json!({}),
    };
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// A record at the other end of a relation: writes name it by its id, reads return what they selected.
fn target(model: &DocumentedModel<'_>, relation: &Relation, direction: Direction) -> Value {
    let name = relation.target.as_deref().and_then(|target| model.names.get(target));
    match (direction, name) {
        (Direction::Read, Some(name)) => json!({ "$ref": format!("#/components/schemas/{name}.GatewayRecord") }),
        _ => json!({ "$ref": "#/components/schemas/RecordId" }),
    }
}

/// The options of a choice: its own, or those of its shared set.
pub(super) fn options<'a>(model: &DocumentedModel<'a>, kind: &'a Kind) -> &'a [OptionItem] {
    let Kind::Choice(options) = kind else { return &[] };
    let shared = options.set.as_deref().and_then(|set| model.option_sets.get(set));
    if options.items.is_empty() { shared.map_or(&[], |set| &set.items) } else { &options.items }
}

/// Adds the limits of a field.
fn limits(model: &DocumentedModel<'_>, field: &Field, path: &str, schema: &mut Map<String, Value>) {
    let mut insert = |key: &str, value: Value| drop(schema.insert(key.to_owned(), value));
    if matches!(field.kind, Kind::Text | Kind::File | Kind::AreaCode) {
        // Definitions count bytes, and schemas characters, of which each has one to four bytes: these limits are
        // necessary, and the emulator's may be stricter.
        field.max_length.into_iter().for_each(|bytes| insert("maxLength", json!(bytes)));
        field.min_length.into_iter().for_each(|bytes| insert("minLength", json!(bytes.div_ceil(4))));
        let pattern = field.pattern.iter().filter(|_| model.is_readable(path));
        pattern.for_each(|pattern| insert("pattern", json!(pattern)));
    }
    if matches!(field.kind, Kind::Number | Kind::Integer) {
        field.minimum.into_iter().for_each(|minimum| insert("minimum", json!(minimum)));
        field.maximum.into_iter().for_each(|maximum| insert("maximum", json!(maximum)));
    }
    match field.format.as_str() {
        "email" => insert("format", json!("email")),
        "url" => insert("format", json!("uri")),
        _ => {}
    }
    if let Kind::Object(members) = &field.kind {
        let required: Vec<&str> =
            members.iter().filter(|member| member.required).map(|member| member.key.as_str()).collect();
        if !required.is_empty() {
            insert("required", json!(required));
        }
    }
}

/// Lets a schema accept null, the absence of a value.
fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(Value::String(name)) = schema.get("type").cloned()
        && name != "null"
    {
        schema.insert("type".to_owned(), json!([name, "null"]));
    } else if schema.contains_key("$ref") {
        let named = std::mem::take(schema);
        schema.insert("anyOf".to_owned(), json!([Value::Object(named), { "type": "null" }]));
    }
    if let Some(Value::Array(keys)) = schema.get_mut("enum") {
        keys.push(Value::Null);
    }
}

/// Adds title and description.
fn annotate(model: &DocumentedModel<'_>, field: &Field, schema: &mut Map<String, Value>) {
    if let Some(title) = &field.title {
        schema.insert("title".to_owned(), json!(title));
    }
    let meaning = match &field.kind {
        Kind::DateTime => Some("Unix milliseconds".to_owned()),
        Kind::Date => Some("Unix milliseconds of the day's midnight in China".to_owned()),
        Kind::Time => Some("Milliseconds since midnight".to_owned()),
        Kind::AutoNumber(_) => Some("Made by the platform".to_owned()),
        Kind::Relation(Relation { target: Some(target), .. }) => Some(format!("A record of `{target}`")),
        Kind::Relations(Relation { target: Some(target), .. }) => Some(format!("Records of `{target}`")),
        Kind::Choice(_) => labels(options(model, &field.kind)),
        _ => None,
    };
    let parts: Vec<String> = field.description.iter().cloned().chain(meaning).collect();
    if !parts.is_empty() {
        schema.insert("description".to_owned(), json!(parts.join("\n\n")));
    }
    let is_made = field.system || matches!(field.kind, Kind::AutoNumber(_)) || field.key == "_id";
    if is_made {
        schema.insert("readOnly".to_owned(), json!(true));
    }
}

/// The displayed texts of options, where they differ from the stored ones.
fn labels(options: &[OptionItem]) -> Option<String> {
    let differs = |item: &&OptionItem| item.label.as_ref().is_some_and(|label| *label != item.key);
    let line = |item: &OptionItem| format!("{}: {}", item.key, item.label.as_deref().unwrap_or_default());
    let lines: Vec<String> = options.iter().filter(differs).map(line).collect();
    if lines.is_empty() { None } else { Some(lines.join("; ")) }
}
