//! Field constants.

mod related;
mod retarget;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Bound;

use crate::filter::FilterRange;
use crate::filter::{Comparison, Search, Term};
use crate::model::RelationStyle;
use crate::value::{IntoText, Operand, Value, WireValue};
use crate::{Filter, Order};

pub use crate::model::kind::{
    Bool, Choice, Comparable, Countable, Integer, List, Number, Ordered, Relation, Sortable, Text, Textual,
};
pub use crate::model::presence::{Clearable, Distinct, Nullable, ReadOnly, Required, Unique, Writable};
#[doc(hidden)]
pub use retarget::retarget;

/// A field of model `M`: of kind `K`, with presence `A` ([`Required`], [`Nullable`] or
/// [`ReadOnly`]; [`Unique`] around one of them if the definition says so).
///
/// Generated rows and views have a constant per field, such as `Student::SCORE`. Its methods create filters and sort
/// orders. The kind decides at compile time which methods are available.
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

/// A field holds no values, so it is `Send`, `Sync` and `Copy` for all types.
type Of<M, K, A> = PhantomData<fn() -> (M, K, A)>;

/// Creates the field with the key `name`; for generated code.
#[must_use]
#[doc(hidden)]
pub const fn field<M, K, A>(name: &'static str) -> Field<M, K, A> {
    Field { name, form: RelationStyle::Id, of: PhantomData }
}

/// Creates the relation, stored as an object, with the key `name`; for generated code.
#[must_use]
#[doc(hidden)]
pub const fn relation<M, K, A>(name: &'static str) -> Field<M, K, A> {
    Field { name, form: RelationStyle::Object, of: PhantomData }
}

/// Creates the list of relations, stored as objects, with the key `name`; for generated code.
#[must_use]
#[doc(hidden)]
pub const fn relations<M, K, A>(name: &'static str) -> Field<M, K, A> {
    Field { name, form: RelationStyle::Objects, of: PhantomData }
}

impl<M, K, A> Field<M, K, A> {
    /// Returns the field's JSON key.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Matches records whose value equals `value`. For a date, matches values on that day in China.
    pub fn eq<V>(self, value: V) -> Filter<M>
    where
        K: Comparable,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Eq, value.into_operand())
    }

    /// Matches records whose value differs from `value`. For a date, matches values on other days.
    ///
    /// Includes records without a value, except for dates. WeDa does not document this; the emulator behaves like
    /// document databases, unless its profile's `lists.nulls` is `unknown`.
    pub fn ne<V>(self, value: V) -> Filter<M>
    where
        K: Comparable,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Ne, value.into_operand())
    }

    /// Matches records whose value is one of `values`. Without values, no record matches.
    pub fn one_of<I>(self, values: I) -> Filter<M>
    where
        K: Comparable,
        I: IntoIterator<Item: Operand<K::Operand>>,
    {
        let values = values.into_iter().map(|value| self.shape(value.into_operand())).collect();
        Filter::of_one(Term::one_of(self.name.into(), values))
    }

    /// Matches records whose value is greater than `value`; for times, later.
    pub fn gt<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Gt, value.into_operand())
    }

    /// Matches records whose value is `value` or greater.
    pub fn ge<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Ge, value.into_operand())
    }

    /// Matches records whose value is less than `value`; for times, earlier.
    pub fn lt<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Lt, value.into_operand())
    }

    /// Matches records whose value is `value` or less.
    pub fn le<V>(self, value: V) -> Filter<M>
    where
        K: Ordered,
        V: Operand<K::Operand>,
    {
        self.compare(Comparison::Le, value.into_operand())
    }

    /// Matches records whose value lies in a range: `60..90` excludes its end, `60..=90` includes it, `60..` and `..90`
    /// are open.
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

    /// Matches records whose text contains `part`.
    pub fn contains<V>(self, part: V) -> Filter<M>
    where
        K: Textual,
        V: IntoText,
    {
        self.search(Search::Contains, part.into_text())
    }

    /// Matches records whose text contains `part`, in upper or lower case.
    ///
    /// Only the data-model gateway documents it, and not for every environment: the query ends in
    /// [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled) unless the client uses
    /// [`GatewayKind::Model`](crate::GatewayKind::Model) and its
    /// [`Dialect::contains_ignore_case`](crate::Dialect::contains_ignore_case) is on. Before it, `!` also matches records
    /// without a value.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # use weda::{Dialect, GatewayKind};
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// let dialect = Dialect::documented().contains_ignore_case(true);
    /// let client = Client::builder("lowcode-2gay8jgh25").gateway(GatewayKind::Model).secret("id", "key").dialect(dialect).build()?;
    /// let sent = Book::query(&client).filter(Book::TITLE.contains_ignore_case("rust 编程")).preview()?.unwrap();
    /// assert!(sent.body.unwrap().contains(r#""where":{"title":{"$search_ci":"rust 编程"}}"#));
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn contains_ignore_case<V>(self, part: V) -> Filter<M>
    where
        K: Textual,
        V: IntoText,
    {
        self.search(Search::ContainsIgnoreCase, part.into_text())
    }

    /// Matches records whose text starts with `part`.
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

    /// Matches records whose text ends with `part`.
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

    /// Matches records without a value.
    ///
    /// Also available for required fields: the definition applies to new records, and older ones may lack a value.
    ///
    /// WeDa does not document comparisons with null: the query ends in
    /// [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled) unless the client's
    /// [`Dialect::null_filters`](crate::Dialect::null_filters) is on. For a relation that is stored as an object, it also requires
    /// [`Dialect::relation_filters`](crate::Dialect::relation_filters).
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

    /// Matches records with a value. Requires the same switches as [`is_null`](Self::is_null).
    pub fn is_not_null(self) -> Filter<M>
    where
        K: Comparable,
    {
        Filter::of(Term::Null { field: self.name.into(), form: self.form, is: false })
    }

    /// Sorts by this field in ascending order.
    pub fn asc(self) -> Order<M>
    where
        K: Sortable,
    {
        self.order(false)
    }

    /// Sorts by this field in descending order.
    pub fn desc(self) -> Order<M>
    where
        K: Sortable,
    {
        self.order(true)
    }

    /// Sorts by this field in a direction that is chosen at run time.
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

    /// Converts a value to the representation of this field.
    pub(crate) fn shape(self, value: Value) -> Value {
        shaped(self.form, value)
    }
}

/// A separate function, so that it is compiled once and not once per model.
fn shaped(form: RelationStyle, value: Value) -> Value {
    match (form, value.0) {
        (RelationStyle::Object, WireValue::Id(id)) => Value(WireValue::Reference(id)),
        (RelationStyle::Object, WireValue::Null) => Value(WireValue::NoReference),
        (RelationStyle::Objects, WireValue::Null) => Value(WireValue::References(None)),
        // A list of ids, whatever its Rust type.
        (RelationStyle::Objects, WireValue::Json(ids)) => Value(match serde_json::from_str(&ids) {
            Ok(ids) => WireValue::References(Some(ids)),
            Err(_) => WireValue::Json(ids),
        }),
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
