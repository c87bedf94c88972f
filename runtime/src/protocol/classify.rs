//! Classification of answers. Errors occur with any status, 200 included, so the body is checked first.

mod probe;

use probe::Probe;

use crate::error::{Error, ErrorKind, Problem, Verdict};

/// Classifies an answer by its body, then by its status; `expect` is the documented status of success.
///
/// Pages may have megabytes, so bodies for which `starts_like_records` returns true are not parsed, and others only at
/// their top level.
///
/// # Errors
/// Returns an error if the service rejected the request, or the answer is not from the service.
pub(super) fn classify(
    status: u16,
    expect: u16,
    body: &[u8],
    starts_like_records: fn(&[u8]) -> bool,
) -> Result<(), Error> {
    let body = body.trim_ascii();
    let success = (200..300).contains(&status);
    if success && starts_like_records(body) {
        // An answer that was cut off may be complete the next time.
        return match body.ends_with(b"}") {
            true => Ok(()),
            false => Err(unexpected(status, Problem::BrokenJson { reason: "it is cut off".to_owned() })),
        };
    }
    let probe = match body.first() {
        Some(b'{') => match serde_json::from_slice::<Probe<'_>>(body) {
            Ok(probe) => Some(probe),
            Err(error) if success => {
                let reason = error.to_string();
                return Err(unexpected(status, Problem::BrokenJson { reason }));
            }
            Err(_) => None,
        },
        _ => None,
    };
    if let Some(service_error) = probe.as_ref().and_then(|probe| probe.service_error(success)) {
        return Err(service_error.into_error(status));
    }
    let beginning = match body.first() {
        None | Some(b'{' | b'[') => None,
        Some(_) if body == b"null" => None,
        Some(_) => Some(beginning(body)),
    };
    if !success {
        let Verdict { kind, repeat, advice } = Verdict::of_status(status);
        let problem = Problem::Status { beginning, advice: advice.into() };
        return Err(Error::new(kind, problem).with_retry(repeat).with_status(status));
    }
    if beginning.is_some() {
        return Err(unexpected(status, Problem::NotJson { beginning }));
    }
    // An empty body in place of a record or list comes from an intermediary.
    if body.is_empty() && status != 204 && expect != 204 {
        return Err(unexpected(status, Problem::Blank));
    }
    // If no body is documented, it may be an error, as has been seen; a record is not an error, whatever its fields.
    let harmless = matches!(body, b"" | b"null" | b"{}") || probe.as_ref().is_some_and(Probe::is_record);
    match expect == 204 && !harmless {
        true => Err(unexpected(status, Problem::UnexpectedBody)),
        false => Ok(()),
    }
}

fn unexpected(status: u16, problem: Problem) -> Error {
    Error::new(ErrorKind::UnexpectedAnswer, problem).with_status(status)
}

/// Returns the beginning of a body. Truncated further when displayed, since text to be redacted may be longer.
fn beginning(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(16 << 10)]).into_owned()
}

#[cfg(test)]
mod tests;
