//! The fields of a model as constants.

mod retarget;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Bound;

use crate::filter::FilterRange;
use crate::filter::{Comparison, Search, Term};
use crate::model::RelationStyle;
use crate::value::{IntoText, Operand, Value, WireValue};
use crate::{Filter, Order};

pub use crate::model::kind::{Bool, Choice, Comparable, Integer, List, Number, Ordered, Sortable, Text, Textual};
pub use crate::model::presence::{Clearable, Nullable, ReadOnly, Required, Writable};
#[doc(hidden)]
pub use retarget::retarget;

/// A field of model `M`: of kind `K`, with presence `A` ([`Required`](crate::model::Required), [`Nullable`] or
/// [`ReadOnly`](crate::model::ReadOnly)).
///
/// The constants of a generated row or a view are its fields: `Student::SCORE`. Their methods make filters and sort
/// orders; which methods a field has is decided by its kind, at compile time.
///
/// ```
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// let filter = Book::PRICE.ge(10) & Book::TITLE.contains("红") & Book::IN_PRINT.eq(true);
/// let order = Book::PRICE.desc();
/// assert_eq!(Book::IN_PRINT.name(), "inPrint");
/// # let _ = (filter, order);
/// ```
pub struct Field<M, K, A = Nullable> {
    pub(crate) name: &'static str,
    pub(crate) form: RelationStyle,
    of: Of<M, K, A>,
}

/// A field has no values of its own, so it is `Send`, `Sync` and `Copy` whatever its types are.
type Of<M, K, A> = PhantomData<fn() -> (M, K, A)>;

/// The field that travels under `name`; for generated code.
#[must_use]
#[doc(hidden)]
pub const fn field<M, K, A>(name: &'static str) -> Field<M, K, A> {
    Field { name, form: RelationStyle::Id, of: PhantomData }
}

/// The relation of the newer kind that travels under `name`; for generated code.
#[must_use]
#[doc(hidden)]
pub const fn relation<M, K, A>(name: &'static str) -> Field<M, K, A> {
    Field { name, form: RelationStyle::Object, of: PhantomData }
}

impl<M, K, A> Field<M, K, A> {
    /// The key under which the field travels.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Records whose value equals `value`; for a date, whose value lies on that day in China.
    pub fn eq<V>(self, value: V) -> Filter<M>
    where
        K: Comparable,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Eq, value.into_operand())
    }

    /// Records whose value differs from `value`; for a date, whose value lies on another day.
    ///
    /// Records without a value are among them, except for a date. WeDa does not document it; the emulator does as
    /// document databases do, unless its profile's `lists.nulls` is `unknown`.
    pub fn ne<V>(self, value: V) -> Filter<M>
    where
        K: Comparable,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Ne, value.into_operand())
    }

    /// Records whose value is one of `values`; none of nothing.
    pub fn one_of<I>(self, values: I) -> Filter<M>
    where
        K: Comparable,
        I: IntoIterator<Item: Operand<K::Operand>>,
    {
        let values = values.into_iter().map(|value| self.shape(value.into_operand())).collect();
        Filter::of_one(Term::one_of(self.name.into(), values))
    }

    /// Records whose value is greater than `value`: later, for times.
    pub fn gt<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Gt, value.into_operand())
    }

    /// Records whose value is `value` or greater.
    pub fn ge<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Ge, value.into_operand())
    }

    /// Records whose value is less than `value`: earlier, for times.
    pub fn lt<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Lt, value.into_operand())
    }

    /// Records whose value is `value` or less.
    pub fn le<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Le, value.into_operand())
    }

    /// Records whose value lies in a range: `60..90` is without its end, `60..=90` with it, `60..` and `..90` are open.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # use weda::Date;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # let (spring, autumn) = (Date::from_millis(1_709_222_400_000), Date::from_millis(1_725_120_000_000));
    /// let filter = Book::PRICE.in_range(10.5..=60.0) & Book::PUBLISHED.in_range(spring..autumn);
    /// # let _ = filter;
    /// ```
    pub fn in_range<R>(self, range: R) -> Filter<M>
    where
        K: Ordered,
        R: FilterRange<Value: Operand<K::Operand>>,
    {
        let (from, to) = range.ends();
        let end = |bound, included, excluded| match bound {
            Bound::Included(value) => Some(self.compare(included, Operand::into_operand(value))),
            Bound::Excluded(value) => Some(self.compare(excluded, Operand::into_operand(value))),
            Bound::Unbounded => None,
        };
        let ends = [end(from, Comparison::Ge, Comparison::Gt), end(to, Comparison::Le, Comparison::Lt)];
        Filter::all(ends.into_iter().flatten())
    }

    /// Records whose text has `part` somewhere in it.
    pub fn contains<V>(self, part: V) -> Filter<M>
    where
        K: Textual,
        V: IntoText,
    {
        self.search(Search::Contains, part.into_text())
    }

    /// Records whose text begins with `part`.
    ///
    /// WeDa does not document it: the query ends in [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled) unless the
    /// client's [`Dialect::starts_with`](crate::Dialect::starts_with) is on.
    pub fn starts_with<V>(self, part: V) -> Filter<M>
    where
        K: Textual,
        V: IntoText,
    {
        self.search(Search::StartsWith, part.into_text())
    }

    /// Records whose text ends with `part`.
    ///
    /// WeDa does not document it: the query ends in [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled) unless the
    /// client's [`Dialect::ends_with`](crate::Dialect::ends_with) is on.
    pub fn ends_with<V>(self, part: V) -> Filter<M>
    where
        K: Textual,
        V: IntoText,
    {
        self.search(Search::EndsWith, part.into_text())
    }

    /// Records without a value.
    ///
    /// Every field can be asked, required ones too: a definition binds new records, and says nothing of those that are
    /// older than itself.
    ///
    /// WeDa does not document comparisons with null: the query ends in
    /// [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled) unless the client's
    /// [`Dialect::null_filters`](crate::Dialect::null_filters) is on. On a relation of the newer kind it is a filter on
    /// such a relation too, and waits for [`Dialect::relation_filters`](crate::Dialect::relation_filters) as well.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # use weda::Dialect;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// let dialect = Dialect::documented().null_filters(true);
    /// let client = Client::builder("lowcode-2gay8jgh25").secret("id", "key").dialect(dialect).build()?;
    /// let query = Book::query(&client).filter(Book::ISBN.is_null() & Book::PRICE.is_not_null());
    /// assert!(query.preview()?.unwrap().url.contains("isbn%20eq%20null%20and%20price%20ne%20null"));
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn is_null(self) -> Filter<M>
    where
        K: Comparable,
    {
        Filter::of(Term::Null { field: self.name.into(), form: self.form, is: true })
    }

    /// Records with a value; as [`is_null`](Self::is_null) it waits for its switches.
    pub fn is_not_null(self) -> Filter<M>
    where
        K: Comparable,
    {
        Filter::of(Term::Null { field: self.name.into(), form: self.form, is: false })
    }

    /// Records in ascending order of this field.
    pub fn asc(self) -> Order<M>
    where
        K: Sortable,
    {
        self.order(false)
    }

    /// Records in descending order of this field.
    pub fn desc(self) -> Order<M>
    where
        K: Sortable,
    {
        self.order(true)
    }

    /// Records in ascending or descending order of this field; for a direction that is known at run time.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// for descending in [false, true] {
    ///     let query = Book::query(&Client::for_emulator("127.0.0.1:4010")).order_by(Book::PRICE.order(descending));
    ///     assert_eq!(query.preview()?.unwrap().url.contains("$orderby=price%20desc&"), descending);
    /// }
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn order(self, descending: bool) -> Order<M>
    where
        K: Sortable,
    {
        Order::by(self.name.into(), descending, self.form)
    }

    fn compare(self, comparison: Comparison, value: Value) -> Filter<M> {
        Filter::of(Term::Compare { field: self.name.into(), comparison, value: self.shape(value) })
    }

    fn search(self, search: Search, part: Value) -> Filter<M> {
        Filter::of(Term::Search { field: self.name.into(), search, part })
    }

    /// The value as this field sends it.
    pub(crate) fn shape(self, value: Value) -> Value {
        shaped(self.form, value)
    }
}

/// A function of its own, so that it is compiled once and not once for every model.
fn shaped(form: RelationStyle, value: Value) -> Value {
    match (form, value.0) {
        (RelationStyle::Object, WireValue::Id(id)) => Value(WireValue::Reference(id)),
        (_, wire) => Value(wire),
    }
}

impl<M, K, A> Clone for Field<M, K, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, K, A> Copy for Field<M, K, A> {}

impl<M, K, A> fmt::Debug for Field<M, K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Field").field(&self.name).finish()
    }
}
