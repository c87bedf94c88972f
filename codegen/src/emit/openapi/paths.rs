//! The operations on records.

use serde_json::{Value, json};

use super::Documented;

/// The tag of the token call.
pub(super) const TOKEN_TAG: &str = "token";

/// The token call.
pub(super) fn token() -> Value {
    let grant = json!({
        "type": "object",
        "required": ["grant_type"],
        "properties": { "grant_type": { "const": "client_credentials" } },
    });
    let token = json!({
        "type": "object",
        "required": ["access_token", "expires_in"],
        "properties": {
            "token_type": { "type": "string" },
            "access_token": { "type": "string" },
            "expires_in": { "type": "integer", "description": "Lifetime in seconds" },
        },
    });
    let mut call = operation("token", "Exchange the key pair for an access token", TOKEN_TAG, 200, Some(token));
    call["requestBody"] = body(&grant);
    call["security"] = json!([{ "keys": [] }]);
    json!({ "post": call })
}

/// The path parameter for one of the two stores of an environment.
pub(super) fn env_type() -> Value {
    json!({
        "name": "envType", "in": "path", "required": true,
        "description": "The store: `pre` (trial), `prod` (live), or the name used by a private deployment",
        "schema": { "type": "string", "default": "pre" },
    })
}

/// The path parameter for a record.
pub(super) fn record_id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true, "description": "The `_id` of the record; a quote in it is doubled",
        "schema": { "type": "string" },
    })
}

/// The paths of a model's records.
pub(super) fn of(model: &Documented<'_>) -> Vec<(String, Value)> {
    let parameter = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    let of_all = || json!({ "parameters": [parameter("envType")] });
    let of_one = || json!({ "parameters": [parameter("envType"), parameter("id")] });
    let (mut records, mut record, mut batch, mut batch_record) = (of_all(), of_one(), of_all(), of_one());
    records["get"] = list(model, "list", "List records");
    record["get"] = one(model, "get", "Read a record", 200, Some(model.reference("record")));
    batch["get"] = list(model, "listBatch", "List records, by the batch path");
    batch_record["get"] = one(model, "getBatch", "Read a record, by the batch path", 200, Some(page(model)));
    if model.model.writable {
        let create = model.reference("create");
        let update = model.reference("update");
        records["post"] =
            with_body(one(model, "create", "Create a record", 201, Some(model.reference("record"))), &create);
        record["patch"] = with_body(one(model, "update", "Change a record", 204, None), &update);
        record["delete"] = one(model, "delete", "Delete a record", 204, None);
        let many = json!({
            "type": "object", "required": ["value"],
            "properties": { "value": { "type": "array", "items": create, "minItems": 1 } },
        });
        batch["post"] = with_body(one(model, "createBatch", "Create records", 201, Some(page(model))), &many);
        let changed = Some(count("updateCount"));
        batch_record["patch"] =
            with_body(one(model, "updateBatch", "Change a record, and count it", 200, changed), &update);
        let deleted = Some(count("deleteCount"));
        batch_record["delete"] = one(model, "deleteBatch", "Delete a record, and count it", 200, deleted);
    }
    let identifier = in_path(&model.model.identifier);
    let base = "/weda/odata/v1";
    vec![
        (format!("{base}/{{envType}}/{identifier}"), records),
        (format!("{base}/{{envType}}/{identifier}('{{id}}')"), record),
        (format!("{base}/batch/{{envType}}/{identifier}"), batch),
        (format!("{base}/batch/{{envType}}/{identifier}('{{id}}')"), batch_record),
    ]
}

/// An identifier as a segment of a path: other characters than letters and digits of ASCII are percent-encoded, so that none
/// is a separator or a template.
fn in_path(identifier: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    identifier.bytes().map(byte).collect()
}

fn list(model: &Documented<'_>, name: &str, summary: &str) -> Value {
    let query = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "query", "description": description, "schema": schema });
    let mut call = one(model, name, summary, 200, Some(page(model)));
    call["parameters"] = json!([
        query("$filter", "A condition, such as `name eq '李四' and score gt 60`", json!({ "type": "string" })),
        query("$orderby", "A field, and `asc` or `desc`", json!({ "type": "string" })),
        query("$top", "The number of records", json!({ "type": "integer", "minimum": 0 })),
        query("$skip", "The number of records to skip", json!({ "type": "integer", "minimum": 0 })),
        query("$count", "Counts all matches", json!({ "type": "boolean" })),
    ]);
    call
}

fn page(model: &Documented<'_>) -> Value {
    json!({
        "type": "object",
        "required": ["value"],
        "properties": {
            "@odata.context": { "type": "string" },
            "@odata.count": { "type": "integer" },
            "value": { "type": "array", "items": model.reference("record") },
        },
    })
}

fn count(member: &str) -> Value {
    json!({ "type": "object", "required": [member], "properties": { member: { "type": "integer" } } })
}

fn one(model: &Documented<'_>, name: &str, summary: &str, status: u16, answer: Option<Value>) -> Value {
    let id = format!("{name}_{}", model.component("record").trim_end_matches(".record"));
    operation(&id, &format!("{summary}: {}", model.title()), &model.model.identifier, status, answer)
}

fn operation(id: &str, summary: &str, tag: &str, status: u16, answer: Option<Value>) -> Value {
    let mut success = json!({ "description": if answer.is_some() { "Success" } else { "Success, without a body" } });
    if let Some(schema) = answer {
        success["content"] = content(&schema);
    }
    let failure = json!({
        "description": "An error, also with status 200",
        "content": content(&json!({ "$ref": "#/components/schemas/Error" })),
    });
    json!({
        "operationId": id, "summary": summary, "tags": [tag],
        "responses": { status.to_string(): success, "default": failure },
    })
}

fn with_body(mut operation: Value, schema: &Value) -> Value {
    operation["requestBody"] = body(schema);
    operation
}

fn body(schema: &Value) -> Value {
    json!({ "required": true, "content": content(schema) })
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}
