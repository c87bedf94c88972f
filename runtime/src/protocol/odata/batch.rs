//! The calls about several records at once.
//!
//! Source: "Data source management API", batch create, batch update and batch delete by ids.

use http::Method;

use super::literal::literal;
use super::{LONGEST, List, PAGING, collection, encode, field};
use crate::Error;
use crate::protocol::Target;
use crate::request::{Idempotency, Request};
use crate::value::Value;

/// Bytes of an address that common gateways take with the method before it: 8 KiB.
const COMMON: usize = 8_000;

/// The path of the batch calls on a model.
fn batch(target: Target<'_>, model: &str) -> Result<String, Error> {
    let path = collection(target, model)?;
    // Only the word before the environment type differs.
    Ok(path.replacen("/v1/", "/v1/batch/", 1))
}

/// `{"value":[row, ..]}`; a row is an object in JSON.
pub(crate) fn create_batch<'r>(
    target: Target<'_>,
    model: &str,
    rows: impl IntoIterator<Item = &'r [u8]> + Clone,
) -> Result<Request, Error> {
    let body = batch_body(rows);
    let path = batch(target, model)?;
    Ok(Request { method: Method::POST, path, body: Some(body.into()), expect: 201, idempotency: Idempotency::Once })
}

pub(crate) fn batch_body<'r>(rows: impl IntoIterator<Item = &'r [u8]> + Clone) -> Vec<u8> {
    const BEGIN: &[u8] = br#"{"value":["#;
    const END: &[u8] = b"]}";
    let length: usize = rows.clone().into_iter().map(|row| row.len() + 1).sum();
    let mut body = Vec::with_capacity(BEGIN.len() + length + END.len());
    body.extend_from_slice(BEGIN);
    for (at, row) in rows.into_iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(row);
    }
    body.extend_from_slice(END);
    body
}

/// The update whose answer counts the records. With several ids, a comma between them, which no document states.
pub(crate) fn update_ids(target: Target<'_>, model: &str, ids: &[&str], body: Vec<u8>) -> Result<Request, Error> {
    let path = with_ids(batch(target, model)?, ids);
    Ok(Request {
        method: Method::PATCH,
        path,
        body: Some(body.into()),
        expect: 200,
        idempotency: Idempotency::Idempotent,
    })
}

/// A second time it would count other records than the first: those that are left.
pub(crate) fn delete_ids(target: Target<'_>, model: &str, ids: &[&str]) -> Result<Request, Error> {
    let path = with_ids(batch(target, model)?, ids);
    Ok(Request { method: Method::DELETE, path, body: None, expect: 200, idempotency: Idempotency::Once })
}

fn with_ids(mut path: String, ids: &[&str]) -> String {
    path.push_str("('");
    for (at, id) in ids.iter().enumerate() {
        if at > 0 {
            path.push(',');
        }
        encode(&id.replace('\'', "''"), &mut path);
    }
    path.push_str("')");
    path
}

/// The list of the records that have one of these values in a field, and for how many of the values, from the first on,
/// there is room in its address.
pub(crate) fn any_of<'v>(
    target: Target<'_>,
    model: &str,
    name: &str,
    values: impl IntoIterator<Item = &'v Value>,
    most: usize,
) -> Result<(List, usize), Error> {
    const ORDER: &str = "&$orderby=_id%20asc&";
    let mut path = collection(target, model)?;
    path.push_str("?$filter=");
    let room = |path: &str, most: usize| target.base_url.len() + path.len() + ORDER.len() + PAGING <= most;
    let mut asked = 0;
    for value in values.into_iter().take(most) {
        let end = path.len();
        if asked > 0 {
            path.push_str("%20or%20");
        }
        field(name, &mut path)?;
        path.push_str("%20eq%20");
        literal(&value.0, &mut path).map_err(|why| {
            Error::invalid_value(format!("the value of field `{name}` cannot be looked for: {why}; set another"))
        })?;
        if asked > 0 && !room(&path, COMMON) {
            path.truncate(end);
            break;
        }
        asked += 1;
    }
    path.push_str(ORDER);
    match room(&path, LONGEST) {
        true => Ok((List { path }, asked)),
        false => Err(Error::invalid_value(format!(
            "a value of field `{name}` makes an address of {} bytes, and no more than {LONGEST} can be sent; look for \
             shorter ones",
            path.len()
        ))),
    }
}
