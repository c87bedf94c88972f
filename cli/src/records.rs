//! Records in files: how they are written and read.

mod format;
mod members;
mod sheet;
pub(crate) mod shim;
mod sink;
mod source;
mod table;

use std::borrow::Cow;

use weda::dynamic::AnyRecord;

pub(crate) use format::Format;
pub(crate) use members::Members;
pub(crate) use sheet::NoColumn;
pub(crate) use shim::*;
pub(crate) use sink::{Fault, Sink};
pub(crate) use source::{Unread, guess};

/// The fields that the platform keeps for itself, but for the id.
///
/// Source: "Data source management API"; `_openid` is that of newer models.
pub(crate) const SYSTEM: [&str; 7] =
    ["owner", "createdAt", "createBy", "updatedAt", "updateBy", "_departmentList", "_openid"];

/// A record on one line. A line end inside a text is escaped, so any other one is only white space.
pub(crate) fn line(record: &AnyRecord) -> Cow<'_, str> {
    match record.json().contains(['\n', '\r']) {
        true => Cow::Owned(record.json().replace(['\n', '\r'], " ")),
        false => Cow::Borrowed(record.json()),
    }
}
