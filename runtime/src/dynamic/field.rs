//! Untyped fields.

use std::borrow::Cow;
use std::ops::Bound;

use crate::filter::FilterRange;
use crate::filter::{Comparison, Search, Term};
use crate::model::RelationStyle;
use crate::value::IntoText;
use crate::value::Value;
use crate::{Filter, Order, Record};

/// A field that is named at run time. Created by [`field`].
///
/// Has the operators of [`weda::Field`](crate::Field), which require the same switches of the
/// [`Dialect`](crate::Dialect). The service checks whether the field supports them and the value fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyField {
    name: Cow<'static, str>,
}

/// Returns the field with this JSON key.
///
/// An invalid key is an error of the query, before anything is sent.
///
/// ```
/// use weda::Client;
/// use weda::dynamic::field;
///
/// let filter = (field("score").ge(60) | field("name").eq("李四")) & !field("active").eq(false);
/// let query = Client::for_emulator("127.0.0.1:4010").model("student").query().filter(filter);
/// let url = query.preview()?.unwrap().url;
/// assert!(url.contains("?$filter=(score%20gt%2060%20or%20score%20eq%2060%20or%20name%20eq%20%27"), "{url}");
/// # Ok::<(), weda::Error>(())
/// ```
pub fn field(name: impl Into<Cow<'static, str>>) -> AnyField {
    AnyField { name: name.into() }
}

impl AnyField {
    /// Matches records whose value equals `value`. For a [`Date`](crate::Date), matches values on that day in China.
    pub fn eq(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Eq, value.into())
    }

    /// Matches records whose value differs from `value`.
    pub fn ne(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Ne, value.into())
    }

    /// Matches records whose value is one of `values`. Without values, no record matches.
    pub fn one_of(&self, values: impl IntoIterator<Item: Into<Value>>) -> Filter<Record> {
        let values = values.into_iter().map(Into::into).collect();
        Filter::<Record>::of_one(Term::one_of(self.name.clone(), values))
    }

    /// Matches records whose value is greater than `value`.
    pub fn gt(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Gt, value.into())
    }

    /// Matches records whose value is `value` or greater.
    pub fn ge(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Ge, value.into())
    }

    /// Matches records whose value is less than `value`.
    pub fn lt(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Lt, value.into())
    }

    /// Matches records whose value is `value` or less.
    pub fn le(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Le, value.into())
    }

    /// Matches records whose value lies in a range: `60..90` excludes its end, `60..=90` includes it, `60..` and `..90`
    /// are open.
    pub fn in_range<R: FilterRange<Value: Into<Value>>>(&self, range: R) -> Filter<Record> {
        let (from, to) = range.ends();
        let end = |bound: Bound<R::Value>, included, excluded| match bound {
            Bound::Included(value) => Some(self.compare(included, value.into())),
            Bound::Excluded(value) => Some(self.compare(excluded, value.into())),
            Bound::Unbounded => None,
        };
        let ends = [end(from, Comparison::Ge, Comparison::Gt), end(to, Comparison::Le, Comparison::Lt)];
        Filter::<Record>::all(ends.into_iter().flatten())
    }

    /// Matches records whose text contains `part`.
    pub fn contains(&self, part: impl IntoText) -> Filter<Record> {
        self.search(Search::Contains, part.into_text())
    }

    /// Matches records whose text contains `part`, in upper or lower case. Requires
    /// [`Dialect::contains_ignore_case`](crate::Dialect::contains_ignore_case).
    pub fn contains_ignore_case(&self, part: impl IntoText) -> Filter<Record> {
        self.search(Search::ContainsIgnoreCase, part.into_text())
    }

    /// Matches records whose text starts with `part`. Requires [`Dialect::starts_with`](crate::Dialect::starts_with).
    pub fn starts_with(&self, part: impl IntoText) -> Filter<Record> {
        self.search(Search::StartsWith, part.into_text())
    }

    /// Matches records whose text ends with `part`. Requires [`Dialect::ends_with`](crate::Dialect::ends_with).
    pub fn ends_with(&self, part: impl IntoText) -> Filter<Record> {
        self.search(Search::EndsWith, part.into_text())
    }

    /// Matches records without a value. Requires [`Dialect::null_filters`](crate::Dialect::null_filters).
    pub fn is_null(&self) -> Filter<Record> {
        Filter::<Record>::of(Term::Null { field: self.name.clone(), form: RelationStyle::Id, is: true })
    }

    /// Matches records with a value. Requires [`Dialect::null_filters`](crate::Dialect::null_filters).
    pub fn is_not_null(&self) -> Filter<Record> {
        Filter::<Record>::of(Term::Null { field: self.name.clone(), form: RelationStyle::Id, is: false })
    }

    /// Sorts by this field in ascending order.
    pub fn asc(&self) -> Order<Record> {
        self.order(false)
    }

    /// Sorts by this field in descending order.
    pub fn desc(&self) -> Order<Record> {
        self.order(true)
    }

    /// Sorts by this field in ascending or descending order.
    pub fn order(&self, descending: bool) -> Order<Record> {
        Order::by(self.name.clone(), descending, RelationStyle::Id)
    }

    fn compare(&self, comparison: Comparison, value: Value) -> Filter<Record> {
        Filter::<Record>::of(Term::Compare { field: self.name.clone(), comparison, value })
    }

    fn search(&self, search: Search, part: Value) -> Filter<Record> {
        Filter::<Record>::of(Term::Search { field: self.name.clone(), search, part })
    }
}
