//! The interfaces beside the data of models.

pub(crate) mod call;
pub(crate) mod catalog;

pub use call::{ApiAnswer, ApiCall};
pub use catalog::{DefinitionRow, OptionSetRow, OptionSetRows};
