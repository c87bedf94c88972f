//! The schemas that operations refer to.

use serde_json::{Map, Value, json};
use weda_definition::{Field, Kind};

use super::example;
use super::model::DocumentedModel;
use super::schema::{self, Direction, Form};

/// The schemas of a model, by the names of their components.
pub(super) fn of(model: &DocumentedModel<'_>) -> Vec<(String, Value)> {
    let mut shapes = vec![("ODataRecord", record(model, Form::Text)), ("GatewayRecord", record(model, Form::Native))];
    if !model.definition.is_system() {
        shapes.extend([
            ("ODataCreate", create(model, Form::Text)),
            ("ODataUpdate", update(model, Form::Text)),
            ("GatewayCreate", create(model, Form::Native)),
            ("GatewayUpdate", update(model, Form::Native)),
        ]);
    }
    shapes.into_iter().map(|(shape, schema)| (format!("{}.{shape}", model.name), schema)).collect()
}

/// A record as it is read.
fn record(model: &DocumentedModel<'_>, form: Form) -> Value {
    let mut schema = object(model, model.fields.iter().copied(), form, Direction::Read);
    if form == Form::Text {
        // The gateway returns what the caller selected.
        schema["required"] = json!(["_id"]);
    }
    schema["title"] = json!(model.title());
    if let Some(description) = &model.definition.description {
        schema["description"] = json!(description);
    }
    schema
}

/// The members of a new record.
fn create(model: &DocumentedModel<'_>, form: Form) -> Value {
    let mut schema = object(model, written(model, form), form, Direction::Write);
    let required: Vec<&str> = required(model).map(|field| field.key.as_str()).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["title"] = json!(format!("{}: new record", model.title()));
    schema
}

/// The members of a change.
fn update(model: &DocumentedModel<'_>, form: Form) -> Value {
    let mut schema = object(model, written(model, form), form, Direction::Write);
    schema["title"] = json!(format!("{}: change", model.title()));
    schema["minProperties"] = json!(1);
    schema
}

fn object<'f>(
    model: &DocumentedModel<'_>,
    fields: impl Iterator<Item = &'f Field>,
    form: Form,
    direction: Direction,
) -> Value {
    let member = |field: &Field| (field.key.clone(), schema::of(model, field, &field.key, form, direction));
    let properties: Map<String, Value> = fields.map(member).collect();
    json!({ "type": "object", "properties": properties })
}

/// The fields that callers may set. The gateway also takes lists of relations.
fn written<'a>(model: &DocumentedModel<'a>, form: Form) -> impl Iterator<Item = &'a Field> {
    let is_written = move |field: &&Field| {
        field.is_writable() || (form == Form::Native && !field.system && matches!(field.kind, Kind::Relations(_)))
    };
    model.fields.iter().copied().filter(is_written)
}

/// The fields that a new record needs.
fn required<'a>(model: &DocumentedModel<'a>) -> impl Iterator<Item = &'a Field> {
    model.fields.iter().copied().filter(|field| field.required_on_create())
}

/// An example of a new record; `None` if no example of a required field is known.
pub(super) fn create_example(model: &DocumentedModel<'_>, form: Form) -> Option<Value> {
    let plain = written(model, form).filter(|field| {
        field.required_on_create() || !matches!(field.kind, Kind::Relation(_) | Kind::Relations(_) | Kind::File)
    });
    let example = example::object(plain, form);
    required(model).all(|field| example.contains_key(&field.key)).then_some(Value::Object(example))
}

/// An example of a change: one field.
pub(super) fn update_example(model: &DocumentedModel<'_>, form: Form) -> Option<Value> {
    let is_plain = |field: &&Field| matches!(field.kind, Kind::Text | Kind::Number | Kind::Integer | Kind::Boolean);
    let fields = written(model, form).filter(|field| !field.unique && is_plain(field));
    fields
        .map(|field| example::object(std::iter::once(field), form))
        .find(|example| !example.is_empty())
        .map(Value::Object)
}

/// An example of a record as it is read.
pub(super) fn record_example(model: &DocumentedModel<'_>, form: Form) -> Value {
    let stored = model.fields.iter().copied().filter(|field| field.is_stored() || field.key == "_id");
    Value::Object(example::object(stored, form))
}

/// The schemas that all models share.
pub(super) fn shared() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let error = |members: [&str; 3]| {
        let [code, message, id] = members;
        json!({
            "type": "object",
            "required": [code, message],
            "properties": { code: text(), message: text(), id: text() },
        })
    };
    let business = json!({
        "type": "object",
        "required": ["Response"],
        "properties": { "Response": {
            "type": "object",
            "required": ["Error"],
            "properties": {
                "RequestId": text(),
                "Error": {
                    "type": "object",
                    "required": ["Code", "Message"],
                    "properties": { "Code": text(), "Message": text() },
                },
            },
        } },
    });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let members = [
        ("CommonError", error(["code", "message", "requestId"])),
        ("BusinessError", business),
        ("ODataError", json!({ "anyOf": [reference("CommonError"), reference("BusinessError")] })),
        ("GatewayError", error(["code", "message", "requestId"])),
        (
            "RecordId",
            json!({ "type": "object", "required": ["_id"], "properties": { "_id": text() }, "examples": [{ "_id": example::ID }] }),
        ),
        ("GatewayFilter", filter(&reference("GatewayCondition"))),
        ("GatewayCondition", condition(&reference("GatewayCondition"))),
        ("GatewaySelect", select()),
        ("GatewayOrder", order()),
    ];
    members.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

fn filter(condition: &Value) -> Value {
    let related = json!({ "type": "object", "properties": { "where": condition } });
    json!({
        "type": "object",
        "description": "Records that fulfil a condition, and of which related ones fulfil another",
        "properties": {
            "where": condition,
            "relateWhere": { "type": "object", "additionalProperties": related },
        },
        "examples": [{ "where": { "_id": { "$eq": example::ID } } }],
    })
}

fn condition(condition: &Value) -> Value {
    let group = json!({ "type": "array", "items": condition });
    let (any, number, texts) = (json!({}), json!({ "type": "number" }), json!({ "type": "string" }));
    let list = json!({ "type": "array" });
    let operators = json!({
        "type": "object",
        "properties": {
            "$eq": any, "$neq": any, "$gt": number, "$gte": number, "$lt": number, "$lte": number, "$in": list, "$nin": list,
            "$search": texts, "$search_ci": texts, "$nsearch": texts, "$nsearch_ci": texts,
            "$empty": { "const": true }, "$nempty": { "const": true },
        },
    });
    json!({
        "type": "object",
        "description": "Members are joined by AND: conditions on fields, and groups",
        "properties": { "$and": group, "$or": group },
        "additionalProperties": operators,
    })
}

fn select() -> Value {
    let fields = json!({ "type": "object", "additionalProperties": { "type": "boolean" } });
    json!({
        "type": "object",
        "description": "`$master` for all fields of the model, fields by name, and fields of related records one level deep",
        "additionalProperties": { "anyOf": [{ "type": "boolean" }, fields] },
        "examples": [{ "$master": true }],
    })
}

fn order() -> Value {
    let direction = json!({ "enum": ["asc", "desc"] });
    let one = json!({ "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": direction });
    json!({ "type": "array", "items": one, "maxItems": 3, "examples": [[{ "createdAt": "desc" }, { "_id": "asc" }]] })
}
