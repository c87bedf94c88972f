//! The fields that a row type reads.

use super::ReadRow;
use crate::codec::Reader;

/// Returns the keys of the fields that hold ids of other records.
pub(super) fn references<R: ReadRow>() -> Vec<&'static str> {
    let mut reader = Reader::new("{}");
    reader.state.references = Some(Vec::new());
    // Fails, since required fields are missing.
    let _ = R::read(&mut reader);
    reader.state.references.unwrap_or_default()
}

/// Returns the keys of the fields that a row type reads, or `None` if it does not use a layout.
///
/// Generated code passes its layout only to the reader, which remembers the layout of every record, even an empty one.
pub(crate) fn names<R: ReadRow>() -> Option<&'static [&'static str]> {
    let mut reader = Reader::new("{}");
    // Fails, since required fields are missing.
    let _ = R::read(&mut reader);
    reader.orders().first().map(|table| table.names)
}
