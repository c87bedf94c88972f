//! Types that records are read into.

use super::names::names;
use crate::codec::{self, DecodeError, Reader, RecordFields};
use crate::model::Model;

/// A type that a record can be read into; what generated code writes of a row.
///
/// The calls of a row are those of [`Row`](crate::Row), which every such type has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row type: records cannot be read into it",
    label = "expected a view of a model, or a row type that `weda generate` wrote",
    note = "`#[weda_model(\"..\")]` makes a struct a view of the model that it names",
    note = "a unit struct only names a model and loads nothing: give it the fields to load"
)]
pub trait ReadRow: Model + Send {
    /// Reads the record that comes next.
    ///
    /// # Errors
    /// The bytes are no record, or a field does not fit.
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// The fields to ask for where queries name them, `None` where they are all of the model's.
    fn loads() -> Option<&'static [&'static str]> {
        names::<Self>()
    }
}

/// What is generated is read by its table.
#[diagnostic::do_not_recommend]
impl<T: RecordFields + Model + Send> ReadRow for T {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        codec::read(reader)
    }

    // As long as the definition is current there is nothing to leave out, and if it is not, a field that is gone would
    // be asked for.
    fn loads() -> Option<&'static [&'static str]> {
        None
    }
}
