//! Types that records are decoded into.

use super::names::names;
use crate::codec::{self, DecodeError, Reader, RecordFields};
use crate::model::Model;
use crate::protocol::operation::Related;

/// A type that a record can be decoded into; the part of a row type that code is generated for.
///
/// The calls on rows are in [`Row`](crate::Row), which is implemented for every such type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row type: records cannot be decoded into it",
    label = "expected a view, or a row type from `weda generate`",
    note = "`#[weda_model(\"..\")]` makes a struct a view of a model",
    note = "a unit struct only names a model and loads nothing: declare the fields to load"
)]
pub trait ReadRow: Model + Send {
    /// The relations whose records are loaded with the row.
    #[doc(hidden)]
    const RELATED: &'static [Related] = &[];

    /// True if there are such relations. A constant of its own, since two views that load each other would need
    /// `RELATED` in order to compute it.
    #[doc(hidden)]
    const LOADS: bool = false;

    /// Decodes the next record.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a record, or a value does not fit its field.
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Returns the fields that queries select, or `None` for all fields of the model.
    fn loads() -> Option<&'static [&'static str]> {
        names::<Self>()
    }

    /// Returns the fields that hold ids of other records, if [`loads`](Self::loads) does not name them.
    #[doc(hidden)]
    fn references() -> Vec<&'static str> {
        Vec::new()
    }
}

/// Generated types are decoded by their layout.
#[diagnostic::do_not_recommend]
impl<T: RecordFields + Model + Send> ReadRow for T {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        codec::read(reader)
    }

    // If the definition is current, there is nothing to leave out; if not, a removed field would be selected.
    fn loads() -> Option<&'static [&'static str]> {
        None
    }

    fn references() -> Vec<&'static str> {
        let record = T::vacant();
        let names = record.table().names.iter().enumerate();
        names.filter(|(at, _)| record.cell(*at).is_reference()).map(|(_, name)| *name).collect()
    }
}
