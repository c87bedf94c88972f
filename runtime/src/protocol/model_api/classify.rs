//! Classification of the gateway's answers: `{"data":..}`, or `{"code":"..","message":"..","requestId":".."}`.

use crate::codec::{has_only, members};
use crate::error::{Code, Error, ErrorKind, Problem, Retry, Verdict};
use crate::protocol::classify;

/// Maximum length of an answer that is searched for a code behind its data. Errors are short.
const SEARCHED: usize = 4096;

pub(super) fn classify(status: u16, expect: u16, body: &[u8]) -> Result<(), Error> {
    // The usual answer, which needs no search for an error.
    let is_short = (200..300).contains(&status) && expect != 204 && body.len() <= SEARCHED;
    if is_short && has_only(body, &["data", "requestId"]) {
        return Ok(());
    }
    let is_long_data = |body: &[u8]| body.len() > SEARCHED && body.starts_with(br#"{"data":{"#);
    classify::classify(status, expect, body, is_long_data).map_err(refined)?;
    // The gateway answers every call with JSON: a blank answer is not its own, whatever the status.
    if body.trim_ascii().is_empty() {
        return Err(Error::new(ErrorKind::UnexpectedAnswer, Problem::Blank).with_status(status));
    }
    match body.len() <= SEARCHED && is_only_a_message(body) {
        // As gateways in front of the service answer.
        true => Err(Error::new(ErrorKind::UnexpectedAnswer, Problem::UnexpectedBody).with_status(status)),
        false => Ok(()),
    }
}

/// Returns true for an object with a message and nothing else that an answer could consist of.
fn is_only_a_message(body: &[u8]) -> bool {
    let mut has_message = false;
    for (name, _) in members(body).flatten() {
        match &*name {
            "message" => has_message = true,
            "data" | "Response" | "response" | "access_token" => return false,
            _ => {}
        }
    }
    has_message
}

/// Adds what the code alone does not say.
fn refined(error: Error) -> Error {
    let is_duplicate = |text: &str| text.to_ascii_lowercase().contains("duplicate") || text.contains("重复");
    match error.code() {
        // The gateway has one code for whatever does not exist, records included.
        Some(Code::ResourceAbsent) => error.may_be_no_record(),
        // The code is that of quotas, too, but the status is that of the size alone.
        Some(Code::LimitExceeded) if error.status() == Some(413) => {
            let Verdict { kind, repeat, advice } = Verdict::of_status(413);
            error.with_verdict(kind, advice.to_owned()).with_retry(repeat)
        }
        // A unique value that exists has no code of its own; the text is that of the database.
        Some(Code::ModelFailedOperation) if error.message().is_some_and(is_duplicate) => {
            let advice = "read the record that has the value, or send another value";
            error.with_verdict(ErrorKind::Conflict, advice.to_owned()).with_retry(Retry::Never)
        }
        Some(code) if error.status() != Some(401) => match code.respelled_verdict() {
            Some(Verdict { kind, repeat, advice }) => error.with_verdict(kind, advice.to_owned()).with_retry(repeat),
            None => error,
        },
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: u16, body: &str) -> String {
        match classify(status, 200, body.as_bytes()) {
            Ok(()) => "success".to_owned(),
            Err(error) => format!("{:?} {:?}", error.kind(), error.retry()),
        }
    }

    /// Section by section what the vendor's own client takes for a success or an error.
    #[test]
    fn answers_are_classified_by_their_body_then_by_their_status() {
        for (status, body, expected) in [
            (200, r#"{"data":{"id":"A1"},"requestId":"r"}"#, "success"),
            (200, r#"{"data":{"record":{"code":"X","message":"m"}},"requestId":"r"}"#, "success"),
            (200, r#"{"code":"","data":{"count":1},"requestId":"r"}"#, "success"),
            (200, r#"{"code":0,"data":{"count":1},"requestId":"r"}"#, "success"),
            (200, r#"{"access_token":"t","expires_in":7200}"#, "success"),
            (200, r#"{"code":"INVALID_PARAMETER","message":"m","requestId":"r"}"#, "InvalidRequest Never"),
            (400, r#"{"code":"INVALID_PARAMETER","message":"m","requestId":"r"}"#, "InvalidRequest Never"),
            (200, r#"{"data":null,"code":"OPERATION_TIMEOUT","message":"m"}"#, "Timeout IfIdempotent"),
            (
                200,
                r#"{"code":"AUTH_FAILURE_TOKEN_FAILURE","message":"","requestId":"r"}"#,
                "Authentication AfterTokenRefresh",
            ),
            (
                401,
                r#"{"code":"INVALID_ACCESS_TOKEN","message":"m","requestId":"r"}"#,
                "Authentication AfterTokenRefresh",
            ),
            (
                200,
                r#"{"code":"InvalidParameter","message":"ecode:PE-MYS-4002","requestId":"r"}"#,
                "InvalidRequest Never",
            ),
            (200, r#"{"code":"RequestLimitExceeded","message":"m","requestId":"r"}"#, "RateLimited AfterBackoff"),
            (500, r#"{"code":"FAILED_OPERATION_AGGREGATE","message":"m","requestId":"r"}"#, "InvalidRequest Never"),
            (200, r#"{"code":"LIMIT_EXCEEDED","message":"m","requestId":"r"}"#, "QuotaExceeded Never"),
            (413, r#"{"code":"LIMIT_EXCEEDED","message":"m","requestId":"r"}"#, "InvalidRequest Never"),
            (200, r#"{"code":"SOMETHING_NEW","message":"m","requestId":"r"}"#, "Service Unknown"),
            (200, r#"{"code":"FAILED_OPERATION","message":"broken","requestId":"r"}"#, "Service Unknown"),
            (200, r#"{"code":"FAILED_OPERATION","message":"Duplicate entry 'a'","requestId":"r"}"#, "Conflict Never"),
            (
                200,
                r#"{"Response":{"RequestId":"r","Error":{"Code":"FailedOperation","Message":"m"}}}"#,
                "Service Unknown",
            ),
            (200, r#"{"Response":{"RequestId":"r","Data":{"total":0,"records":[]}}}"#, "success"),
            (401, r#"{"message":"no"}"#, "Authentication AfterTokenRefresh"),
            (200, r#"{"message":"no"}"#, "UnexpectedAnswer Unknown"),
            (200, "", "UnexpectedAnswer IfIdempotent"),
            (204, "", "UnexpectedAnswer IfIdempotent"),
            (200, "<html>", "UnexpectedAnswer Unknown"),
            (200, r#"{"data":{"records":["#, "UnexpectedAnswer IfIdempotent"),
            (503, "<html>", "Service IfIdempotent"),
        ] {
            assert_eq!(verdict(status, body), expected, "{status} {body}");
        }
        let long = format!(r#"{{"data":{{"records":["{}"#, "x".repeat(SEARCHED));
        assert_eq!(verdict(200, &long), "UnexpectedAnswer IfIdempotent", "cut off");
        assert_eq!(verdict(200, &format!("{long}\"]}}}}")), "success");
    }
}
