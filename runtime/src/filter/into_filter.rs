//! What calls take for a filter.

use super::Filter;
use crate::Model;
use crate::model::SameModel;

/// A [`Filter`] of a row of `R`'s model, or an `Option` of one, of which `None` says nothing.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let (title, most): (Option<&str>, Option<f64>) = (None, Some(60.0));
/// let query = Book::query(&Client::for_emulator("127.0.0.1:4010"))
///     .filter(title.map(|part| Book::TITLE.contains(part)))
///     .filter(most.map(|price| Book::PRICE.le(price)));
/// assert!(query.preview()?.unwrap().url.contains("?$filter=price%20lt%2060%20or%20price%20eq%2060&"));
/// # Ok::<(), weda::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter",
    label = "expected a `Filter`, or an `Option` of one",
    note = "the methods of fields make filters, operators and closures do not: `Student::SCORE.gt(60)`; join several with \
            `&` and `|`, and leave one out with an `Option` of it or `Filter::when(condition, || ..)`"
)]
pub trait IntoFilter<R> {
    /// The filter, named after `R`.
    fn into_filter(self) -> Filter<R>;
}

// Neither with `do_not_recommend`: that the models are the same is what must be read of them.
impl<M: SameModel<R>, R: Model> IntoFilter<R> for Filter<M> {
    fn into_filter(self) -> Filter<R> {
        Filter::new(self.expr)
    }
}

impl<F: IntoFilter<R>, R> IntoFilter<R> for Option<F> {
    fn into_filter(self) -> Filter<R> {
        self.map_or_else(Filter::default, F::into_filter)
    }
}
