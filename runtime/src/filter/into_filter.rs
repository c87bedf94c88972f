//! Arguments that are filters.

use super::Filter;
use crate::Model;
use crate::model::SameModel;

/// A [`Filter`] of `R`'s model or an `Option` of one, in which `None` is neutral.
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
    note = "create filters with the methods of fields, not with operators or closures: `Student::SCORE.gt(60)`; combine them \
            with `&` and `|`; an optional one is an `Option` or `Filter::when(condition, || ..)`"
)]
pub trait IntoFilter<R> {
    /// Converts to a filter of `R`.
    fn into_filter(self) -> Filter<R>;
}

// Without `do_not_recommend`, since the error should mention `SameModel`.
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
