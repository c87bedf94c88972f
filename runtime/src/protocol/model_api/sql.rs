//! SQL: `mysqlCommand`, named templates, and the tables of models.
//!
//! Source: "HTTP API", `mysqlCommand`, run of SQL templates and `dataSourceAggregateDetail`.

mod answers;
mod parameters;

use http::Method;
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use super::ModelApi;
use crate::Error;
use crate::error::{ErrorKind, Retry};
use crate::protocol::sql::{Parameter, SqlGateway, Tables};
use crate::protocol::{EnvType, names};
use crate::request::{Idempotency, OperationKind, Request};

/// The seconds that a statement may have, as documented.
const TIMEOUTS: std::ops::RangeInclusive<u64> = 1..=30;

impl SqlGateway for ModelApi {
    fn table(&self, model: &str, tables: Tables) -> Result<Request, Error> {
        let mut path = "/v1/model/datasource/prod/dataSourceAggregateDetail?dataSourceName=".to_owned();
        names::model(model, &mut path)?;
        path.push_str(match tables {
            Tables::Trial => "&queryPublish=0",
            Tables::Published => "&queryPublish=1",
        });
        Ok(Request { method: Method::GET, body: None, ..read(path) })
    }

    fn table_name(&self, body: &[u8], tables: Tables) -> Result<Option<String>, String> {
        answers::table_name(body, tables)
    }

    fn statement(&self, text: &str, parameters: &[Parameter], timeout: Option<u64>) -> Result<Request, Error> {
        // Parameters are to be bound, and never to become text of the statement.
        let mut config = json!({ "preparedStatements": true });
        if let Some(seconds) = timeout {
            if !TIMEOUTS.contains(&seconds) {
                return Err(Error::invalid_value(format!(
                    "the timeout of the statement is {seconds} s; the service accepts 1 to 30 seconds"
                )));
            }
            config["timeout"] = seconds.into();
        }
        let body = json!({ "sqlTemplate": text, "parameter": parameters::of(parameters)?, "config": config });
        // Documented with `prod` alone: the data are chosen by the tables that the statement names.
        Ok(Request { body: Some(bytes(&body)), ..read("/v1/model/plugin/prod/mysqlCommand".to_owned()) })
    }

    fn template(&self, env_type: &EnvType, name: &str, parameters: &[Parameter]) -> Result<Request, Error> {
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name {
            return Err(Error::invalid_value(format!(
                "`{}` is not the name of an SQL template; use the name from the console, which has letters, digits and \
                 underscores",
                name.escape_debug()
            )));
        }
        let body = json!({ "parameter": parameters::of(parameters)? });
        Ok(Request {
            body: Some(bytes(&body)),
            operation: OperationKind::Request,
            idempotency: Idempotency::Once,
            ..read(format!("/v1/sql/{env_type}/{name}/run"))
        })
    }

    fn rows<'b>(&self, body: &'b [u8]) -> Result<Vec<&'b RawValue>, String> {
        answers::rows(body)
    }

    fn refined(&self, refusal: Error) -> Error {
        let of_database = refusal.message().is_some_and(|message| message.contains("PE-MYS"));
        match refusal.kind() {
            ErrorKind::Permission => {
                let advice = "SQL needs an administrator: use the environment's keys or an API key, not the token of a \
                              user or a publishable key";
                refusal.with_verdict(ErrorKind::Permission, advice.to_owned())
            }
            // The database refuses a statement with various codes.
            ErrorKind::Service | ErrorKind::InvalidRequest if of_database => {
                let advice = "correct the statement: the message is that of MySQL";
                refusal.with_verdict(ErrorKind::InvalidRequest, advice.to_owned()).with_retry(Retry::Never)
            }
            ErrorKind::InvalidRequest => refusal.with_verdict(
                ErrorKind::InvalidRequest,
                "compare the statement and its parameters with the tables and with MySQL".to_owned(),
            ),
            _ => refusal,
        }
    }
}

/// A request that changes nothing, without a body.
fn read(path: String) -> Request {
    Request {
        method: Method::POST,
        path,
        body: None,
        expect: 200,
        operation: OperationKind::Read,
        model: None,
        record: None,
        idempotency: Idempotency::Read,
    }
}

fn bytes(body: &Json) -> bytes::Bytes {
    body.to_string().into()
}

#[cfg(test)]
mod tests;
