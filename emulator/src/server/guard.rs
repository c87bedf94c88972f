//! Protection against web pages that are open on this machine.
//!
//! A page of another origin sends it in `Origin`. It can only use the control path, which needs no keys: other paths
//! need a token in a header that CORS does not allow, since the emulator never allows an origin. A page that has its
//! own name resolved to this machine (DNS rebinding) has the same origin; its name is in `Host`, and browsers send
//! `Origin` with every POST, so it cannot get a token either.
//!
//! If other machines can connect, they use names that are not known here, so a control call without `Origin` may have
//! any `Host`. A rebinding page can then read the log and the faults, as every machine of that network can.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, header};

use crate::face::error_response::{ApiError, Code};

/// Domains that do not exist on the public network.
const PRIVATE: [&str; 5] = [".localhost", ".local", ".internal", ".test", ".home.arpa"];

/// Returns an error for a call from a web page that has its name resolved to this machine.
pub(super) fn check(headers: &HeaderMap) -> Result<(), ApiError> {
    if headers.contains_key(header::ORIGIN) { check_host(headers) } else { Ok(()) }
}

/// Returns an error for a control call that may come from a web page; `is_loopback` if only this machine can connect.
pub(super) fn check_control(headers: &HeaderMap, is_loopback: bool) -> Result<(), ApiError> {
    let (origin, host) = (headers.get(header::ORIGIN), headers.get(header::HOST));
    if is_loopback || origin.is_some() {
        check_host(headers)?;
    }
    let own = |origin: &HeaderValue| origin.as_bytes().strip_prefix(b"http://") == host.map(HeaderValue::as_bytes);
    if origin.is_none_or(own) {
        return Ok(());
    }
    Err(refused("it comes from a web page (`Origin`): use a program that sends no `Origin`, such as curl"))
}

fn check_host(headers: &HeaderMap) -> Result<(), ApiError> {
    // Browsers always send it.
    let host = headers.get(header::HOST).map_or(Some(""), |host| host.to_str().ok());
    if host.is_some_and(is_private) {
        return Ok(());
    }
    Err(refused(
        "`Host` may name a web page: call the emulator by its IP address, as localhost, or by a name without a dot",
    ))
}

fn refused(reason: &str) -> ApiError {
    ApiError::new(Code::PermissionDenied, format!("this call is refused: {reason}")).status(403)
}

/// Returns true for a host, with or without port, that no web page can have.
fn is_private(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.to_ascii_lowercase();
    // A fully qualified name ends in a dot.
    let whole = name.strip_suffix('.').unwrap_or(&name);
    let is_private = whole == "localhost" || PRIVATE.iter().any(|ending| whole.ends_with(ending));
    is_private || name.parse::<IpAddr>().is_ok() || !name.contains('.')
}
