//! Errors of the client as the studio tells them.

use weda::{Code, Error, ErrorKind};
use weda_studio::{Refused, RefusedKind};

use crate::failure::reason;

/// The error with the service's own sentence, and with a doubt if a write may have been applied. The client has hidden keys
/// and tokens.
pub(crate) fn refused(error: &Error) -> Refused {
    let mut refused = Refused::new(kind(error), reason(error));
    refused.code = error.code().map(Code::as_str).map(str::to_owned);
    refused.doubt = error.in_doubt().is_some();
    refused
}

fn kind(error: &Error) -> RefusedKind {
    match error.kind() {
        ErrorKind::Settings | ErrorKind::Authentication | ErrorKind::Permission => RefusedKind::Keys,
        ErrorKind::InvalidRequest | ErrorKind::InvalidValue => RefusedKind::Invalid,
        ErrorKind::NotFound => RefusedKind::NotFound,
        ErrorKind::Conflict => RefusedKind::Conflict,
        ErrorKind::RateLimited | ErrorKind::QuotaExceeded => RefusedKind::Limited,
        ErrorKind::Timeout => RefusedKind::Timeout,
        ErrorKind::Network => RefusedKind::Unavailable,
        ErrorKind::NotEnabled => RefusedKind::Unsupported,
        ErrorKind::ReadOnlyClient => RefusedKind::ReadOnly,
        _ => RefusedKind::Internal,
    }
}
