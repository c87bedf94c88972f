//! The interfaces other than records: definitions, option sets, any path.

pub(crate) mod call;
pub(crate) mod catalog;

pub use call::{ApiAnswer, ApiCall};
pub use catalog::{DefinitionRow, OptionSetRow, OptionSetRows};
