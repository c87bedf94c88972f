//! The control path `/_emulator/..`, if enabled, for programs that cannot call the emulator's methods.

use std::fmt::Display;

use http::Method;
use serde_json::json;

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use crate::fault::Fault;
use crate::service::Service;

const PREFIX: &str = "/_emulator/";

/// Returns true for paths of control calls.
pub(crate) fn is_control_path(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// The answer to a control call. Errors have an error status regardless of the profile.
pub(crate) fn answer(
    service: &Service,
    method: &Method,
    path: &str,
    body: Result<&[u8], ApiError>,
) -> Result<Answer, ApiError> {
    let body = body.map_err(|error| error.status(400))?;
    run(service, method.as_str(), path.strip_prefix(PREFIX).unwrap_or_default(), body)
}

fn run(service: &Service, method: &str, call: &str, body: &[u8]) -> Result<Answer, ApiError> {
    match (method, call) {
        ("GET", "faults") => {
            Ok(Answer::json(200, &service.faults.active().into_iter().map(|active| active.fault).collect::<Vec<_>>()))
        }
        ("POST", "faults") => {
            let refuse = |problem: &dyn Display| {
                let message =
                    format!("invalid fault ({problem}): send {{\"effect\":{{\"refuse\":\"SYS_ERR\"}},\"times\":1}}");
                ApiError::new(Code::BadRequest, message).status(400)
            };
            let fault: Fault = serde_json::from_slice(body).map_err(|error| refuse(&error))?;
            service.faults.add(fault).map_err(|problem| refuse(&problem))?;
            Ok(Answer::empty())
        }
        ("DELETE", "faults") => {
            service.faults.clear();
            Ok(Answer::empty())
        }
        ("GET", "log") => Ok(Answer::json(200, &service.log.latest())),
        ("GET", "calls") => Ok(Answer::json(200, &json!(service.log.counts()))),
        ("POST", "reset") => match service.clear() {
            Ok(()) => Ok(Answer::empty()),
            Err(error) => Err(ApiError::new(Code::SysErr, format!("{error}: check the data file")).status(500)),
        },
        _ => {
            let message = "unknown control call: use GET, POST or DELETE on faults, GET on log or calls, POST on \
                           reset";
            Err(ApiError::new(Code::ResourceNotFound, message).status(404))
        }
    }
}
