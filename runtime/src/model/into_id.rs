//! What calls about one record take for its id.

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
    note = "a row that was read has its id in a field, `&row.id`, and a text becomes one by `&Id::<{R}>::new(text)`"
)]
pub trait IntoId<R> {
    /// The text of the id.
    #[doc(hidden)]
    fn text(&self) -> &str;
}

// Not for an id by value, since clippy would then find all references to one needless. And without `do_not_recommend`: that
// the models are the same is what must be read of it.
impl<M: SameModel<R>, R: Model> IntoId<R> for &Id<M> {
    fn text(&self) -> &str {
        self.as_str()
    }
}

/// Where a reference to it is one to an id.
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
