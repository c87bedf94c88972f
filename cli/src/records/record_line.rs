//! Records on one line.

use std::borrow::Cow;

use weda::Record;

/// Formats a record on one line. Line breaks in texts are escaped, so all others are white space.
pub(crate) fn line(record: &Record) -> Cow<'_, str> {
    match record.as_json().contains(['\n', '\r']) {
        true => Cow::Owned(record.as_json().replace(['\n', '\r'], " ")),
        false => Cow::Borrowed(record.as_json()),
    }
}
