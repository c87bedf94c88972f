//! What is said to the service and what it says: addresses, filters, bodies and answers, without a network.

pub(crate) mod answer;
pub(crate) mod dialect;
mod env_type;
pub(crate) mod odata;
pub(crate) mod same_record;
mod target;

pub use dialect::{Dialect, RelationForm};
pub use env_type::EnvType;
pub(crate) use target::Target;
