//! Calls without a token, which are not logged and not subject to faults: control calls and discovery.

use http::header;
use http::request::Parts;
use hyper::body::Incoming;

use super::guard::Guard;
use super::incoming::{self, BodyMemory, ReceivedBody};
use super::port::Arrival;
use crate::face::answer::Answer;
use crate::face::control;
use crate::face::discovery::Discovery;
use crate::face::error_response::ApiError;
use crate::face::request::Caller;
use crate::service::Service;

/// A call that needs no token.
pub(super) enum Unlogged {
    Control,
    Discovery(Discovery),
}

impl Unlogged {
    /// The call of a request; `control` if the control path is enabled.
    pub(super) fn of(parts: &Parts, control: bool) -> Option<Self> {
        if control && control::is_control_path(parts.uri.path()) {
            return Some(Self::Control);
        }
        Discovery::of(parts).map(Self::Discovery)
    }

    pub(super) async fn answer(
        self,
        service: &Service,
        parts: &Parts,
        body: Incoming,
        body_memory: &BodyMemory,
        guard: &Guard<'_>,
    ) -> Result<Answer, ApiError> {
        let checked = match self {
            Self::Control => guard.check_control(),
            Self::Discovery(_) => guard.check_public(),
        };
        match (self, checked) {
            (Self::Control, Ok(())) => {
                let body = body_memory.read(body, Caller::Authenticated).await;
                let body = body.as_ref().map(ReceivedBody::bytes).map_err(Clone::clone);
                control::answer(service, &parts.method, parts.uri.path(), body)
            }
            (Self::Discovery(call), Ok(())) => {
                incoming::discard(body).await;
                call.answer(service, parts.uri.query().unwrap_or_default(), &base_url(parts, guard.arrival))
            }
            (_, Err(refused)) => {
                incoming::discard(body).await;
                Err(refused)
            }
        }
    }
}

/// The address by which the caller reached the emulator.
fn base_url(parts: &Parts, arrival: Arrival) -> String {
    let scheme = if arrival.is_encrypted { "https" } else { "http" };
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.map(|host| format!("{scheme}://{host}")).unwrap_or_default()
}
