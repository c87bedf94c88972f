//! The top level of a body, parsed far enough to distinguish errors from records. Values are parsed on demand.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Code, Error, ErrorKind, Problem, Retry, Verdict};

/// The members that identify an error. Raw, since records may have fields of these names and any type.
#[derive(Deserialize)]
pub(super) struct Probe<'a> {
    #[serde(borrow, rename = "@odata.context")]
    context: Option<&'a RawValue>,
    #[serde(borrow, rename = "_id")]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    code: Option<&'a RawValue>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow, rename = "requestId")]
    request_id: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    #[serde(borrow)]
    error_description: Option<&'a RawValue>,
    // The service uses both spellings. Not an alias, since a record might have both.
    #[serde(borrow, rename = "Response")]
    response: Option<&'a RawValue>,
    #[serde(borrow, rename = "response")]
    lower_response: Option<&'a RawValue>,
}

/// The members of a nested object. Allows both spellings of a name, and duplicates; only a value that is not an object
/// is an error.
#[derive(Deserialize)]
#[serde(transparent)]
struct Members<'a>(#[serde(borrow)] BTreeMap<String, &'a RawValue>);

impl<'a> Members<'a> {
    fn of(raw: Option<&'a RawValue>) -> Option<Members<'a>> {
        serde_json::from_str(raw?.get()).ok()
    }

    /// Returns the member in either spelling; `name` is the lower-case one.
    fn all(&self, name: &str) -> impl Iterator<Item = &'a RawValue> {
        let (first, rest) = name.split_at(1);
        let upper = first.to_ascii_uppercase() + rest;
        [self.0.get(&upper), self.0.get(name)].into_iter().flatten().copied()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.all(name).find_map(|raw| text(Some(raw)))
    }

    fn code(&self) -> Option<Code> {
        self.all("code").find_map(|raw| code(Some(raw)))
    }
}

/// An error of the service.
pub(super) struct ServiceError {
    code: Option<Code>,
    message: String,
    request_id: Option<String>,
}

impl Probe<'_> {
    /// Returns true for a record or page.
    pub fn is_record(&self) -> bool {
        self.context.is_some() || self.id.is_some()
    }

    /// Returns the error; `None` if the body is a success or does not say.
    pub fn service_error(&self, success: bool) -> Option<ServiceError> {
        if self.is_record() {
            return None;
        }
        self.common_check(success)
            .or_else(|| self.response.and_then(envelope))
            .or_else(|| self.lower_response.and_then(envelope))
            .or_else(|| self.wrapped())
            .or_else(|| self.error_member())
            .or_else(|| (!success).then(|| self.message_alone())?)
    }

    /// `{"code":"…","requestId":"…","message":"…"}`
    fn common_check(&self, success: bool) -> Option<ServiceError> {
        let code = code(self.code)?;
        // A code alone counts only if it is a known one, or the status is an error.
        let beside = self.message.is_some() || self.request_id.is_some();
        (beside || !success || code.meaning().is_some()).then(|| ServiceError {
            code: Some(code),
            message: text(self.message).unwrap_or_default(),
            request_id: text(self.request_id),
        })
    }

    /// `{"code":0,"data":{"Response":{…}}}`
    fn wrapped(&self) -> Option<ServiceError> {
        self.code?;
        Members::of(self.data)?.all("response").find_map(envelope)
    }

    /// `{"error":{"code":"…","message":"…"}}`, or `{"error":"…","error_description":"…"}` as OAuth has it.
    fn error_member(&self) -> Option<ServiceError> {
        let (code, message) = match text(self.error) {
            Some(word) => {
                (Some(Code::from(word.as_str())), text(self.error_description).or_else(|| text(self.message)))
            }
            None => {
                let error = Members::of(self.error)?;
                (error.code(), error.text("message"))
            }
        };
        (code.is_some() || message.is_some()).then(|| ServiceError {
            code,
            message: message.unwrap_or_default(),
            request_id: text(self.request_id),
        })
    }

    /// `{"message":"…"}`: an error only by its status.
    fn message_alone(&self) -> Option<ServiceError> {
        Some(ServiceError { code: None, message: text(self.message)?, request_id: text(self.request_id) })
    }
}

impl ServiceError {
    pub fn into_error(self, status: u16) -> Error {
        let Verdict { kind, repeat, advice } = match &self.code {
            Some(code) => code.verdict(status),
            None => Verdict::of_status(status),
        };
        // A gateway may report by the status that the token is not authorized.
        let about_access = matches!(kind, ErrorKind::Authentication | ErrorKind::Permission);
        let repeat = if status == 401 && about_access { Retry::AfterTokenRefresh } else { repeat };
        let problem = Problem::Refused { code: self.code, message: self.message, advice: advice.into() };
        Error::new(kind, problem).with_retry(repeat).with_status(status).with_request_id(self.request_id)
    }
}

/// `{"RequestId":"…","Error":{"Code":"…","Message":"…"}}`. Successes carry an error object with empty texts.
fn envelope(raw: &RawValue) -> Option<ServiceError> {
    let envelope = Members::of(Some(raw))?;
    envelope.all("error").filter_map(|error| Members::of(Some(error))).find_map(|error| {
        Some(ServiceError {
            code: Some(error.code()?),
            message: error.text("message").unwrap_or_default(),
            request_id: envelope.text("requestId"),
        })
    })
}

/// Returns the error code; some envelopes have `0` or `SUCCESS` on success.
fn code(raw: Option<&RawValue>) -> Option<Code> {
    let text = text(raw)?;
    (text != "0" && text != "SUCCESS").then(|| Code::from(text.as_str()))
}

/// Returns a string that is not empty, or the digits of a number.
fn text(raw: Option<&RawValue>) -> Option<String> {
    let raw = raw?.get();
    let text = match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok()?,
        b'-' | b'0'..=b'9' => raw.to_owned(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}
