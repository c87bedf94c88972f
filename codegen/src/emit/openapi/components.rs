//! The schemas that operations refer to.

use serde_json::{Map, Value, json};

use super::Documented;
use super::schema::{Direction, of_field};
use crate::docs;
use crate::plan::{Access, FieldPlan};

/// The schemas of a model, by the names of their components.
pub(super) fn of(model: &Documented<'_>) -> Vec<(String, Value)> {
    let mut schemas = vec![(model.component("record"), record(model))];
    if model.model.writable {
        schemas.push((model.component("create"), create(model)));
        schemas.push((model.component("update"), update(model)));
    }
    schemas
}

/// A record as it is read.
fn record(model: &Documented<'_>) -> Value {
    let fields = &model.model.fields;
    let property =
        |field: &FieldPlan| (field.member.key.clone(), of_field(model, field, Direction::Read, !field.member.present));
    let properties: Map<String, Value> = fields.iter().map(property).collect();
    let present = fields.iter().filter(|field| field.member.present).map(|field| field.member.key.as_str());
    let required: Vec<&str> = present.collect();
    let mut schema =
        json!({ "title": model.title(), "type": "object", "required": required, "properties": properties });
    if let Some(description) = &model.model.description {
        schema["description"] = json!(docs::lines(description).join("\n"));
    }
    schema
}

/// The members of a new record.
fn create(model: &Documented<'_>) -> Value {
    let property = |field: &FieldPlan| {
        let nullable = field.access != Access::Required;
        (field.member.key.clone(), of_field(model, field, Direction::Write, nullable))
    };
    let properties: Map<String, Value> = written(model).map(property).collect();
    let required: Vec<&str> = model.model.required().map(|field| field.member.key.as_str()).collect();
    let mut schema = json!({
        "title": format!("{}: new record", model.title()), "type": "object", "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// The members of a change.
fn update(model: &Documented<'_>) -> Value {
    let property = |field: &FieldPlan| {
        let nullable = field.access != Access::Required;
        (field.member.key.clone(), of_field(model, field, Direction::Write, nullable))
    };
    let properties: Map<String, Value> = written(model).map(property).collect();
    json!({
        "title": format!("{}: change", model.title()), "type": "object", "properties": properties,
        "additionalProperties": false, "minProperties": 1,
    })
}

/// The fields that callers may set. OData does not write lists of related records.
fn written<'a>(model: &Documented<'a>) -> impl Iterator<Item = &'a FieldPlan> {
    model.model.fields.iter().filter(|field| {
        let is_list = matches!(field.member.shape, crate::plan::Shape::List(_));
        field.access != Access::ReadOnly && !(is_list && field.by_object)
    })
}

/// The schemas that all models share.
pub(super) fn shared() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let members = [
        (
            "CommonError",
            json!({
                "type": "object",
                "required": ["code", "message"],
                "properties": { "code": text(), "message": text(), "requestId": text() },
            }),
        ),
        (
            "BusinessError",
            json!({
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
            }),
        ),
        (
            "Error",
            json!({ "anyOf": [
                { "$ref": "#/components/schemas/CommonError" },
                { "$ref": "#/components/schemas/BusinessError" },
            ] }),
        ),
        ("Reference", json!({ "type": "object", "required": ["_id"], "properties": { "_id": text() } })),
        (
            "Place",
            json!({
                "type": "object",
                "properties": {
                    "address": text(),
                    "geopoint": {
                        "type": "object",
                        "properties": {
                            "type": { "const": "Point" },
                            "coordinates": {
                                "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2,
                            },
                        },
                    },
                },
            }),
        ),
    ];
    members.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}
