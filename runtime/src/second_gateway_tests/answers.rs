//! Answers of the second gateway: `{"data":{..}}`, or `{"code":"..","message":"..","requestId":".."}`.

use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::Error;
use crate::codec::{DecodeError, Reader, utf8};
use crate::error::{Code, ErrorKind, Problem, Retry, Verdict};
use crate::protocol::{PageFacts, Record, RowSink};

#[derive(Deserialize)]
pub(super) struct Envelope<T> {
    pub data: T,
}

/// All possible members of `data`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Data {
    pub id: Option<String>,
    pub id_list: Option<Vec<String>>,
    pub count: Option<u64>,
    pub total: Option<f64>,
    pub record: Option<Record>,
    pub records: Option<Vec<Record>>,
}

/// The same with records as text.
#[derive(Deserialize)]
pub(super) struct RawData<'b> {
    #[serde(borrow)]
    pub record: Option<&'b RawValue>,
    #[serde(borrow)]
    pub records: Option<Vec<&'b RawValue>>,
    pub total: Option<f64>,
}

pub(super) fn data(body: &[u8]) -> Result<Data, String> {
    serde_json::from_slice(body).map(|Envelope { data }| data).map_err(|error| error.to_string())
}

pub(super) fn raw(body: &[u8]) -> Result<RawData<'_>, String> {
    serde_json::from_slice(body).map(|Envelope { data }| data).map_err(|error| error.to_string())
}

/// Errors occur with any status, so the body is checked first.
pub(super) fn classify(status: u16, body: &[u8]) -> Result<(), Error> {
    let unexpected = |problem| Err(Error::new(ErrorKind::UnexpectedAnswer, problem).with_status(status));
    let answer: Json = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        Err(_) if body.is_empty() => return unexpected(Problem::Blank),
        Err(error) => return unexpected(Problem::BrokenJson { reason: error.to_string() }),
    };
    let text = |name: &str| answer.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let code = text("code");
    // Answers to token requests have no `data`.
    if code.is_empty() && (200..300).contains(&status) {
        return Ok(());
    }
    let Verdict { kind, repeat, advice } = verdict(&code, status);
    let code = (!code.is_empty()).then(|| Code::from(code.as_str()));
    let problem = Problem::Refused { code, message: text("message"), advice: advice.into() };
    let request_id = Some(text("requestId")).filter(|id| !id.is_empty());
    Err(Error::new(kind, problem).with_retry(repeat).with_status(status).with_request_id(request_id))
}

fn verdict(code: &str, status: u16) -> Verdict {
    let (kind, repeat) = match code {
        "AUTH_FAILURE_TOKEN_FAILURE" => (ErrorKind::Authentication, Retry::AfterTokenRefresh),
        "DATASOURCE_NOT_EXIST" | "RESOURCE_NOT_FOUND" => (ErrorKind::NotFound, Retry::Never),
        "INVALID_PARAMETER" | "MISSING_PARAMETER" => (ErrorKind::InvalidRequest, Retry::Never),
        "FAILED_OPERATION" => (ErrorKind::Conflict, Retry::Never),
        "OPERATION_TIMEOUT" => (ErrorKind::Timeout, Retry::IfIdempotent),
        "REQUEST_LIMIT_EXCEEDED" => (ErrorKind::RateLimited, Retry::AfterBackoff),
        _ => return Verdict::of_status(status),
    };
    Verdict { kind, repeat, advice: "look the code up" }
}

/// Decodes a page in a single pass.
pub(super) fn page(body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String> {
    let mut reader = Reader::new(utf8(body)?);
    let mut facts = PageFacts::default();
    let mut is_page = false;
    let result = members(&mut reader, &mut |reader, name| {
        if name != "data" {
            return reader.skip().map(Ok);
        }
        members(reader, &mut |reader, name| match name {
            "total" => {
                let mut total = None::<i64>;
                reader.fill(&mut total)?;
                facts.count = total.and_then(|total| u64::try_from(total).ok());
                Ok(Ok(()))
            }
            "records" => {
                is_page = true;
                list(reader, rows, &mut facts)
            }
            _ => reader.skip().map(Ok),
        })
    });
    result.map_err(|error| error.to_string())??;
    reader.end().map_err(|error| error.to_string())?;
    if is_page { Ok(facts) } else { Err("the answer has no `records`".to_owned()) }
}

/// The outer error is about the page, the inner one about a record.
type Read = Result<Result<(), String>, DecodeError>;

fn members(reader: &mut Reader<'_>, member: &mut dyn FnMut(&mut Reader<'_>, &str) -> Read) -> Read {
    let first = reader.next()?;
    if first != b'{' {
        return Err(reader.expected("an object", first));
    }
    let mut at_start = true;
    while reader.more(b'}', at_start)? {
        at_start = false;
        let name = reader.key()?.to_owned();
        if let Err(error) = member(reader, &name)? {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn list(reader: &mut Reader<'_>, rows: &mut dyn RowSink, facts: &mut PageFacts) -> Read {
    rows.clear();
    facts.ids.clear();
    let first = reader.next()?;
    if first != b'[' {
        return Err(reader.expected("a list", first));
    }
    while reader.more(b']', rows.len() == 0)? {
        let start = reader.offset();
        if let Err(error) = rows.read(reader) {
            return Ok(Err(rows.error_text(rows.len() + 1, reader.text_from(start), &error)));
        }
        facts.ids.extend(reader.state.id.take());
    }
    Ok(Ok(()))
}
