//! The kind of error and the retry rule for every shape of body with every status.

use super::*;
use crate::error::Retry;

const STATUSES: [u16; 16] = [200, 201, 202, 204, 302, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504];

/// Named shapes of bodies. The errors have codes without a meaning of their own.
const BODIES: [(&str, &[u8]); 26] = [
    ("nothing", b""),
    ("blank", b" \r\n"),
    ("null", b"null"),
    ("{}", b"{}"),
    ("[]", b"[]"),
    ("record", br##"{"@odata.context":"$metadata#x","_id":"1","code":"BAD_REQUEST","message":"m"}"##),
    ("record, context last", br##"{"code":"A1","error":"x","_id":"1","@odata.context":"$metadata#x"}"##),
    ("record, cut", br##"{"@odata.context":"$metadata#x","_id":"1","na"##),
    ("page", br##"{"@odata.context":"$metadata#x","value":[{"_id":"1"}]}"##),
    ("page, cut", br##"{"@odata.context":"$metadata#x","value":[{"_id":"1"},"##),
    ("page, context last, cut", br#"{"value":[{"_id":"1"},"#),
    ("count of a batch", br#"{"updateCount":1}"#),
    ("schemas", br#"{"Response":{"RequestId":"r","Data":{"QueryDataSourceSchemaResultList":[]}}}"#),
    ("option sets, error empty", br#"{"response":{"requestId":"","error":{"code":"","message":""},"data":{}}}"#),
    ("wrapped, code 0", br#"{"code":0,"data":{"Response":{"RequestId":"r","Data":[]}}}"#),
    ("A", br#"{"code":"BAD_REQUEST","requestId":"r","message":"m"}"#),
    ("A, token", br#"{"code":"INVALID_ACCESS_TOKEN","requestId":"r","message":"jwt expired"}"#),
    ("B", br#"{"Response":{"RequestId":"r","Error":{"Code":"InvalidParameter","Message":"m"}}}"#),
    ("B, lower case", br#"{"response":{"requestId":"r","error":{"code":"InvalidParameter","message":"m"}}}"#),
    ("C", br#"{"code":0,"data":{"Response":{"Error":{"Code":"InvalidParameter","Message":"m"}}}}"#),
    ("D", br#"{"error":{"code":"InvalidParameter","message":"m"}}"#),
    ("E", br#"{"error":"invalid_grant","error_description":"m"}"#),
    ("message alone", br#"{"message":"m"}"#),
    ("HTML", b"<!DOCTYPE html><title>Bad Gateway</title>"),
    ("number", b"12"),
    ("gzip that nobody unpacked", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56"),
];

/// Returns a letter for the kind and one for the rule; a dash for success.
fn cell(status: u16, expect: u16, body: &[u8]) -> String {
    let error = match classify(status, expect, body) {
        Ok(()) => return "- ".to_owned(),
        Err(error) => error,
    };
    let kind = match error.kind() {
        ErrorKind::Authentication => 'a',
        ErrorKind::Permission => 'p',
        ErrorKind::InvalidRequest => 'i',
        ErrorKind::NotFound => 'n',
        ErrorKind::Conflict => 'c',
        ErrorKind::RateLimited => 'r',
        ErrorKind::Service => 's',
        ErrorKind::Timeout => 't',
        ErrorKind::UnexpectedAnswer => 'u',
        other => panic!("{other:?} is not a kind of an answer without a code"),
    };
    let rule = match error.retry() {
        Retry::Never => '.',
        Retry::Unknown => '?',
        Retry::AfterTokenRefresh => 'N',
        Retry::AfterBackoff => 'L',
        Retry::IfIdempotent => 'H',
    };
    format!("{kind}{rule}")
}

/// Every shape with every status, if 200 is expected and if 204 is.
///
/// Kinds: authentication, permission, invalid request, not found, conflict, rate, service, timeout, unexpected answer.
/// Rules: `.` never, `?` unknown, `N` after a token refresh, `L` after backoff, `H` if idempotent. The content type is
/// ignored, since the documents show an invalid one.
#[test]
fn every_shape_under_every_status() {
    let mut grid = String::new();
    for expect in [200, 204] {
        let heads: Vec<String> = STATUSES.iter().map(|status| format!("{status}")).collect();
        grid.push_str(&format!("{:26} {}\n", format!("expected {expect}"), heads.join(" ")));
        for (name, body) in BODIES {
            let cells: Vec<String> = STATUSES.iter().map(|status| cell(*status, expect, body)).collect();
            grid.push_str(format!("{name:26} {}", cells.join("  ")).trim_end());
            grid.push('\n');
        }
    }
    assert_eq!(grid, include_str!("grid.txt"), "{grid}");
}
