//! What generated code stands on. Not for use by hand: nothing here is covered by the promises of the public interface.

use crate::Row;
use crate::codec::{Codec, Record, Writer};

/// Reads the body of a page, as queries do; for benches and fuzzing.
///
/// # Errors
/// What is wrong with the page, in words.
pub fn page<R: Row>(body: &[u8]) -> Result<Vec<R>, String> {
    crate::codec::page(body).map(|page| page.rows)
}

/// Writes a record as nested objects are written; `None` where a number is not finite. For benches.
pub fn json<R: Record>(record: &R) -> Option<Vec<u8>> {
    let mut out = Writer::new();
    Codec::write(record, &mut out);
    out.finish()
}

/// The first version of that ground.
pub mod v1 {
    pub use crate::area_code::AreaCode;
    pub use crate::codec::{Cell, Codec, Decode, Fault, Reader, Record, Table, Writer, debug, holds, read, read_cells};
    pub use crate::field::{Field, Nullable, ReadOnly, Required};
    pub use crate::file_ref::FileRef;
    pub use crate::id::Id;
    pub use crate::json::Json;
    pub use crate::kind::{Bool, Choice, Integer, List, Number, OptionSet, Text};
    pub use crate::location::Location;
    pub use crate::model::{Creatable, Model, NothingRequired, SameModel, Tag, Target, Updatable, tag_of};
    pub use crate::row::Row;
    pub use crate::time::{Date, DateTime, TimeOfDay};
    pub use crate::write::{Create, IntoCreate, entry};
}
