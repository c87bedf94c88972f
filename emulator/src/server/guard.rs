//! Protection against web pages that are open on this machine.
//!
//! A page of another origin sends it in `Origin`. It can only use paths that need no keys, which are refused to it: other
//! paths need a token in a header that CORS allows to origins only that the user named. A page that has its own name
//! resolved to this machine (DNS rebinding) has the same origin; its name is in `Host`, and browsers send `Origin` with
//! every POST, so it cannot get a token either. `Host` may be a name of the vendor if the connection proves that the page
//! cannot have it.
//!
//! If other machines can connect, they use names that are not known here, so a control call without `Origin` may have
//! any `Host`. A rebinding page can then read the log and the faults, as every machine of that network can.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, header};

use super::cors::Permission;
use super::port::Arrival;
use super::vendor_hosts::is_vendor_host;
use crate::face::error_response::{ApiError, Code};

/// Domains that do not exist on the public network.
const PRIVATE: [&str; 5] = [".localhost", ".local", ".internal", ".test", ".home.arpa"];

/// The facts about a request that decide whether it may be answered.
pub(super) struct Guard<'a> {
    pub(super) headers: &'a HeaderMap,
    pub(super) arrival: Arrival,
    pub(super) permission: &'a Permission,
    /// True if only this machine can connect.
    pub(super) is_loopback: bool,
}

impl Guard<'_> {
    /// Returns an error for a call from a web page that has its name resolved to this machine.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        // With `*`, a page of any name may have the permission.
        let is_named = matches!(self.permission, Permission::Named(_));
        if is_named || !self.headers.contains_key(header::ORIGIN) { Ok(()) } else { self.check_host() }
    }

    /// Returns an error for a call without a token that may come from a web page without permission.
    pub(super) fn check_public(&self) -> Result<(), ApiError> {
        if matches!(self.permission, Permission::Refused) { self.check_control() } else { self.check() }
    }

    /// Returns an error for a control call that may come from a web page.
    pub(super) fn check_control(&self) -> Result<(), ApiError> {
        let origin = self.headers.get(header::ORIGIN);
        if self.is_loopback || origin.is_some() {
            self.check_host()?;
        }
        if origin.is_none_or(|origin| self.is_own(origin)) {
            return Ok(());
        }
        Err(refused("it comes from a web page (`Origin`): use a program that sends no `Origin`, such as curl"))
    }

    fn is_own(&self, origin: &HeaderValue) -> bool {
        let scheme: &[u8] = if self.arrival.is_encrypted { b"https://" } else { b"http://" };
        let host = self.headers.get(header::HOST).map(HeaderValue::as_bytes);
        origin.as_bytes().strip_prefix(scheme) == host
    }

    fn check_host(&self) -> Result<(), ApiError> {
        // Browsers always send it.
        let host = self.headers.get(header::HOST).map_or(Some(""), |host| host.to_str().ok());
        let is_vendor = |host: &str| self.arrival.proves_vendor_name() && is_vendor_host(&name(host));
        if host.is_some_and(|host| is_private(host) || is_vendor(host)) {
            return Ok(());
        }
        Err(refused(
            "`Host` may name a web page: call the emulator by its IP address, as localhost, or by a name without a dot",
        ))
    }
}

fn refused(reason: &str) -> ApiError {
    ApiError::new(Code::PermissionDenied, format!("this call is refused: {reason}")).status(403)
}

/// The name in a host with or without port, in lower case.
fn name(host: &str) -> String {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.to_ascii_lowercase()
}

/// Returns true for a host, with or without port, that no web page can have.
fn is_private(host: &str) -> bool {
    let name = name(host);
    // A fully qualified name ends in a dot.
    let whole = name.strip_suffix('.').unwrap_or(&name);
    let is_private = whole == "localhost" || PRIVATE.iter().any(|ending| whole.ends_with(ending));
    is_private || name.parse::<IpAddr>().is_ok() || !name.contains('.')
}
