//! Rows that know their ids.

use std::any::Any;

use super::Row;
use crate::Id;
use crate::codec::RecordFields;
use crate::records::ReadRow;

/// A row that has its id: a generated one, and a view that loads `_id` as an `Id` of itself, `Id<Book>` or `Id<Self>`.
///
/// It is for code that works on rows of any model.
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
    note = "a view has its id where it holds the field: `id: Id<{Self}>`"
)]
pub trait Identified: Row {
    /// The id of the record.
    fn id(&self) -> &Id<Self>;
}

/// What is generated has its id in the first field of its table, so that it need not say so.
#[diagnostic::do_not_recommend]
impl<T: RecordFields + ReadRow> Identified for T {
    fn id(&self) -> &Id<Self> {
        let id: &dyn Any = self.cell(0);
        id.downcast_ref().expect("the first field of a generated row is its id")
    }
}

/// The type of a field, where that is an id of row `R`; for generated code.
pub trait OwnId<R> {
    /// The id.
    fn own_id(&self) -> &Id<R>;
}

#[diagnostic::do_not_recommend]
impl<R> OwnId<R> for Id<R> {
    fn own_id(&self) -> &Id<R> {
        self
    }
}
