//! Cross-origin resource sharing (CORS) for the origins that the user names.

mod origin;

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

/// The methods of all interfaces.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");

/// The headers that clients send, and the beginning of others.
const HEADERS: [&str; 5] = ["authorization", "content-type", "x-request-id", "x-sdk-version", "x-client-timestamp"];
const PREFIX: &str = "x-tcb-";

/// The headers of answers that scripts of pages may read.
const EXPOSED: HeaderValue = HeaderValue::from_static("x-request-id, x-weda-store, retry-after");

/// The time for which browsers remember a permission, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The origins whose pages may call the emulator.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cors {
    /// Permits every origin.
    any: bool,
    /// Origins as browsers write them.
    origins: Vec<String>,
}

/// The permission of the page that sent a request.
#[derive(Debug, Clone)]
pub(super) enum Permission {
    /// The request has no `Origin`, or the origin is not permitted.
    Refused,
    /// The user named this origin.
    Named(HeaderValue),
    /// The user permitted every origin.
    Any,
}

impl Cors {
    /// # Errors
    /// Returns the first text that is not an origin, and the reason.
    pub(crate) fn new(permitted: Vec<String>) -> Result<Self, (String, &'static str)> {
        let mut cors = Self::default();
        for text in permitted {
            if text == "*" {
                cors.any = true;
                continue;
            }
            match origin::parse(&text) {
                Ok(origin) => cors.origins.push(origin),
                Err(reason) => return Err((text, reason)),
            }
        }
        Ok(cors)
    }

    /// The permission of the page that sent these headers.
    pub(super) fn permission(&self, headers: &HeaderMap) -> Permission {
        match headers.get(header::ORIGIN) {
            Some(origin) if self.origins.iter().any(|named| named.as_bytes() == origin.as_bytes()) => {
                Permission::Named(origin.clone())
            }
            Some(_) if self.any => Permission::Any,
            _ => Permission::Refused,
        }
    }

    /// The answer to the question of a browser whether a page may send a request; `None` for other requests and for pages
    /// without permission.
    pub(super) fn preflight<B>(&self, parts: &Parts, body: impl FnOnce() -> B) -> Option<Response<B>> {
        let is_preflight =
            parts.method == Method::OPTIONS && parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let permission = self.permission(&parts.headers);
        if !is_preflight || matches!(permission, Permission::Refused) {
            return None;
        }
        let mut response = Response::new(body());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        self.mark(headers, &permission);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        if let Some(names) = permitted_headers(&parts.headers) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names);
        }
        Some(response)
    }

    /// Adds the permission of a page to the headers of its answer.
    pub(super) fn mark(&self, headers: &mut HeaderMap, permission: &Permission) {
        if !self.origins.is_empty() {
            // The answer to another page lacks the permission, so caches must not mix them up.
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
        }
        let origin = match permission {
            Permission::Refused => return,
            Permission::Named(origin) => origin.clone(),
            Permission::Any => HeaderValue::from_static("*"),
        };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

/// The requested headers that clients may send.
fn permitted_headers(headers: &HeaderMap) -> Option<HeaderValue> {
    let requested = headers.get_all(header::ACCESS_CONTROL_REQUEST_HEADERS).into_iter();
    let names = requested.filter_map(|names| names.to_str().ok()).flat_map(|names| names.split(','));
    let permitted = names.map(str::trim).filter(|name| is_permitted(name)).collect::<Vec<_>>().join(", ");
    if permitted.is_empty() { None } else { HeaderValue::from_str(&permitted).ok() }
}

fn is_permitted(name: &str) -> bool {
    // Also checks its characters, and makes it lower-case.
    HeaderName::from_bytes(name.as_bytes())
        .is_ok_and(|name| HEADERS.contains(&name.as_str()) || name.as_str().starts_with(PREFIX))
}
