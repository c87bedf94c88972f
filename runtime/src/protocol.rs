//! Protocols without a network: operations as data, and the gateways that convert them to requests and read the
//! answers.

mod answer;
mod classify;
mod endpoint;
mod env_type;
pub(crate) mod envelope;
mod filter_writer;
mod gateway;
mod gateway_kind;
pub(crate) mod model_api;
mod names;
pub(crate) mod odata;
pub(crate) mod operation;
mod record_list;
mod row_body;
pub(crate) mod same_record;
pub(crate) mod sent_record;
pub(crate) mod sql;
mod window;

pub(crate) use answer::Answer;
pub(crate) use endpoint::Endpoint;
pub use env_type::EnvType;
pub(crate) use gateway::{Created, Features, Gateway, PageFacts, RawPage, Record, RowSink};
pub use gateway_kind::GatewayKind;
pub use odata::{Dialect, RelationForm};
pub(crate) use window::{PAGE_SIZE, PageRequest, Window};
