//! A batch that is refused may succeed in halves: each refusal tells of fewer rows, until it is known which ones are to blame.

use crate::Error;
use crate::error::{Code, ErrorKind};

/// The first half, and the second.
pub(super) fn halves<T>(mut rows: Vec<T>) -> [Vec<T>; 2] {
    let second = rows.split_off(rows.len() / 2);
    [rows, second]
}

/// Whether a refusal is about how much was sent at once.
pub(super) fn is_too_large(error: &Error) -> bool {
    error.code() == Some(&Code::ExceedRequestSizeLimit) || error.status() == Some(413)
}

/// Whether a refusal is about what the rows hold, so that some of them may succeed without the others.
pub(super) fn is_about_rows(error: &Error) -> bool {
    let about = matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Conflict);
    error.is_refusal() && about && !error.code().is_some_and(Code::is_of_gateway) && error.in_doubt().is_none()
}
