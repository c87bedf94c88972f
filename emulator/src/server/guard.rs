//! Programs may call, and no web page that somebody looks at on this machine.
//!
//! A page of another origin sends that in `Origin`. It can do nothing but with the control path, which asks for no keys:
//! elsewhere it needs a token in a header that a page may not send to another origin without leave, and the emulator gives
//! leave to nobody. A page that has its own name resolved to this machine is of the same origin; it gives itself away by
//! this name in `Host`, together with the `Origin` that browsers send with every POST, and so gets no token either.
//!
//! Where other machines are let in, they call by whatever name the emulator's machine has in their network, which nobody
//! here knows: a control call without `Origin` may come by any name then. All that this leaves to a page with such a name
//! is to read the log and the faults, as every machine of that network can.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, header};

use crate::face::error_response::{ApiError, Code};

/// Endings of names that nobody can own on the public network.
const PRIVATE: [&str; 5] = [".localhost", ".local", ".internal", ".test", ".home.arpa"];

/// Refuses a call of a web page that has its name resolved to this machine.
pub(super) fn check(headers: &HeaderMap) -> Result<(), ApiError> {
    if headers.contains_key(header::ORIGIN) { check_host(headers) } else { Ok(()) }
}

/// Refuses a control call that a web page may have made; `is_alone` where no other machine is let in.
pub(super) fn check_control(headers: &HeaderMap, is_alone: bool) -> Result<(), ApiError> {
    let (origin, host) = (headers.get(header::ORIGIN), headers.get(header::HOST));
    if is_alone || origin.is_some() {
        check_host(headers)?;
    }
    let own = |origin: &HeaderValue| origin.as_bytes().strip_prefix(b"http://") == host.map(HeaderValue::as_bytes);
    if origin.is_none_or(own) {
        return Ok(());
    }
    Err(refused(
        "it comes from a web page (`Origin`): let a program call, one that sends no `Origin`, curl for example",
    ))
}

fn check_host(headers: &HeaderMap) -> Result<(), ApiError> {
    // One that is missing is not from a browser.
    let host = headers.get(header::HOST).map_or(Some(""), |host| host.to_str().ok());
    if host.is_some_and(is_private) {
        return Ok(());
    }
    Err(refused(
        "the name in `Host` may be that of a web page: call the emulator by its IP address, as localhost, or by a name \
         without a dot",
    ))
}

fn refused(reason: &str) -> ApiError {
    ApiError::new(Code::PermissionDenied, format!("this call is refused: {reason}")).status(403)
}

/// Whether a host, with a port or without, is one that no web page can have.
fn is_private(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.to_ascii_lowercase();
    // A dot at the end says that the name is whole.
    let whole = name.strip_suffix('.').unwrap_or(&name);
    let is_private = whole == "localhost" || PRIVATE.iter().any(|ending| whole.ends_with(ending));
    is_private || name.parse::<IpAddr>().is_ok() || !name.contains('.')
}
