//! Filters and sort orders as data.

mod expr;
mod into_filter;
mod joining;
mod order;
mod range;
mod term;

pub(crate) use expr::{Expr, Signed, Step};
pub use into_filter::IntoFilter;
pub(crate) use joining::join;
pub use order::Order;
pub(crate) use order::SortKey;
pub use range::FilterRange;
pub(crate) use term::{Comparison, Search, Term};

use std::fmt;
use std::marker::PhantomData;

use crate::value::{Value, WireValue};

/// A filter on records of model `M`, created by the methods of [`Field`](crate::Field) and combined with `&`, `|` and
/// `!`.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let part = Some("红"); // `None` if it does not matter
/// let mut filter = Book::PRICE.in_range(10..=60) & !Book::TITLE.eq("围城") & part.map(|part| Book::TITLE.contains(part));
/// filter &= Book::IN_PRINT.eq(true) | Book::PAGES.lt(300);
///
/// let client = Client::for_emulator("127.0.0.1:4010");
/// println!("{}", Book::query(&client).filter(filter).preview()?.unwrap());
/// # Ok::<(), weda::Error>(())
/// ```
///
/// Sent in the documented grammar: `eq`, `ne`, `gt`, `lt` and `contains`, joined by `and` and `or`, with parentheses
/// where both are mixed. Anything else requires a switch of the [`Dialect`](crate::Dialect).
#[must_use = "a filter does nothing until it is passed to a query"]
pub struct Filter<M> {
    /// `None` is the neutral filter: it does not affect `&`, `|` and `!`.
    pub(crate) expr: Option<Expr>,
    of: PhantomData<fn() -> M>,
}

impl<M> Filter<M> {
    pub(crate) fn of(term: Term) -> Self {
        Self::new(Some(Expr::of(term)))
    }

    /// Creates a filter of a term; without one, no record matches.
    pub(crate) fn of_one(term: Option<Term>) -> Self {
        Self::new(Some(term.map_or(Expr::Constant(false), Expr::of)))
    }

    /// Matches every record, explicitly: [writes by filter](crate::Query::update_all) require it in order to write to
    /// all records.
    ///
    /// Combined with other filters, it is not such a confirmation, but only a filter that every record matches.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # use weda::Filter;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// let query = Book::query(&Client::for_emulator("127.0.0.1:4010")).filter(Filter::<Book>::everything());
    /// assert!(!query.preview()?.unwrap().url.contains("$filter"));
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn everything() -> Self {
        Self::new(Some(Expr::Everything))
    }

    pub(crate) fn new(expr: Option<Expr>) -> Self {
        Self { expr, of: PhantomData }
    }

    /// Matches records that match all filters. Without filters, the result is the neutral filter.
    pub fn all(filters: impl IntoIterator<Item = Filter<M>>) -> Self {
        Self::new(folded(filters, true))
    }

    /// Matches records that match at least one filter. Without filters, no record matches.
    ///
    /// Neutral filters are ignored, so that of [`when(false, ..)`](Self::when) alone no record matches either. `|` of
    /// two neutral filters is neutral.
    pub fn any(filters: impl IntoIterator<Item = Filter<M>>) -> Self {
        Self::new(folded(filters, false).or(Some(Expr::Constant(false))))
    }

    /// Returns the filter if `condition` is true, and otherwise the neutral filter, which does not affect `&`, `|` and
    /// [`all`](Self::all).
    pub fn when(condition: bool, filter: impl FnOnce() -> Filter<M>) -> Self {
        if condition { filter() } else { Self::default() }
    }

    /// A filter as raw text, for what this library cannot express. **Nothing is checked**: neither fields nor values,
    /// quotes or parentheses.
    ///
    /// The text is percent-encoded and sent in parentheses. Never build it from user input: a quote could end your text
    /// and inject another filter. `!` requires a switch of the [`Dialect`](crate::Dialect).
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # use weda::Filter;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// let tagged = Filter::<Book>::raw_unchecked("contains(tags,'\"小说\"')");
    /// let query = Book::query(&Client::for_emulator("127.0.0.1:4010")).filter(tagged & Book::PRICE.lt(60));
    /// assert!(query.preview()?.unwrap().url.contains("?$filter=(contains(tags,%27%22"));
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn raw_unchecked(text: impl Into<String>) -> Self {
        Self::of(Term::Raw(Value(WireValue::Text(text.into()))))
    }
}

fn folded<M>(filters: impl IntoIterator<Item = Filter<M>>, all: bool) -> Option<Expr> {
    Expr::group(&mut filters.into_iter().filter_map(|filter| filter.expr), all)
}

/// The neutral filter, which does not affect `&`, `|` and `!`.
impl<M> Default for Filter<M> {
    fn default() -> Self {
        Self::new(None)
    }
}

/// Compares the filters as sent: `a & b` and `b & a` differ.
impl<M> PartialEq for Filter<M> {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::new(self.expr.clone())
    }
}

impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.expr).finish()
    }
}
