mod grid;

use crate::error::{Code, Error, ErrorKind};
use crate::protocol::Gateway as _;
use crate::protocol::odata::Odata;

fn classify(status: u16, expect: u16, body: &[u8]) -> Result<(), Error> {
    Odata::default().classify(status, expect, body)
}

/// Returns kind, code and request id of an error, or "success".
fn verdict(status: u16, expect: u16, body: &str) -> String {
    match classify(status, expect, body.as_bytes()) {
        Ok(()) => "success".to_owned(),
        Err(error) => format!(
            "{:?} {} {}",
            error.kind(),
            error.code().map_or("-", Code::as_str),
            error.request_id().unwrap_or("-")
        ),
    }
}

const A: &str =
    r#"{"code":"INVALID_ACCESS_TOKEN","requestId":"79e7","message":"access token verify failed: jwt expired"}"#;
const B: &str =
    r#"{"Response":{"RequestId":"b1","Error":{"Code":"InvalidParameter","Message":"标识[name]必填参数未填"}}}"#;
const B_LOWER: &str =
    r#"{"response":{"requestId":"b2","error":{"code":"ResourceNotFound.DataSourceNotExist","message":""}}}"#;
const C: &str = r#"{"code":0,"data":{"Response":{"RequestId":"c1","Error":{"Code":"ResourceInUse","Message":"m"}}}}"#;
const D: &str = r#"{"error":{"code":"EXCEED_RATELIMIT","message":"slow down"}}"#;
const E: &str = r#"{"error":"invalid_client","error_description":"no such client"}"#;

#[test]
fn every_envelope_is_an_error_under_every_status() {
    for (body, expected) in [
        (A, "Authentication INVALID_ACCESS_TOKEN 79e7"),
        (B, "InvalidRequest InvalidParameter b1"),
        (B_LOWER, "NotFound ResourceNotFound.DataSourceNotExist b2"),
        (C, "Conflict ResourceInUse c1"),
        (D, "RateLimited EXCEED_RATELIMIT -"),
    ] {
        for status in [200, 201, 204, 400, 401, 403, 404, 429, 500, 503] {
            for expect in [200, 201, 204] {
                assert_eq!(verdict(status, expect, body), expected, "{status} {body}");
            }
        }
    }
}

#[test]
fn an_unknown_code_is_judged_by_the_status() {
    assert_eq!(verdict(401, 200, E), "Authentication invalid_client -");
    assert_eq!(verdict(400, 200, E), "InvalidRequest invalid_client -");
    assert_eq!(verdict(200, 200, E), "Service invalid_client -");
}

#[test]
fn successes() {
    for (status, expect, body) in [
        (204, 204, ""),
        (200, 204, ""),
        (204, 200, ""),
        (200, 204, "{}"),
        (200, 204, " null\n"),
        (200, 204, r#"{"_id":"1","name":"x"}"#),
        (200, 200, "null"),
        (200, 200, "[]"),
        (200, 201, r#"{"_id":"1"}"#),
        (200, 200, r##"{"@odata.context":"$metadata#x","value":[]}"##),
        // The decoder reads every record, so it finds errors within a page that ends correctly.
        (200, 200, r##"{"@odata.context":"$metadata#x","value":[{"_id"}"##),
        (200, 200, r#"{"Response":{"RequestId":"r","Data":{"Total":0}}}"#),
        (200, 200, r#"{"Response":{"RequestId":"r","Error":{"Code":"","Message":""},"Data":1}}"#),
        (200, 200, r#"{"response":{"requestId":"","error":{"code":"","message":""},"data":{}}}"#),
        (200, 200, r#"{"code":0,"data":{"Response":{"RequestId":"r","Data":[]}}}"#),
        (200, 200, r#"{"code":"0","message":"ok","requestId":"r"}"#),
        (200, 200, r#"{"code":"SUCCESS","message":"ok","requestId":"r"}"#),
        (200, 200, r#"{"code":"","message":"x","requestId":"r"}"#),
        (200, 200, r#"{"updateCount":1}"#),
        (200, 200, r#"{"error":{"code":"","message":""}}"#),
        (200, 200, r#"{"error":null,"message":"x"}"#),
    ] {
        assert_eq!(verdict(status, expect, body), "success", "{status} {body}");
    }
}

/// A model may have fields of any name: a record is never taken for an envelope.
#[test]
fn fields_named_like_envelopes_are_fields() {
    for body in [
        r##"{"code":"A1","message":"hello","@odata.context":"$metadata#x","requestId":"r"}"##,
        r#"{"code":"INVALID_ACCESS_TOKEN","message":"hello","_id":"1"}"#,
        r#"{"_id":"1","code":{"a":1},"message":[1],"error":"none","data":7}"#,
        r#"{"_id":"1","error":{"code":"X"},"Response":{"Error":{"Code":"Y"}},"response":"z"}"#,
    ] {
        assert_eq!(verdict(200, 200, body), "success", "{body}");
        assert_eq!(verdict(200, 204, body), "success", "{body}");
    }
}

/// An envelope may have a member in both spellings. The parser failed on such duplicate fields, and an error with
/// status 200 was taken for a success. Either spelling may contain the error.
#[test]
fn an_envelope_with_both_spellings_is_an_error() {
    for body in [
        r#"{"Response":{"RequestId":"r","requestId":"r","Error":{"Code":"ResourceInUse","Message":"m"}}}"#,
        r#"{"Response":{"requestId":"r","error":null,"Error":{"Code":"ResourceInUse","code":"","message":"m"}}}"#,
        r#"{"Response":{"requestId":"r","error":{"code":""},"Error":{"code":"ResourceInUse","Code":""}}}"#,
        r#"{"Response":{},"response":{"RequestId":"r","error":{"code":"ResourceInUse"}}}"#,
        r#"{"code":0,"data":{"Response":{},"response":{"RequestId":"r","Error":{"Code":"ResourceInUse"}}}}"#,
    ] {
        assert_eq!(verdict(200, 200, body), "Conflict ResourceInUse r", "{body}");
    }
}

/// A code without message and request id was not taken for an error: with status 401 the client did not see that its
/// token was rejected, and with status 200 a read by id took it for "no such record". A known code is sufficient, and
/// so is any code with an error status.
#[test]
fn a_code_alone_is_an_error_if_it_is_known_or_the_status_is_one() {
    let dead = r#"{"code":"INVALID_ACCESS_TOKEN"}"#;
    assert_eq!(verdict(401, 200, dead), "Authentication INVALID_ACCESS_TOKEN -");
    assert_eq!(verdict(200, 200, dead), "Authentication INVALID_ACCESS_TOKEN -");
    assert_eq!(verdict(500, 200, r#"{"code":"NEW_ONE"}"#), "Service NEW_ONE -");
    assert_eq!(verdict(200, 200, r#"{"code":"A1"}"#), "success");
}

#[test]
fn statuses_without_an_envelope() {
    for (status, body, expected) in [
        (407, "", "Network - -"),
        (413, "", "InvalidRequest - -"),
        (404, "", "NotFound - -"),
        (404, "{}", "NotFound - -"),
        (502, "<html>Bad Gateway</html>", "Service - -"),
        (504, "{\"broken", "Timeout - -"),
        (403, r#"{"message":"no route"}"#, "Permission - -"),
        (302, "", "UnexpectedAnswer - -"),
        (500, r#"{"_id":"1"}"#, "Service - -"),
    ] {
        assert_eq!(verdict(status, 200, body), expected, "{status} {body}");
    }
}

#[test]
fn answers_that_are_not_from_the_service() {
    for (expect, body) in [
        (200, "<!doctype html><title>Sign in</title>"),
        (200, "ok"),
        (200, r#"{"value":[{"_id":"1""#),
        (204, r#"{"code":"INVALID_ACC"#),
        // The update may have been rejected in an undocumented form.
        (204, r#"{"result":false}"#),
        (204, r#"{"code":"A1"}"#),
        (204, "[]"),
    ] {
        assert_eq!(verdict(200, expect, body), "UnexpectedAnswer - -", "{expect} {body}");
    }
}

#[test]
fn only_the_beginning_of_bodies_that_are_not_json_is_shown() {
    let page = format!("<html>\u{1b}[31m\n{}", "学".repeat(500));
    let text = classify(502, 200, page.as_bytes()).unwrap_err().to_string();
    assert!(text.contains(r"<html>\u{1b}[31m\n学学"), "{text}");
    assert_eq!(text.matches('学').count(), 200 - "<html>.[31m\n".len());

    let broken = r#"{"value":[{"phone":"13800000000"}"#;
    let text = classify(200, 200, broken.as_bytes()).unwrap_err().to_string();
    assert!(text.contains("malformed JSON") && !text.contains("138"), "{text}");
    let unknown = r#"{"name":"secret value"}"#;
    let text = classify(500, 200, unknown.as_bytes()).unwrap_err().to_string();
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn messages_of_service_errors() {
    let text = |status, body: &str| classify(status, 200, body.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        text(200, B),
        "the service refused with InvalidParameter, a parameter is wrong, or the value of a field is not allowed: \
         \"标识[name]必填参数未填\" (InvalidRequest, never retried, HTTP 200, request id b1); \
         compare fields and values with the model; if the model has changed, regenerate the types"
    );
    assert_eq!(
        text(200, r#"{"code":"NEW_ONE","message":"m\u001b[0m\n"}"#),
        "the service refused with NEW_ONE: \"m\\u{1b}[0m\\n\" (Service, not retried, HTTP 200); \
         read the service's message, and look its code up in the vendor's list"
    );
    let id = r#"{"code":"NEW_ONE","message":"m","requestId":"a\nb\u001b[0m"}"#;
    assert!(text(200, id).contains(r"request id a\nb\u{1b}[0m)"), "one line, whatever the id holds");
    assert_eq!(
        text(502, "<html>"),
        "the service returned an error status; it begins with \"<html>\" (HTTP 502); \
         try again later; if it persists, give the request id to the vendor's support"
    );
}
