//! Filters: plain data about which records are meant.

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
pub(crate) use order::SortBy;
pub use range::FilterRange;
pub(crate) use term::{Comparison, Search, Term};

use std::fmt;
use std::marker::PhantomData;

use crate::value::{Value, WireValue};

/// Which records of model `M` are meant; made by the methods of [`Field`](crate::Field) and joined with `&`, `|`, `!`.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let part = Some("红"); // or `None`, where it does not matter
/// let mut filter = Book::PRICE.in_range(10..=60) & !Book::TITLE.eq("围城") & part.map(|part| Book::TITLE.contains(part));
/// filter &= Book::IN_PRINT.eq(true) | Book::PAGES.lt(300);
///
/// let client = Client::for_emulator("127.0.0.1:4010");
/// println!("{}", Book::query(&client).filter(filter).preview()?.unwrap());
/// # Ok::<(), weda::Error>(())
/// ```
///
/// It is sent as the documents have it: `eq`, `ne`, `gt`, `lt` and `contains`, joined by `and` and `or`, with parentheses
/// wherever both joiners meet. What has no words there waits for a switch of the [`Dialect`](crate::Dialect).
#[must_use = "a filter does nothing until a query gets it"]
pub struct Filter<M> {
    /// `None` says nothing: it is neutral to `&`, `|` and `!`.
    pub(crate) expr: Option<Expr>,
    of: PhantomData<fn() -> M>,
}

impl<M> Filter<M> {
    pub(crate) fn of(term: Term) -> Self {
        Self::new(Some(Expr::of(term)))
    }

    /// Of no term, no record matches.
    pub(crate) fn of_one(term: Option<Term>) -> Self {
        Self::new(Some(term.map_or(Expr::Known(false), Expr::of)))
    }

    /// Every record, and said so: what [writes by filter](crate::Query::update_all) take where all records are meant.
    ///
    /// Joined with others, or as one of several, it is no more than a filter that every record matches.
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

    fn new(expr: Option<Expr>) -> Self {
        Self { expr, of: PhantomData }
    }

    /// Every filter holds; of nothing, says nothing.
    pub fn all(filters: impl IntoIterator<Item = Filter<M>>) -> Self {
        Self::new(folded(filters, true))
    }

    /// At least one filter holds; of nothing, no record matches.
    ///
    /// Filters that say nothing are as if they were left out, so that of [`when(false, ..)`](Self::when) alone no record
    /// matches either. `|` between two that say nothing says nothing.
    pub fn any(filters: impl IntoIterator<Item = Filter<M>>) -> Self {
        Self::new(folded(filters, false).or(Some(Expr::Known(false))))
    }

    /// The filter if `condition` holds, else one that says nothing and changes nothing in `&`, `|` and [`all`](Self::all).
    pub fn when(condition: bool, filter: impl FnOnce() -> Filter<M>) -> Self {
        if condition { filter() } else { Self::default() }
    }

    /// A filter in words of your own, for what this library has none for. **Nothing is checked**: neither fields nor
    /// values, quotes or parentheses.
    ///
    /// The text is percent-encoded and sent as it stands between parentheses. Never make it of what users type: a quote
    /// in it would end your text and begin a filter of theirs. `!` before it waits for a switch of the
    /// [`Dialect`](crate::Dialect).
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

/// Says nothing, as [`when`](Filter::when) without its condition: it is neutral to `&`, `|` and `!`.
impl<M> Default for Filter<M> {
    fn default() -> Self {
        Self::new(None)
    }
}

/// Compares what is sent: `a & b` and `b & a` differ.
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
