//! Splits a refused batch into halves, to isolate the rows that the service refuses.

use crate::Error;
use crate::error::{Code, ErrorKind};

/// Splits into the first and the second half.
pub(super) fn halves<T>(mut rows: Vec<T>) -> [Vec<T>; 2] {
    let second = rows.split_off(rows.len() / 2);
    [rows, second]
}

/// Returns true if the request was refused for its size.
pub(super) fn is_too_large(error: &Error) -> bool {
    error.code() == Some(&Code::ExceedRequestSizeLimit) || error.status() == Some(413)
}

/// Returns true if the refusal concerns the content of the rows, so that some of them may succeed without the others.
pub(super) fn is_about_rows(error: &Error) -> bool {
    let concerns_rows = matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Conflict);
    error.is_refusal() && concerns_rows && !error.code().is_some_and(Code::is_of_gateway) && error.in_doubt().is_none()
}
