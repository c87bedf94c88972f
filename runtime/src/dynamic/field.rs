//! Fields by name.

use std::borrow::Cow;
use std::ops::Bound;

use crate::filter::FilterRange;
use crate::filter::{Comparison, Search, Term};
use crate::model::RelationStyle;
use crate::value::IntoText;
use crate::value::Value;
use crate::{Filter, Order, Record};

/// A field that is known by name only. Made by [`field`].
///
/// Its operators are those of [`weda::Field`](crate::Field), and wait for the same switches of the
/// [`Dialect`](crate::Dialect); whether the field has them, and whether the value fits, is for the service to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyField {
    name: Cow<'static, str>,
}

/// The field that travels under this key.
///
/// A key that no field can have is an error of the query, before anything is sent.
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
    /// Records whose value equals `value`; for a [`Date`](crate::Date), whose value lies on that day in China.
    pub fn eq(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Eq, value.into())
    }

    /// Records whose value differs from `value`.
    pub fn ne(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Ne, value.into())
    }

    /// Records whose value is one of `values`; none of nothing.
    pub fn one_of(&self, values: impl IntoIterator<Item: Into<Value>>) -> Filter<Record> {
        let values = values.into_iter().map(Into::into).collect();
        Filter::<Record>::of_one(Term::one_of(self.name.clone(), values))
    }

    /// Records whose value is greater than `value`.
    pub fn gt(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Gt, value.into())
    }

    /// Records whose value is `value` or greater.
    pub fn ge(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Ge, value.into())
    }

    /// Records whose value is less than `value`.
    pub fn lt(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Lt, value.into())
    }

    /// Records whose value is `value` or less.
    pub fn le(&self, value: impl Into<Value>) -> Filter<Record> {
        self.compare(Comparison::Le, value.into())
    }

    /// Records whose value lies in a range: `60..90` is without its end, `60..=90` with it, `60..` and `..90` are open.
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

    /// Records whose text has `part` somewhere in it.
    pub fn contains(&self, part: impl IntoText) -> Filter<Record> {
        self.search(Search::Contains, part.into_text())
    }

    /// Records whose text begins with `part`; it waits for [`Dialect::starts_with`](crate::Dialect::starts_with).
    pub fn starts_with(&self, part: impl IntoText) -> Filter<Record> {
        self.search(Search::StartsWith, part.into_text())
    }

    /// Records whose text ends with `part`; it waits for [`Dialect::ends_with`](crate::Dialect::ends_with).
    pub fn ends_with(&self, part: impl IntoText) -> Filter<Record> {
        self.search(Search::EndsWith, part.into_text())
    }

    /// Records without a value; it waits for [`Dialect::null_filters`](crate::Dialect::null_filters).
    pub fn is_null(&self) -> Filter<Record> {
        Filter::<Record>::of(Term::Null { field: self.name.clone(), form: RelationStyle::Id, is: true })
    }

    /// Records with a value; it waits for [`Dialect::null_filters`](crate::Dialect::null_filters).
    pub fn is_not_null(&self) -> Filter<Record> {
        Filter::<Record>::of(Term::Null { field: self.name.clone(), form: RelationStyle::Id, is: false })
    }

    /// Records in ascending order of this field.
    pub fn asc(&self) -> Order<Record> {
        self.order(false)
    }

    /// Records in descending order of this field.
    pub fn desc(&self) -> Order<Record> {
        self.order(true)
    }

    /// Records in ascending or descending order of this field.
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
