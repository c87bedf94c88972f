//! The paths of a model's records over OData.

use serde_json::{Value, json};
use weda_definition::Kind;

use super::components::{create_example, record_example, update_example};
use super::example;
use super::model::DocumentedModel;
use super::operation::{Operation, json_body, path_parameter, query_parameter};
use super::schema::Form;
use crate::face::model_paths::ModelPaths;
use crate::stage::Stage;

/// The paths with their operations.
pub(super) fn paths(model: &DocumentedModel<'_>, stage: Stage) -> Vec<(String, Value)> {
    let ModelPaths { odata, odata_batch, .. } = ModelPaths::of(stage, &model.definition.identifier);
    let id = path_parameter("id", "The `_id` of the record; a quote in it is doubled", example::ID);
    let read_only = model.definition.is_system();
    let mut records = json!({ "get": list(model, "list", "List records") });
    let mut record = json!({ "parameters": [id], "get": get(model) });
    let mut batch = json!({ "get": list(model, "listBatch", "List records, by the batch path") });
    let mut batch_records = json!({ "parameters": [id], "get": get_batch(model) });
    if !read_only {
        records["post"] = create(model);
        (record["patch"], record["delete"]) = (update(model), delete(model));
        batch["post"] = create_batch(model);
        (batch_records["patch"], batch_records["delete"]) = (update_batch(model), delete_batch(model));
    }
    vec![
        (odata.clone(), records),
        (format!("{odata}('{{id}}')"), record),
        (odata_batch.clone(), batch),
        (format!("{odata_batch}('{{id}}')"), batch_records),
    ]
}

fn operation(model: &DocumentedModel<'_>, name: &str, summary: &str) -> Operation {
    let summary = format!("{summary}: {}", model.title());
    Operation::new(format!("odata_{name}_{}", model.name), summary, &model.definition.identifier).fails_as("ODataError")
}

fn list(model: &DocumentedModel<'_>, name: &str, summary: &str) -> Value {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
    let parameters = [
        query_parameter("$filter", "A condition", &text, &json!(filter_example(model))),
        query_parameter("$orderby", "A field, and `asc` or `desc`", &text, &json!("createdAt desc")),
        query_parameter("$top", "The number of records", &number, &json!(10)),
        query_parameter("$skip", "The number of records to skip", &number, &json!(0)),
        query_parameter("$count", "Counts all matches", &json!({ "type": "boolean" }), &json!(true)),
    ];
    let page = page(model);
    let example = json!({ "@odata.context": context(model), "value": [record_example(model, Form::Text)] });
    operation(model, name, summary)
        .parameters(parameters)
        .answer(200, "A page of records", Some(json_body(&page, Some(&example))))
        .into_json()
}

fn filter_example(model: &DocumentedModel<'_>) -> String {
    let text = model.fields.iter().find(|field| matches!(field.kind, Kind::Text) && field.is_writable());
    let known = text.and_then(|field| Some((&field.key, example::of(field)?.as_str()?.replace('\'', "''"))));
    known.map_or_else(|| format!("_id eq '{}'", example::ID), |(key, value)| format!("{key} eq '{value}'"))
}

fn page(model: &DocumentedModel<'_>) -> Value {
    json!({
        "type": "object",
        "required": ["value"],
        "properties": {
            "@odata.context": { "type": "string" },
            "@odata.count": { "type": "integer" },
            "value": { "type": "array", "items": model.schema("ODataRecord") },
        },
    })
}

fn context(model: &DocumentedModel<'_>) -> String {
    format!("$metadata#{}", model.definition.identifier)
}

/// The body of an answer with one record.
fn record(model: &DocumentedModel<'_>) -> Value {
    let mut example = record_example(model, Form::Text);
    example["@odata.context"] = json!(context(model));
    json_body(&model.schema("ODataRecord"), Some(&example))
}

fn create(model: &DocumentedModel<'_>) -> Value {
    operation(model, "create", "Create a record")
        .body(json_body(&model.schema("ODataCreate"), create_example(model, Form::Text).as_ref()))
        .answer(201, "The new record", Some(record(model)))
        .into_json()
}

fn get(model: &DocumentedModel<'_>) -> Value {
    operation(model, "get", "Read a record").answer(200, "The record", Some(record(model))).into_json()
}

fn update(model: &DocumentedModel<'_>) -> Value {
    operation(model, "update", "Change a record")
        .body(json_body(&model.schema("ODataUpdate"), update_example(model, Form::Text).as_ref()))
        .answer(204, "Changed", None)
        .into_json()
}

fn delete(model: &DocumentedModel<'_>) -> Value {
    operation(model, "delete", "Delete a record").answer(204, "Deleted", None).into_json()
}

fn create_batch(model: &DocumentedModel<'_>) -> Value {
    let many = json!({
        "type": "object",
        "required": ["value"],
        "properties": { "value": { "type": "array", "items": model.schema("ODataCreate") } },
    });
    let example = create_example(model, Form::Text).map(|record| json!({ "value": [record] }));
    operation(model, "createBatch", "Create records")
        .body(json_body(&many, example.as_ref()))
        .answer(201, "The new records", Some(json_body(&page(model), None)))
        .into_json()
}

fn get_batch(model: &DocumentedModel<'_>) -> Value {
    operation(model, "getBatch", "Read a record, by the batch path")
        .answer(200, "The records", Some(json_body(&page(model), None)))
        .into_json()
}

fn update_batch(model: &DocumentedModel<'_>) -> Value {
    operation(model, "updateBatch", "Change a record, and count it")
        .body(json_body(&model.schema("ODataUpdate"), update_example(model, Form::Text).as_ref()))
        .answer(200, "The number of changed records", Some(json_body(&count("updateCount"), None)))
        .into_json()
}

fn delete_batch(model: &DocumentedModel<'_>) -> Value {
    operation(model, "deleteBatch", "Delete a record, and count it")
        .answer(200, "The number of deleted records", Some(json_body(&count("deleteCount"), None)))
        .into_json()
}

fn count(member: &str) -> Value {
    json!({ "type": "object", "required": [member], "properties": { member: { "type": "integer" } } })
}
