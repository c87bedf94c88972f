//! Protocols without a network: operations as data, and the gateways that convert them to requests and read the
//! answers.

mod answer;
mod endpoint;
mod env_type;
mod gateway;
pub(crate) mod odata;
pub(crate) mod operation;
pub(crate) mod same_record;
mod window;

pub(crate) use answer::Answer;
pub(crate) use endpoint::Endpoint;
pub use env_type::EnvType;
pub(crate) use gateway::{Created, Features, Gateway, PageFacts, RawPage, Record, RowSink};
pub use odata::{Dialect, RelationForm};
pub(crate) use window::{PAGE_SIZE, PageRequest, Window};
