//! Requests about one or several records.
//!
//! Source: "Data source management API".

use bytes::Bytes;
use http::Method;

use super::address::{collection, quoted, record};
use super::dialect::Dialect;
use super::unavailable;
use crate::Error;
use crate::protocol::Endpoint;
use crate::protocol::operation::{Action, Operation, Records};
use crate::request::Request;

pub(super) fn request(dialect: &Dialect, endpoint: Endpoint<'_>, operation: Operation<'_>) -> Result<Request, Error> {
    let Operation { model, action } = operation;
    let one = |id| record(endpoint, &model, id);
    let batch = || batch(endpoint, &model);
    let (operation, idempotency) = action.meaning();
    let record = action.record().map(str::to_owned);
    let parts = match action {
        Action::Get(id, _) => Parts::new(Method::GET, one(id)?, 200),
        Action::Create(row) => Parts::new(Method::POST, collection(endpoint, &model)?, 201).with(row.into_owned()),
        Action::CreateMany(rows) => Parts::new(Method::POST, batch()?, 201).with(batch_body(rows)),
        // PATCH is the only update method that an endpoint page names.
        Action::Update(Records::One(id), row) => {
            let method = if dialect.put { Method::PUT } else { Method::PATCH };
            Parts::new(method, one(id)?, 204).with(row.into_owned())
        }
        Action::Update(Records::Counted(ids), row) => {
            Parts::new(Method::PATCH, with_ids(batch()?, ids), 200).with(row.into_owned())
        }
        Action::Delete(Records::One(id)) => Parts::new(Method::DELETE, one(id)?, 204),
        Action::Delete(Records::Counted(ids)) => Parts::new(Method::DELETE, with_ids(batch()?, ids), 200),
        Action::Upsert { .. } => return Err(unavailable::upsert()),
        Action::Change { .. } => return Err(unavailable::change()),
        Action::UpdateWhere(..) => return Err(unavailable::by_filter("update_where", "update_all")),
        Action::DeleteWhere(_) => return Err(unavailable::by_filter("delete_where", "delete_all")),
    };
    let Parts { method, path, body, expect } = parts;
    Ok(Request { method, path, body, expect, operation, model: Some(model), record, idempotency })
}

struct Parts {
    method: Method,
    path: String,
    body: Option<Bytes>,
    expect: u16,
}

impl Parts {
    fn new(method: Method, path: String, expect: u16) -> Self {
        Self { method, path, body: None, expect }
    }

    fn with(self, body: Vec<u8>) -> Self {
        Self { body: Some(body.into()), ..self }
    }
}

/// Returns the path of the batch calls on a model.
fn batch(endpoint: Endpoint<'_>, model: &str) -> Result<String, Error> {
    let path = collection(endpoint, model)?;
    // Only the segment before the environment type differs.
    Ok(path.replacen("/v1/", "/v1/batch/", 1))
}

/// Returns `{"value":[row, ..]}`; rows are JSON objects.
pub(super) fn batch_body(rows: &[&[u8]]) -> Vec<u8> {
    const BEGIN: &[u8] = br#"{"value":["#;
    const END: &[u8] = b"]}";
    let length: usize = rows.iter().map(|row| row.len() + 1).sum();
    let mut body = Vec::with_capacity(BEGIN.len() + length + END.len());
    body.extend_from_slice(BEGIN);
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(row);
    }
    body.extend_from_slice(END);
    body
}

/// Appends ids, separated by commas, which is not documented.
fn with_ids(mut path: String, ids: &[&str]) -> String {
    path.push_str("('");
    for (at, id) in ids.iter().enumerate() {
        if at > 0 {
            path.push(',');
        }
        quoted(id, &mut path);
    }
    path.push_str("')");
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EnvType;
    use crate::protocol::operation::Selection;
    use crate::request::{Idempotency, OperationKind};

    /// Retries, traces and doubt depend on these fields, not on methods and URLs.
    #[test]
    fn requests_have_operation_record_and_idempotency() {
        use OperationKind::{Create, Delete, Read, Update};
        let row = || r#"{"title":"红楼梦"}"#.as_bytes().into();
        let endpoint = Endpoint { base_url: "", env_type: &EnvType::Pre };
        for (action, operation, record, idempotency) in [
            (Action::Get("9G5C", Selection::all), Read, None, Idempotency::Read),
            (Action::Create(row()), Create, None, Idempotency::Once),
            (Action::CreateMany(&[b"{}"]), Create, None, Idempotency::Once),
            (Action::Update(Records::One("9G5C"), row()), Update, Some("9G5C"), Idempotency::Idempotent),
            (Action::Update(Records::Counted(&["9G5C"]), row()), Update, Some("9G5C"), Idempotency::Idempotent),
            (Action::Delete(Records::One("9G5C")), Delete, Some("9G5C"), Idempotency::Idempotent),
            (Action::Delete(Records::Counted(&["9G5C", "9G5D"])), Delete, None, Idempotency::Once),
        ] {
            let requested = Operation { model: "book".into(), action };
            let request = request(&Dialect::default(), endpoint, requested).unwrap();
            let facts = (request.operation, request.record.as_deref(), request.idempotency);
            assert_eq!(facts, (operation, record, idempotency), "{request}");
            assert_eq!(request.model.as_deref(), Some("book"), "{request}");
        }
    }
}
