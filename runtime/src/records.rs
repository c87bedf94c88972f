//! Decoding of records and pages into row types, or as text.

mod decoder;
mod duplicate_ids;
mod link;
mod names;
mod page;
mod record;
mod row;
mod texts;

pub(crate) use decoder::RowDecoder;
pub(crate) use duplicate_ids::SeenIds;
#[doc(hidden)]
pub use link::{Linked, Loaded, Probe, Unfit};
pub(crate) use page::{Page, page, single};
pub use record::Record;
pub use row::ReadRow;
pub(crate) use texts::{text, texts};

#[cfg(test)]
mod tests;
