//! The paths of a model's records over the data-model gateway.

use serde_json::{Value, json};
use weda_definition::{Field, Kind};

use super::components::{create_example, record_example, update_example};
use super::example;
use super::model::DocumentedModel;
use super::operation::{Operation, json_body, path_parameter, query_parameter};
use super::schema::Form;
use crate::face::model_paths::ModelPaths;
use crate::stage::Stage;

/// The paths with their operations.
pub(super) fn paths(model: &DocumentedModel<'_>, stage: Stage) -> Vec<(String, Value)> {
    let ModelPaths { gateway, .. } = ModelPaths::of(stage, &model.definition.identifier);
    let of = |operation: &str, methods: Value| (format!("{gateway}/{operation}"), methods);
    let id = path_parameter("id", "The `_id` of the record", example::ID);
    let mut paths = vec![
        of("get", json!({ "post": get(model) })),
        of("list", json!({ "post": list(model), "get": simple_list(model) })),
        of("{id}/get", json!({ "parameters": [id], "get": get_by_id(model) })),
    ];
    if !model.definition.is_system() {
        paths.extend([
            of("create", json!({ "post": create(model) })),
            of("createMany", json!({ "post": create_many(model) })),
            of("update", json!({ "put": update(model, "update", "Change one record") })),
            of("updateMany", json!({ "put": update(model, "updateMany", "Change records") })),
            of("upsert", json!({ "post": upsert(model) })),
            of("delete", json!({ "post": delete(model, "delete", "Delete one record") })),
            of("deleteMany", json!({ "post": delete(model, "deleteMany", "Delete records") })),
            of("{id}/delete", json!({ "parameters": [id], "delete": delete_by_id(model) })),
        ]);
    }
    paths
}

fn operation(model: &DocumentedModel<'_>, name: &str, summary: &str) -> Operation {
    let summary = format!("{summary}: {}", model.title());
    Operation::new(format!("gateway_{name}_{}", model.name), summary, &model.definition.identifier)
        .fails_as("GatewayError")
}

/// An answer with members in `data`.
fn data(properties: &Value, example: Option<&Value>) -> Value {
    let schema = json!({
        "type": "object",
        "required": ["data", "requestId"],
        "properties": {
            "data": { "type": "object", "properties": properties },
            "requestId": { "type": "string" },
        },
    });
    let example = example.map(|data| json!({ "data": data, "requestId": "8a6f0c5b2d3e4f10" }));
    json_body(&schema, example.as_ref())
}

/// A body with these members.
fn members(required: &[&str], properties: &Value, example: Option<&Value>) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    json_body(&schema, example)
}

fn shared(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A filter for one record.
fn by_id() -> Value {
    json!({ "where": { "_id": { "$eq": example::ID } } })
}

fn count() -> Value {
    json!({ "count": { "type": "integer" } })
}

fn record(model: &DocumentedModel<'_>) -> Value {
    let properties = json!({ "record": { "anyOf": [model.schema("GatewayRecord"), { "type": "null" }] } });
    data(&properties, Some(&json!({ "record": record_example(model, Form::Native) })))
}

fn records(model: &DocumentedModel<'_>) -> Value {
    let properties = json!({
        "records": { "type": "array", "items": model.schema("GatewayRecord") },
        "total": { "type": "integer" },
    });
    data(&properties, Some(&json!({ "records": [record_example(model, Form::Native)], "total": 1 })))
}

fn get(model: &DocumentedModel<'_>) -> Value {
    let properties = json!({ "filter": shared("GatewayFilter"), "select": shared("GatewaySelect") });
    let example = json!({ "filter": by_id(), "select": { "$master": true } });
    operation(model, "get", "Read one record")
        .body(members(&[], &properties, Some(&example)))
        .answer(200, "The record", Some(record(model)))
        .into_json()
}

fn get_by_id(model: &DocumentedModel<'_>) -> Value {
    operation(model, "getById", "Read a record by its id").answer(200, "The record", Some(record(model))).into_json()
}

fn list(model: &DocumentedModel<'_>) -> Value {
    let properties = json!({
        "filter": shared("GatewayFilter"),
        "select": shared("GatewaySelect"),
        "pageSize": { "type": "integer", "minimum": 1, "maximum": 200 },
        "pageNumber": { "type": "integer", "minimum": 1 },
        "getCount": { "type": "boolean" },
        "orderBy": shared("GatewayOrder"),
    });
    let example = json!({
        "filter": { "where": {} }, "select": { "$master": true }, "pageSize": 10, "pageNumber": 1, "getCount": true,
        "orderBy": [{ "createdAt": "desc" }],
    });
    operation(model, "list", "List records")
        .body(members(&[], &properties, Some(&example)))
        .answer(200, "A page of records", Some(records(model)))
        .into_json()
}

fn simple_list(model: &DocumentedModel<'_>) -> Value {
    let (size, number) =
        (json!({ "type": "integer", "minimum": 1, "maximum": 200 }), json!({ "type": "integer", "minimum": 1 }));
    let parameters = [
        query_parameter("pageSize", "The number of records", &size, &json!(10)),
        query_parameter("pageNumber", "The page, from 1", &number, &json!(1)),
        query_parameter("getCount", "Counts all records", &json!({ "type": "boolean" }), &json!(true)),
    ];
    operation(model, "listAll", "List all records")
        .parameters(parameters)
        .answer(200, "A page of records", Some(records(model)))
        .into_json()
}

fn create(model: &DocumentedModel<'_>) -> Value {
    let example = create_example(model, Form::Native).map(|record| json!({ "data": record }));
    operation(model, "create", "Create a record")
        .body(members(&["data"], &json!({ "data": model.schema("GatewayCreate") }), example.as_ref()))
        .answer(200, "The id", Some(data(&json!({ "id": { "type": "string" } }), Some(&json!({ "id": example::ID })))))
        .into_json()
}

fn is_relation(field: &Field) -> bool {
    matches!(field.kind, Kind::Relation(_) | Kind::Relations(_))
}

fn create_many(model: &DocumentedModel<'_>) -> Value {
    // Relations cannot be written in batches.
    let needs_relation = model.fields.iter().any(|field| field.required_on_create() && is_relation(field));
    let example =
        create_example(model, Form::Native).filter(|_| !needs_relation).map(|record| json!({ "data": [record] }));
    let properties = json!({ "data": { "type": "array", "minItems": 1, "items": model.schema("GatewayCreate") } });
    let ids = json!({ "idList": { "type": "array", "items": { "type": "string" } } });
    operation(model, "createMany", "Create records")
        .body(members(&["data"], &properties, example.as_ref()))
        .answer(200, "The ids", Some(data(&ids, Some(&json!({ "idList": [example::ID] })))))
        .into_json()
}

fn update(model: &DocumentedModel<'_>, name: &str, summary: &str) -> Value {
    let properties = json!({ "data": model.schema("GatewayUpdate"), "filter": shared("GatewayFilter") });
    let example = update_example(model, Form::Native).map(|change| json!({ "data": change, "filter": by_id() }));
    operation(model, name, summary)
        .body(members(&["data", "filter"], &properties, example.as_ref()))
        .answer(200, "The number of changed records", Some(data(&count(), Some(&json!({ "count": 1 })))))
        .into_json()
}

fn upsert(model: &DocumentedModel<'_>) -> Value {
    let properties = json!({
        "create": model.schema("GatewayCreate"),
        "update": model.schema("GatewayUpdate"),
        "filter": shared("GatewayFilter"),
    });
    let example = create_example(model, Form::Native)
        .zip(update_example(model, Form::Native))
        .map(|(create, update)| json!({ "create": create, "update": update, "filter": by_id() }));
    let outcome = json!({ "count": { "type": "integer" }, "id": { "type": "string" } });
    operation(model, "upsert", "Change a record, or create it")
        .body(members(&["create", "update", "filter"], &properties, example.as_ref()))
        .answer(200, "The id of a new record, or the count of changed ones", Some(data(&outcome, None)))
        .into_json()
}

fn delete(model: &DocumentedModel<'_>, name: &str, summary: &str) -> Value {
    let properties = json!({ "filter": shared("GatewayFilter") });
    operation(model, name, summary)
        .body(members(&["filter"], &properties, Some(&json!({ "filter": by_id() }))))
        .answer(200, "The number of deleted records", Some(data(&count(), Some(&json!({ "count": 1 })))))
        .into_json()
}

fn delete_by_id(model: &DocumentedModel<'_>) -> Value {
    operation(model, "deleteById", "Delete a record by its id")
        .answer(200, "The number of deleted records", Some(data(&count(), Some(&json!({ "count": 1 })))))
        .into_json()
}
