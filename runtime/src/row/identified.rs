//! Rows with ids.

use std::any::Any;

use super::Row;
use crate::Id;
use crate::codec::RecordFields;
use crate::records::ReadRow;

/// A row that has its id: a generated row, or a view that loads `_id` as an `Id` of itself, `Id<Book>` or `Id<Self>`.
///
/// For code that is generic over models.
///
/// ```
/// use weda::prelude::*;
/// use weda::model::Updatable;
/// use weda::{Identified, Patch};
///
/// async fn save<R: Identified + Updatable>(client: &Client, row: &R, patch: Patch<R>) -> weda::Result<()> {
///     R::update(client, row.id(), patch).await
/// }
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// # let _ = save::<Book>;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no id of its own",
    label = "does not load `_id` as `Id<{Self}>`",
    note = "declare the id in the view: `id: Id<{Self}>`"
)]
pub trait Identified: Row {
    /// Returns the id of the record.
    fn id(&self) -> &Id<Self>;
}

/// The id is the first field of a generated row's layout.
#[diagnostic::do_not_recommend]
impl<T: RecordFields + ReadRow> Identified for T {
    fn id(&self) -> &Id<Self> {
        let id: &dyn Any = self.cell(0);
        id.downcast_ref().expect("the first field of a generated row is its id")
    }
}

/// A field type that is an id of row type `R`; for generated code.
pub trait OwnId<R> {
    /// Returns the id.
    fn own_id(&self) -> &Id<R>;
}

#[diagnostic::do_not_recommend]
impl<R> OwnId<R> for Id<R> {
    fn own_id(&self) -> &Id<R> {
        self
    }
}
