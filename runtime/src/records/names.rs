//! Which fields a row type reads.

use super::ReadRow;
use crate::codec::Reader;

/// The keys of the fields that a row type reads, `None` where it does not go by a table.
///
/// Generated code hands its table to the reader and to nobody else, so the reader is asked: it knows the table of every
/// record that it met, be it one with nothing in it.
pub(crate) fn names<R: ReadRow>() -> Option<&'static [&'static str]> {
    let mut reader = Reader::new("{}");
    // Its required fields are missing, which is no news.
    let _ = R::read(&mut reader);
    reader.orders().first().map(|table| table.names)
}
