//! serde support for records, driven by their layouts: one function per format, no code per model.
//!
//! Values pass between field and format as JSON text, so that any [`Codec`](super::Codec) type works with every
//! self-describing format, such as JSON, TOML and CBOR. Names are those of the wire.

mod read;
mod write;

pub(crate) use read::ToJson;
pub use read::{deserialize, deserialize_option};
pub use write::{serialize, serialize_option};
