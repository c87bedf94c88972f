//! The interface for generated code. Not for use by hand: not covered by the guarantees of the public interface.

use crate::codec::{RecordFields, Writer};
use crate::protocol::model_api::ModelApi;
use crate::protocol::odata::{self, Odata};
use crate::{Create, Error, Query, Row};

/// Decodes the body of a page like a query; for benches and fuzzing.
///
/// # Errors
/// Returns the reason if the page is invalid.
pub fn page<R: Row>(body: &[u8]) -> Result<Vec<R>, String> {
    crate::records::page(&Odata::default(), body).map(|page| page.rows)
}

/// Decodes the body of a page of the data-model gateway like a query; for benches.
///
/// # Errors
/// See [`page`].
pub fn model_page<R: Row>(body: &[u8]) -> Result<Vec<R>, String> {
    crate::records::page(&ModelApi::default(), body).map(|page| page.rows)
}

/// Encodes a record like a nested object; returns `None` if a number is not finite. For benches.
pub fn json<R: RecordFields>(record: &R) -> Option<Vec<u8>> {
    let mut out = Writer::new();
    out.record(record);
    out.finish().ok()
}

/// Encodes the body of a batch like `create_many`, up to the first row that cannot be sent. For benches.
pub fn batch<M>(rows: &[Create<M>]) -> Vec<u8> {
    odata::batch(rows.iter().map(|row| &row.fields))
}

/// Returns the URLs of the first pages of a query, assuming that all of them are full; for benches.
///
/// # Errors
/// See [`Query::preview`].
pub fn addresses<R: Row>(query: &Query<R>, pages: u64) -> Result<Vec<String>, Error> {
    query.addresses(pages)
}

/// Decodes the body of a page into untyped records like a query; for benches.
///
/// # Errors
/// See [`page`].
pub fn texts(body: &[u8]) -> Result<Vec<crate::Record>, String> {
    crate::records::texts(&Odata::default(), "", body).map(|page| page.rows)
}

/// Reading of records into columns; for `weda-arrow`, which has the version of this crate. Not frozen.
pub mod columns {
    pub use crate::codec::{Columns, DecodeError, KeyOrder, Reader, related};
}

/// The first version of this interface. Frozen: names and their uses do not change, and traits gain no required items.
/// New items are added here; incompatible ones need a `v2`.
///
/// Files from earlier versions of `weda generate` are compiled in tests (`codegen/tests/outputs`).
pub mod v1 {
    pub use crate::codec::{
        AsOptions, AsRecord, Codec, Decode, DecodeError as Fault, FieldSlot as Cell, HasLayout as Described, Reader,
        RecordFields as Record, RecordLayout as Table, Writer, copied, debug, holds, read, read_cells,
    };
    pub use crate::field::{Field, field, relation};
    pub use crate::model::Id;
    pub use crate::model::json::Json;
    pub use crate::model::kind::{Bool, Choice, Integer, List, Number, Text};
    pub use crate::model::option_set::{OptionSet, Options, debug_option, equal, hash, same};
    pub use crate::model::presence::{Nullable, ReadOnly, Required};
    pub use crate::model::time::{Date, DateTime, TimeOfDay};
    pub use crate::model::{Model, SameModel, Tag, Target, Updatable};
    pub use crate::records::ReadRow as Row;
    pub use crate::value::AreaCode;
    pub use crate::value::FileRef;
    pub use crate::value::Location;
    pub use crate::value::key_of;
    pub use crate::write::{
        Creatable, Create, IntoCreate, NoRequiredFields as NothingRequired, create, debug_new, entry,
    };
    pub use crate::{
        __new_record_v1 as new_record, __nothing_required_v1 as nothing_required, __object_v1 as object,
        __option_set_v1 as option_set, __record_v1 as record, __writable_v1 as writable,
    };
}

/// The second version: adds printing with Rust names, and serde driven by layouts. Frozen, too.
pub mod v2 {
    pub use super::v1::*;
    pub use crate::codec::{Place, debug_fields, deserialize, deserialize_option, place, serialize, serialize_option};
    pub use crate::field::{relations, retarget};
    pub use crate::model::Fields;
    pub use crate::model::option_set::debug_variant;
    pub use crate::model::presence::Unique;
    pub use crate::protocol::operation::Related;
    pub use crate::records::{Linked, Loaded, Probe, Unfit};
    pub use crate::row::{Identified, OwnId};
    pub use crate::write::debug_shape;
    pub use crate::{
        __fields_v2 as fields, __into_create_v2 as into_create, __new_record_v2 as new_record,
        __new_shape_v2 as new_shape, __object_v2 as object, __option_set_v2 as option_set, __record_v2 as record,
        __serde_options_v2 as serde_options, __serde_records_v2 as serde_records,
    };
    pub use serde;
}
