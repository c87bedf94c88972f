//! The data-model gateway.

mod bad;
mod faces;
mod filters;
mod links;
mod operations;
mod oracle;
mod relations;
mod replay;
mod stale;
mod unknowns;

use serde_json::{Value, json};
use weda_emulator::{Definition, Profile};

use crate::fixture::{Served, serving_as};
use crate::http::Answer;

/// Goods with their variants (one-many), labels (many-many) and a detail page (one-one).
pub fn shop() -> Vec<Definition> {
    let parse =
        |name: &str, text: &str| Definition::parse(name, &format!("database-schemas/{name}.json"), text).unwrap();
    let to = |format: &str, target: &str, inverse: &str| {
        json!({
            "type": if format.ends_with("many") { "array" } else { "object" }, "format": format,
            "x-parent": { "parentDataSourceName": target, "parentFieldKey": inverse }
        })
    };
    let model = |properties: Value| json!({ "type": "object", "properties": properties }).to_string();
    vec![
        parse("spu", &json!({ "type": "object", "required": ["name"], "properties": {
            "_id": { "type": "string", "x-system": true, "x-unique": true },
            "createdAt": { "type": "number", "format": "datetime", "x-system": true },
            "owner": { "type": "string", "format": "father-son", "x-system": true, "x-parent": { "parentDataSourceName": "sys_user" } },
            "name": { "type": "string", "title": "名称", "maxLength": 30 },
            "code": { "type": "string", "title": "编码", "x-unique": true },
            "price": { "type": "number" },
            "stock": { "type": "number", "numberCount": 0 },
            "on": { "type": "boolean" },
            "since": { "type": "number", "format": "datetime" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "size": { "type": "object", "properties": { "w": { "type": "number" } } },
            "maker": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" } },
            "skus": to("one-many", "sku", "spu"),
            "labels": to("many-many", "label", "spus"),
            "page": to("one-one", "page", "spu"),
            "notes": to("one-many", "note", "nothing")
        } }).to_string()),
        parse("sku", &model(json!({
            "name": { "type": "string" }, "count": { "type": "number" }, "spu": to("many-one", "spu", "skus")
        }))),
        parse("label", &model(json!({ "text": { "type": "string" }, "spus": to("many-many", "spu", "labels") }))),
        parse("page", &model(json!({ "text": { "type": "string" }, "spu": to("one-one-r", "spu", "page") }))),
        parse("note", &model(json!({ "text": { "type": "string" } }))),
    ]
}

pub fn serving() -> Served {
    serving_with(|_| {})
}

pub fn serving_with(switch: impl FnOnce(&mut Profile)) -> Served {
    serving_as(shop(), Profile::documented().with(switch))
}

/// Calls an operation on a model of `pre`.
pub fn call(served: &Served, model: &str, operation: &str, body: &Value) -> Answer {
    let method = if operation.starts_with("update") { "PUT" } else { "POST" };
    served.call(method, &format!("/v1/model/pre/{model}/{operation}"), &body.to_string())
}

/// The data of a call that succeeds.
pub fn data(served: &Served, model: &str, operation: &str, body: &Value) -> Value {
    let answer = call(served, model, operation, body);
    let mut json = answer.json();
    assert!(answer.status == 200 && json["code"].is_null() && json["requestId"].is_string(), "{body}: {answer:?}");
    json["data"].take()
}

/// Code and message of a call that fails.
pub fn error(served: &Served, model: &str, operation: &str, body: &Value) -> (String, String) {
    let answer = call(served, model, operation, body);
    assert!(answer.status == 200 && answer.json()["data"].is_null(), "{body}: {answer:?}");
    answer.common()
}

/// Creates a record and returns its id.
pub fn create(served: &Served, model: &str, record: &Value) -> String {
    let data = data(served, model, "create", &json!({ "data": record }));
    data["id"].as_str().unwrap_or_else(|| panic!("{data}")).to_owned()
}

/// The names of the records that match.
pub fn names(served: &Served, model: &str, filter: &Value) -> Vec<String> {
    let body = json!({ "filter": filter, "pageSize": 200, "pageNumber": 1, "orderBy": [{ "name": "asc" }] });
    let data = data(served, model, "list", &body);
    let name = |record: &Value| record["name"].as_str().unwrap_or_default().to_owned();
    data["records"].as_array().unwrap().iter().map(name).collect()
}
