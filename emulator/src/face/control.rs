//! The control path, for programs that cannot call the emulator's own methods: `/_emulator/..`, where it is switched on.

use std::fmt::Display;

use http::Method;
use serde_json::json;

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use crate::fault::Fault;
use crate::service::Service;

const PREFIX: &str = "/_emulator/";

/// Whether a path is one of the control calls.
pub(crate) fn is_meant(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// The answer to a control call. It is none of the service's, so that an error has the status of one whatever the profile
/// says.
pub(crate) fn answer(
    service: &Service,
    method: &Method,
    path: &str,
    body: Result<&[u8], ApiError>,
) -> Result<Answer, ApiError> {
    let body = body.map_err(|error| error.status(400))?;
    done(service, method.as_str(), path.strip_prefix(PREFIX).unwrap_or_default(), body)
}

fn done(service: &Service, method: &str, what: &str, body: &[u8]) -> Result<Answer, ApiError> {
    match (method, what) {
        ("GET", "faults") => Ok(Answer::json(200, &service.faults.list())),
        ("POST", "faults") => {
            let refuse = |problem: &dyn Display| {
                let message =
                    format!("this is no fault ({problem}): send {{\"effect\":{{\"refuse\":\"SYS_ERR\"}},\"times\":1}}");
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
            Err(error) => Err(ApiError::new(Code::SysErr, format!("{error}: look at the data file")).status(500)),
        },
        _ => {
            let message = "there is no such control call: use GET, POST or DELETE on faults, GET on log or calls, POST on \
                           reset";
            Err(ApiError::new(Code::ResourceNotFound, message).status(404))
        }
    }
}
