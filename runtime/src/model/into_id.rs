//! Arguments that identify a record.

use std::rc::Rc;
use std::sync::Arc;

use super::{Id, Model, SameModel};

/// A reference to the [`Id`] of a row of `R`'s model.
///
/// ```no_run
/// # use weda::prelude::*;
/// use weda::model::IntoId;
///
/// async fn is_there<R: weda::Row + 'static>(client: &Client, id: impl IntoId<R>) -> weda::Result<bool> {
///     Ok(R::get(client, id).await?.is_some())
/// }
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// # async fn run(client: Client, book: Book) -> weda::Result<()> {
/// is_there::<Book>(&client, &book.id).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "expected a reference to the id of a record of `{R}`, found `{Self}`",
    label = "expected `&Id`",
    note = "pass the id of a row, `&row.id`, or create one from text, `&Id::<{R}>::new(text)`"
)]
pub trait IntoId<R> {
    /// The text of the id.
    #[doc(hidden)]
    fn text(&self) -> &str;
}

// Not implemented for ids by value, since clippy would report all references to ids as needless. Without
// `do_not_recommend`, since the error should mention `SameModel`.
impl<M: SameModel<R>, R: Model> IntoId<R> for &Id<M> {
    fn text(&self) -> &str {
        self.as_str()
    }
}

/// Implements `IntoId` for types that dereference to an id.
macro_rules! dereferenced {
    ($($id:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: SameModel<R>, R: Model> IntoId<R> for $id {
            fn text(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

dereferenced! { &&Id<M> &mut Id<M> &Box<Id<M>> &Arc<Id<M>> &Rc<Id<M>> }
