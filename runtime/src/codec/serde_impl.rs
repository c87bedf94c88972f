//! Records for serde, by their tables: one function for each format, and no code for each model.
//!
//! A value travels between its field and the format as JSON text, so that whatever has a [`Codec`](super::Codec) has a place
//! in every format that describes itself: JSON, TOML, CBOR. The names are those of the wire.

mod read;
mod write;

pub(crate) use read::ToJson;
pub use read::{deserialize, deserialize_option};
pub use write::{serialize, serialize_option};
