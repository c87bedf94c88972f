//! What an answer of the service means. Errors come under every status, 200 included, so the body is asked first.

mod probe;

use probe::Probe;

use crate::error::{Error, ErrorKind, Problem, Verdict};

/// Judges an answer by its body, then by its status; `expect` is the documented status of success.
///
/// A page may be megabytes, so a body that begins as records do is not looked into, and others only at their
/// top level.
///
/// # Errors
/// If the service said no, or the answer is not one of this service.
pub(crate) fn classify(status: u16, expect: u16, body: &[u8]) -> Result<(), Error> {
    let body = body.trim_ascii();
    let success = (200..300).contains(&status);
    if success && body.starts_with(br#"{"@odata.context""#) {
        // One that was cut off on its way may be whole the next time.
        return match body.ends_with(b"}") {
            true => Ok(()),
            false => Err(unexpected(status, Problem::BrokenJson { reason: "it breaks off".to_owned() })),
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
    if let Some(refusal) = probe.as_ref().and_then(|probe| probe.refusal(success)) {
        return Err(refusal.into_error(status));
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
    // Where a record or a list belongs, nothing is the answer of something on the way.
    if body.is_empty() && status != 204 && expect != 204 {
        return Err(unexpected(status, Problem::Blank));
    }
    // Where nothing is documented, a body has been seen to be a refusal. A record is none, whatever its fields.
    let harmless = matches!(body, b"" | b"null" | b"{}") || probe.as_ref().is_some_and(Probe::is_record);
    match expect == 204 && !harmless {
        true => Err(unexpected(status, Problem::UnexpectedBody)),
        false => Ok(()),
    }
}

fn unexpected(status: u16, problem: Problem) -> Error {
    Error::new(ErrorKind::UnexpectedAnswer, problem).with_status(status)
}

/// The beginning, which is cut when it is shown: what is to be hidden in it may be longer.
fn beginning(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(16 << 10)]).into_owned()
}

#[cfg(test)]
mod tests;
