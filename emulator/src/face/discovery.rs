//! The paths that describe the emulator: `/`, `/health` and `/openapi.json`. They hold definitions and no records, so
//! they need no token.

mod index;

use http::request::Parts;
use http::{Method, header};
use serde_json::json;

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::openapi;
use super::query;
use crate::service::Service;
use crate::stage::Stage;

/// A path that describes the emulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Discovery {
    Index,
    /// The index for people: a browser came to the address of programs.
    Welcome,
    Health,
    OpenApi,
}

/// Says where to go, without anything of the request or the models.
const WELCOME: &[u8] = include_bytes!("discovery/welcome.html");

impl Discovery {
    /// The call of a request, if it is one of these.
    pub(crate) fn of(parts: &Parts) -> Option<Self> {
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return None;
        }
        match parts.uri.path() {
            "/" if accepts_pages(parts) => Some(Self::Welcome),
            "/" => Some(Self::Index),
            "/health" => Some(Self::Health),
            "/openapi.json" => Some(Self::OpenApi),
            _ => None,
        }
    }

    /// Answers a call; `base_url` is the address by which the caller reached the emulator.
    pub(crate) fn answer(self, service: &Service, query: &str, base_url: &str) -> Result<Answer, ApiError> {
        // Definitions may be due.
        service.apply_due_changes(service.clock.now());
        match self {
            Self::Index => Ok(Answer::json(200, &index::index(service))),
            Self::Welcome => {
                let mut answer = Answer::printed(200, WELCOME.to_vec());
                answer.header = Some((header::CONTENT_TYPE, "text/html; charset=utf-8"));
                Ok(answer)
            }
            Self::Health => Ok(Answer::json(
                200,
                &json!({
                    "status": "ok",
                    "version": env!("CARGO_PKG_VERSION"),
                    "environment": service.env_id,
                    "store": service.store_id().simple().to_string(),
                }),
            )),
            Self::OpenApi => {
                let stage = stage(query)?;
                let session = service.session();
                let document = openapi::document(&openapi::Source {
                    env_id: &service.env_id,
                    base_url,
                    stage,
                    definitions: session.definitions(stage).collect(),
                    option_sets: session.option_sets(),
                });
                Ok(Answer::json(200, &document))
            }
        }
    }
}

/// Browsers name HTML among what they accept; programs do not.
fn accepts_pages(parts: &Parts) -> bool {
    let accepted = parts.headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted
        .flat_map(|value| value.split(','))
        .any(|range| range.split(';').next().unwrap_or_default().trim() == "text/html")
}

/// The stage whose definitions are asked for: `?stage=prod`.
fn stage(query: &str) -> Result<Stage, ApiError> {
    let refused = |problem: &str| ApiError::new(Code::BadRequest, problem).status(400);
    let options = query::pairs(query).map_err(|problem| refused(&problem.to_string()))?;
    match options.iter().next() {
        None => Ok(Stage::Pre),
        Some((option, value)) if option == "stage" && options.len() == 1 => Stage::named(value)
            .ok_or_else(|| refused(&format!("`{value}` is not an environment type: use pre or prod"))),
        Some(_) => Err(refused("the only query option here is `stage`: send ?stage=prod, or none for pre")),
    }
}
