//! What generated code stands on. Not for use by hand: nothing here is covered by the promises of the public interface.

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
