//! Decoding of records and pages into row types, or as text.

mod decoder;
mod duplicate_ids;
mod names;
mod page;
mod record;
mod row;
mod texts;

pub(crate) use decoder::RowDecoder;
pub(crate) use duplicate_ids::SeenIds;
pub(crate) use page::{Page, page, single};
pub use record::Record;
pub use row::ReadRow;
pub(crate) use texts::{text, texts};

#[cfg(test)]
mod tests;
