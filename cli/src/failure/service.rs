//! Errors of the client as messages of the command, with hints that name the command's flags.
//!
//! The client's messages are for programmers: they name Rust methods and all facts about the call. Here these facts are
//! shown with `--verbose` only.

use std::fmt;

use serde_json::{Value, json};
use weda::{Code, Error, ErrorKind};
use weda_definition::printable;

/// An error message and a hint.
pub(crate) struct ErrorText {
    pub what: String,
    pub hint: String,
}

/// `error: ..`, and `hint: ..` below it.
impl fmt::Display for ErrorText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\nhint: {}", self.what, self.hint)
    }
}

/// Returns the message and the hint for an error.
pub(crate) fn error_text(error: &Error) -> ErrorText {
    let summary = error.summary();
    let (what, inner) = match error.advice() {
        // Such a summary ends in the advice.
        None => summary.rsplit_once("; ").map_or((summary.as_str(), None), |(what, advice)| (what, Some(advice))),
        Some(_) => (summary.as_str(), None),
    };
    let what = match error.code() {
        Some(code) => service_error(code, error.message()),
        None => match error.status() {
            Some(status) => printable(&what.replacen("an error status", &format!("HTTP {status}"), 1)).into_owned(),
            None => printable(what).into_owned(),
        },
    };
    let advice = error.advice().or(inner.map(str::to_owned));
    let mut hint = command_hint(error)
        .or_else(|| advice.as_deref().and_then(without_rust))
        .unwrap_or_else(|| "repeat the command with `--verbose` to see the call and the request id".to_owned());
    if error.in_doubt().is_some() {
        hint += "; the write may have been applied: check the stored records before you repeat it";
    }
    if let Some(id) = error.request_id() {
        hint = hint.replace("the request id", &format!("the request id {id}"));
    }
    ErrorText { what, hint: printable(&hint).into_owned() }
}

/// Returns the message without a hint.
pub(crate) fn what(error: &Error) -> String {
    error_text(error).what
}

/// Message and hint on one line, as the reason of a row or a record.
pub(crate) fn reason(error: &Error) -> String {
    let ErrorText { what, hint } = error_text(error);
    format!("{what}; {hint}")
}

/// An error code of the service, with the service's message, else with the meaning of the code.
fn service_error(code: &Code, message: Option<&str>) -> String {
    let name = printable(code.as_str()).into_owned();
    match (message, code.meaning()) {
        (Some(message), _) => format!("the service returned an error: {} ({name})", printable(message.trim())),
        (None, Some(meaning)) => format!("the service returned an error: {meaning} ({name})"),
        (None, None) => format!("the service returned an error ({name})"),
    }
}

/// The hint for errors that have one of the command's own.
fn command_hint(error: &Error) -> Option<String> {
    let text = match (error.code(), error.kind()) {
        (Some(Code::InvalidParameter | Code::InvalidParameterValue | Code::Aggregate | Code::BadRequest), _) => {
            "compare names and values with the model: `weda describe MODEL` shows its fields"
        }
        (Some(Code::InvalidHost | Code::InvalidRegion), _) => {
            "check the address: WEDA_BASE_URL, or `--emulator` for an emulator"
        }
        (Some(Code::InvalidEnv | Code::InvalidCommonParam | Code::InvalidParam), _) => {
            "check the environment: `--env-id` or WEDA_ENV_ID, and `--env-type`"
        }
        (Some(Code::DataSourceNotExist | Code::ModelNotExist | Code::TableNotExist | Code::NoSuchVersion), _) => {
            "`weda models` lists the models; a model may not be published in prod: publish it in the console, or use \
             `--env-type pre`"
        }
        (_, ErrorKind::Timeout) => "allow more time with `--timeout SECONDS`, or try again later",
        (None, ErrorKind::Network) => {
            if cfg!(feature = "emulate") {
                "check the address, the network and the proxy; if it is an emulator, start it with `weda emulate`"
            } else {
                "check the address, the network and the proxy"
            }
        }
        (_, ErrorKind::Decode) => {
            "correct the record in the console, or exclude it with `--filter`; if there is no such record, give the \
                         vendor's support the request id"
        }
        (_, ErrorKind::UnstableOrder) => "omit `--order-by`, or sort by a field with unique values",
        _ => return None,
    };
    Some(text.to_owned())
}

/// Advice without the parts for programmers: parentheses, alternatives, or all of it.
fn without_rust(advice: &str) -> Option<String> {
    let mut text = advice.to_owned();
    while let Some((from, to)) = parenthesis(&text) {
        text.replace_range(from..to, "");
    }
    let parts: Vec<&str> = text.split(", ").take_while(|part| !is_for_programmers(part)).collect();
    let text = parts.join(", ");
    (!text.is_empty()).then_some(text)
}

/// The range of the first parenthesis for programmers, with the space before it.
fn parenthesis(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(open) = text[from..].find(" (").map(|at| at + from) {
        let close = text[open..].find(')').map(|at| at + open + 1)?;
        if is_for_programmers(&text[open..close]) {
            return Some((open, close));
        }
        from = close;
    }
    None
}

/// Returns true if a text is about Rust or generated code.
fn is_for_programmers(text: &str) -> bool {
    [
        "::",
        "generate the types",
        "regenerate the types",
        "`as_json",
        "`json`",
        "`text`",
        "unique_by",
        "max_rows_per_call",
        "`order_by`",
        "`json!",
        "a struct",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Details of the call, for `--verbose`.
pub(crate) fn details(error: &Error) -> String {
    let mut facts: Vec<String> = error.call().map(|call| printable(call).into_owned()).into_iter().collect();
    facts.extend(error.status().map(|status| format!("HTTP {status}")));
    facts.push(format!("{:?}", error.kind()));
    facts.extend(error.code().map(|code| format!("{}, {}", printable(code.as_str()), code.retry())));
    facts.extend(error.request_id().map(|id| format!("request id {}", printable(id))));
    facts.extend((error.attempts() > 1).then(|| format!("{} attempts", error.attempts())));
    facts.join(", ")
}

/// Details of the call as JSON.
pub(crate) fn facts(error: &Error) -> Value {
    json!({
        "call": error.call(),
        "status": error.status(),
        "kind": format!("{:?}", error.kind()),
        "code": error.code().map(Code::as_str),
        "message": error.message(),
        "request_id": error.request_id(),
        "attempts": error.attempts(),
        "in_doubt": error.in_doubt().is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hint named Rust methods, which do not help on a command line.
    #[test]
    fn advice_for_programmers_is_left_out() {
        for (advice, kept) in [
            (
                "check the address of the client (WEDA_BASE_URL or `ClientBuilder::base_url`)",
                Some("check the address of the client"),
            ),
            ("use https, or say `ClientBuilder::allow_plain_http` for a private deployment", Some("use https")),
            (
                "compare fields with the model; if it changed, generate the types again",
                Some("compare fields with the model; if it changed"),
            ),
            ("look at what was given to `ClientBuilder::token_provider`", None),
            (
                "check the keys: they come from WEDA_SECRET_ID (and WEDA_SECRET_KEY)",
                Some("check the keys: they come from WEDA_SECRET_ID (and WEDA_SECRET_KEY)"),
            ),
        ] {
            assert_eq!(without_rust(advice).as_deref(), kept, "{advice}");
        }
    }

    #[test]
    fn a_configuration_error_has_a_message_and_a_hint() {
        let error = weda::Client::builder("not an environment").secret("id", "key").build().unwrap_err();
        let text = error_text(&error).to_string();
        assert!(text.starts_with("error: \"not an environment\" is not an environment id"), "{text}");
        assert!(text.contains("\nhint: set WEDA_ENV_ID to the id shown in the WeDa console"), "{text}");
        assert!(!text.contains("::"), "{text}");
    }
}
