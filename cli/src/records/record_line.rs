//! Records as lines.

use std::borrow::Cow;

use weda::Record;

/// A record on one line. A line end inside a text is escaped, so any other one is only white space.
pub(crate) fn line(record: &Record) -> Cow<'_, str> {
    match record.as_json().contains(['\n', '\r']) {
        true => Cow::Owned(record.as_json().replace(['\n', '\r'], " ")),
        false => Cow::Borrowed(record.as_json()),
    }
}
