//! The cloud API that the vendor's own command line calls for definitions: `tcb db list` and `tcb db pull`.
//!
//! Every call is POST on `/` with the action in a header. Its signature is not looked at. `emulator/interop/tcb.sh` shows it
//! with the real command line.

use serde_json::{Value, json};

use super::answer::Answer;
use super::request::Request;
use super::schemas::schema;
use crate::service::Service;
use crate::stage::Stage;

/// When all models were made: the emulator does not know, and the command line shows it.
const CREATED: &str = "2026-01-01 00:00:00";

/// Answers a call to the cloud API.
pub(super) fn answer(service: &Service, request: &Request<'_>, action: &str) -> Answer {
    let response = match action {
        "DescribeDataSourceList" => json!({ "RequestId": request.id, "Data": data_sources(service) }),
        // Whatever else is asked for on the way there may be empty; what changes things must not seem to work.
        _ if action.starts_with("Describe") => json!({ "RequestId": request.id, "Data": {} }),
        _ => {
            let message = format!(
                "`{action}` is not emulated: change the definition files that the emulator was started with, and \
                 start it again"
            );
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
