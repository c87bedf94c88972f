//! Protection against other web pages in the same browser, and against programs without the token.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::token::Token;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The target of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A page or a file of the studio, which hold no data.
    File,
    /// A call of the interface, by its name.
    Call(String),
    /// A download by its ticket.
    Download(String),
}

/// A request that is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wall {
    pub(crate) status: StatusCode,
    pub(crate) message: &'static str,
}

/// Checks a request before anything of it is used. `port` is that of the studio.
pub(crate) fn check(parts: &Parts, port: u16, token: &Token) -> Result<Target, Wall> {
    let host = own_host(parts, port)?;
    if parts.method == Method::OPTIONS {
        // No page of another origin may call: without an answer here, no browser asks further.
        return Err(wall(StatusCode::METHOD_NOT_ALLOWED, "OPTIONS is not answered: no other page may call the studio"));
    }
    let origin = single(&parts.headers, &ORIGIN)?;
    if origin.is_some_and(|origin| origin.strip_prefix(b"http://") != Some(host)) {
        return Err(wall(StatusCode::FORBIDDEN, "the request comes from another page: open the printed address"));
    }
    let is_ours = single(&parts.headers, &SEC_FETCH_SITE)?.is_none_or(|site| site == b"same-origin");
    if let Some(ticket) = parts.uri.path().strip_prefix("/download/") {
        return match (is_ours, &parts.method) {
            (true, &Method::GET) => Ok(Target::Download(ticket.to_owned())),
            (true, _) => Err(wall(StatusCode::METHOD_NOT_ALLOWED, "downloads are read by GET")),
            (false, _) => Err(wall(StatusCode::FORBIDDEN, "the download is asked for by another page")),
        };
    }
    let Some(name) = parts.uri.path().strip_prefix("/api/") else {
        return match parts.method {
            Method::GET | Method::HEAD => Ok(Target::File),
            _ => Err(wall(StatusCode::METHOD_NOT_ALLOWED, "pages are read by GET")),
        };
    };
    if !is_ours {
        return Err(wall(StatusCode::FORBIDDEN, "the call comes from another page: open the printed address"));
    }
    if parts.method != Method::POST {
        return Err(wall(StatusCode::METHOD_NOT_ALLOWED, "calls are POST"));
    }
    let bearer = single(&parts.headers, &AUTHORIZATION)?.and_then(|value| value.strip_prefix(b"Bearer "));
    if !bearer.is_some_and(|guess| token.is(guess)) {
        return Err(wall(StatusCode::FORBIDDEN, "the token is missing or of another start: open the printed address"));
    }
    let name = name.strip_prefix("v1/").ok_or(wall(StatusCode::NOT_FOUND, "calls are at /api/v1/"))?;
    // Forms can send neither.
    let kind: &[u8] = if name == "upload" { b"application/octet-stream" } else { b"application/json" };
    if single(&parts.headers, &CONTENT_TYPE)? != Some(kind) {
        let message = "calls have the content type application/json, and uploads application/octet-stream";
        return Err(wall(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    Ok(Target::Call(name.to_owned()))
}

/// The `Host` of the request, if it is an address of the studio itself. A page whose own name resolves to this machine
/// (DNS rebinding) has another one.
fn own_host(parts: &Parts, port: u16) -> Result<&[u8], Wall> {
    let wrong = wall(StatusCode::MISDIRECTED_REQUEST, "`Host` is not the studio's address: open the printed address");
    let host = single(&parts.headers, &HOST)?.ok_or(wrong)?;
    let is_own = |host: &[u8]| {
        ["127.0.0.1", "[::1]", "localhost"].iter().any(|name| host == format!("{name}:{port}").as_bytes())
    };
    let named = parts.uri.authority().map(|authority| authority.as_str().as_bytes());
    if is_own(host) && named.is_none_or(|named| named == host) { Ok(host) } else { Err(wrong) }
}

/// The value of a header that may be there once.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h [u8]>, Wall> {
    let mut values = headers.get_all(name).iter();
    let first = values.next().map(HeaderValue::as_bytes);
    if values.next().is_some() { Err(wall(StatusCode::BAD_REQUEST, "a header is repeated")) } else { Ok(first) }
}

fn wall(status: StatusCode, message: &'static str) -> Wall {
    Wall { status, message }
}
