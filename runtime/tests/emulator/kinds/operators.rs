//! Determines the operators of a field from its type.
//!
//! Each probe has two methods of the same name. Method resolution takes the one for the field if the bounds of the
//! operator hold, and otherwise the one for a reference to it.

use weda::__private::v1::Field;
use weda::field::{Comparable, Ordered, Sortable, Textual};
use weda::prelude::*;
use weda::value::Operand;
use weda::{Client, ErrorKind, Filter, Order, Query};

use super::Kinds;

/// An operator on a field, with the filter to try.
pub struct Operator {
    pub name: &'static str,
    /// True if it matches the record with the sample.
    pub finds: bool,
    by: By,
}

enum By {
    Filter(Filter<Kinds>),
    Order(Order<Kinds>),
}

impl Operator {
    pub fn query(&self, client: &Client) -> Query<Kinds> {
        match &self.by {
            By::Filter(filter) => Kinds::query(client).filter(filter.clone()),
            By::Order(order) => Kinds::query(client).order_by(order.clone()),
        }
    }
}

/// Probes for the operators of a field with a value.
macro_rules! operators {
    ($field:expr, $value:expr) => {{
        #[allow(unused_imports)]
        use crate::kinds::operators::{
            Compares, ComparesNot, Empties, EmptiesNot, Orders, OrdersNot, Searches, SearchesNot, Sorts, SortsNot,
        };
        let field = $field;
        let mut operators = (&field).compares($value, $value, $value);
        operators.extend((&field).orders(|| $value));
        operators.extend((&field).searches($value));
        operators.extend((&field).is_empty());
        operators.extend((&field).sorts());
        operators
    }};
}
pub(super) use operators;

fn filter(name: &'static str, finds: bool, filter: Filter<Kinds>) -> Operator {
    Operator { name, finds, by: By::Filter(filter) }
}

pub trait Compares<V> {
    fn compares(&self, eq: V, ne: V, one_of: V) -> Vec<Operator>;
}

impl<K: Comparable, A, V: Operand<K::Operand>> Compares<V> for Field<Kinds, K, A> {
    fn compares(&self, eq: V, ne: V, one_of: V) -> Vec<Operator> {
        vec![
            filter("eq", true, self.eq(eq)),
            filter("ne", false, self.ne(ne)),
            filter("one_of", true, self.one_of([one_of])),
        ]
    }
}

pub trait ComparesNot<V> {
    fn compares(&self, _: V, _: V, _: V) -> Vec<Operator> {
        Vec::new()
    }
}

impl<V, T> ComparesNot<V> for &T {}

pub trait Orders<V> {
    fn orders(&self, value: impl Fn() -> V) -> Vec<Operator>;
}

impl<K: Ordered, A, V: Operand<K::Operand>> Orders<V> for Field<Kinds, K, A> {
    fn orders(&self, value: impl Fn() -> V) -> Vec<Operator> {
        vec![
            filter("gt", false, self.gt(value())),
            filter("ge", true, self.ge(value())),
            filter("lt", false, self.lt(value())),
            filter("le", true, self.le(value())),
            filter("in_range", true, self.in_range(value()..=value())),
        ]
    }
}

pub trait OrdersNot<V> {
    fn orders(&self, _: impl Fn() -> V) -> Vec<Operator> {
        Vec::new()
    }
}

impl<V, T> OrdersNot<V> for &T {}

pub trait Searches<V> {
    fn searches(&self, part: V) -> Vec<Operator>;
}

impl<K: Textual, A, V: AsRef<str>> Searches<V> for Field<Kinds, K, A> {
    fn searches(&self, part: V) -> Vec<Operator> {
        let part = part.as_ref();
        vec![
            filter("contains", true, self.contains(part)),
            filter("starts_with", true, self.starts_with(part)),
            filter("ends_with", true, self.ends_with(part)),
        ]
    }
}

pub trait SearchesNot<V> {
    fn searches(&self, _: V) -> Vec<Operator> {
        Vec::new()
    }
}

impl<V, T> SearchesNot<V> for &T {}

pub trait Empties {
    fn is_empty(&self) -> Vec<Operator>;
}

impl<K: Comparable, A> Empties for Field<Kinds, K, A> {
    fn is_empty(&self) -> Vec<Operator> {
        vec![filter("is_null", false, self.is_null()), filter("is_not_null", true, self.is_not_null())]
    }
}

pub trait EmptiesNot {
    fn is_empty(&self) -> Vec<Operator> {
        Vec::new()
    }
}

impl<T> EmptiesNot for &T {}

pub trait Sorts {
    fn sorts(&self) -> Vec<Operator>;
}

impl<K: Sortable, A> Sorts for Field<Kinds, K, A> {
    fn sorts(&self) -> Vec<Operator> {
        [("asc", self.asc()), ("desc", self.desc())]
            .map(|(name, order)| Operator { name, finds: true, by: By::Order(order) })
            .into()
    }
}

pub trait SortsNot {
    fn sorts(&self) -> Vec<Operator> {
        Vec::new()
    }
}

impl<T> SortsNot for &T {}

/// Returns the names of the operators for the table, with a star if they require a switch of the dialect.
pub fn listed(operators: &[Operator], client: &Client) -> String {
    let named = |operator: &Operator| match operator.query(client).preview() {
        Err(error) if error.kind() == ErrorKind::NotEnabled => format!("{}*", operator.name),
        _ => operator.name.to_owned(),
    };
    operators.iter().map(named).collect::<Vec<_>>().join(", ")
}
