//! The cloud API that the vendor's command line uses for definitions: `tcb db list` and `tcb db pull`.
//!
//! Every call is POST on `/` with the action in a header. Signatures are not checked. `emulator/interop/tcb.sh` runs
//! the real command line.

use serde_json::{Value, json};

use super::answer::Answer;
use super::request::Request;
use super::schemas::schema;
use crate::service::Service;
use crate::stage::Stage;

/// The creation time of all models, which the emulator does not track but the command line prints.
const CREATED: &str = "2026-01-01 00:00:00";

/// Answers a call to the cloud API.
pub(super) fn answer(service: &Service, request: &Request<'_>, action: &str) -> Answer {
    let response = match action {
        "DescribeDataSourceList" => json!({ "RequestId": request.id, "Data": data_sources(service) }),
        // Other queries may return nothing; changes must not appear to work.
        _ if action.starts_with("Describe") => json!({ "RequestId": request.id, "Data": {} }),
        _ => {
            let message = format!("`{action}` is not emulated: change the emulator's definition files and restart it");
            json!({ "RequestId": request.id, "Error": { "Code": "UnsupportedOperation", "Message": message } })
        }
    };
    Answer::json(200, &json!({ "Response": response }))
}

fn data_sources(service: &Service) -> Value {
    let session = service.session();
    let rows: Vec<Value> = session
        .definitions(Stage::Pre)
        .map(|definition| {
            let mut row = schema(definition);
            row["CreatedAt"] = json!(CREATED);
            row["UpdatedAt"] = json!(CREATED);
            row["Type"] = json!("database");
            row
        })
        .collect();
    json!({ "Count": rows.len(), "Rows": rows })
}
