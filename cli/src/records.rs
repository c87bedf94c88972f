//! Records in files: how they are written and read.

mod members;
mod sheet;
mod sink;
mod source;
mod table;

use std::borrow::Cow;
use std::path::Path;

use weda::dynamic::AnyRecord;

pub(crate) use members::Members;
pub(crate) use sheet::NoColumn;
pub(crate) use sink::{Fault, Sink};
pub(crate) use source::{Mark, Row, Source, Unread, guess};

use crate::arguments::Format;

/// The fields that the platform keeps for itself, but for the id.
///
/// Source: "Data source management API"; `_openid` is that of newer models.
pub(crate) const SYSTEM: [&str; 7] =
    ["owner", "createdAt", "createBy", "updatedAt", "updateBy", "_departmentList", "_openid"];

impl Format {
    /// What the ending of a file's name says.
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The ending of a file of this form.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

/// A record on one line. A line end inside a text is escaped, so any other one is only white space.
pub(crate) fn line(record: &AnyRecord) -> Cow<'_, str> {
    match record.json().contains(['\n', '\r']) {
        true => Cow::Owned(record.json().replace(['\n', '\r'], " ")),
        false => Cow::Borrowed(record.json()),
    }
}
