//! Filters: plain data about which records are meant.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use crate::field::Form;
use crate::value::Value;
use crate::{Model, SameModel};

/// Which records of model `M` are meant; made by the methods of [`Field`](crate::Field) and joined with `&`, `|`, `!`.
///
/// ```no_run
/// # use weda::{Filter, Nullable, Number, Required, Text};
/// # use weda::__private::v1 as w;
/// # struct Student;
/// # impl w::Model for Student { type Tag = w::Tag<1>; const IDENTIFIER: &'static str = "student"; }
/// # impl Student {
/// #     const NAME: w::Field<Student, Text, Required> = w::field("name");
/// #     const SCORE: w::Field<Student, Number, Nullable> = w::field("score");
/// # }
/// let good = Student::SCORE.ge(60) & !Student::NAME.eq("李四");
/// let named = |name: Option<&str>| Filter::when(name.is_some(), || Student::NAME.contains(name.unwrap_or_default()));
/// let filter = good & named(Some("王"));
/// ```
#[must_use = "a filter does nothing until a query gets it"]
pub struct Filter<M> {
    /// `None` says nothing: it is neutral to `&`, `|` and `!`.
    pub(crate) expr: Option<Expr>,
    of: PhantomData<fn() -> M>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Compare {
        field: &'static str,
        comparison: Comparison,
        value: Value,
    },
    Contains {
        field: &'static str,
        part: Value,
    },
    Not(Box<Expr>),
    /// All of them.
    And(Vec<Expr>),
    /// At least one of them; of nothing, none.
    Or(Vec<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl<M> Filter<M> {
    pub(crate) fn of(expr: Expr) -> Self {
        Self { expr: Some(expr), of: PhantomData }
    }

    /// Every filter holds; of nothing, says nothing.
    pub fn all(filters: impl IntoIterator<Item = Filter<M>>) -> Self {
        let exprs: Vec<Expr> = filters.into_iter().filter_map(|filter| filter.expr).collect();
        Self { expr: (!exprs.is_empty()).then_some(Expr::And(exprs)), of: PhantomData }
    }

    /// At least one filter holds; of nothing, no record matches.
    pub fn any(filters: impl IntoIterator<Item = Filter<M>>) -> Self {
        Self::of(Expr::Or(filters.into_iter().filter_map(|filter| filter.expr).collect()))
    }

    /// The filter if `condition` holds, else one that says nothing and changes nothing in `&`, `|` and [`all`](Self::all).
    pub fn when(condition: bool, filter: impl FnOnce() -> Filter<M>) -> Self {
        if condition { filter() } else { Self { expr: None, of: PhantomData } }
    }
}

impl Expr {
    /// A chain stays one flat list: nested, a long one would be deeper than the stack.
    fn and(self, other: Expr) -> Expr {
        match self {
            Expr::And(mut parts) => {
                parts.push(other);
                Expr::And(parts)
            }
            one => Expr::And(vec![one, other]),
        }
    }

    fn or(self, other: Expr) -> Expr {
        match self {
            Expr::Or(mut parts) => {
                parts.push(other);
                Expr::Or(parts)
            }
            one => Expr::Or(vec![one, other]),
        }
    }
}

fn join<M>(left: Option<Expr>, right: Option<Expr>, join: fn(Expr, Expr) -> Expr) -> Filter<M> {
    let expr = match (left, right) {
        (Some(left), Some(right)) => Some(join(left, right)),
        (one, other) => one.or(other),
    };
    Filter { expr, of: PhantomData }
}

impl<A: Model, B: SameModel<A>> BitAnd<Filter<B>> for Filter<A> {
    type Output = Filter<A>;
    fn bitand(self, other: Filter<B>) -> Filter<A> {
        join(self.expr, other.expr, Expr::and)
    }
}

impl<A: Model, B: SameModel<A>> BitOr<Filter<B>> for Filter<A> {
    type Output = Filter<A>;
    fn bitor(self, other: Filter<B>) -> Filter<A> {
        join(self.expr, other.expr, Expr::or)
    }
}

/// The opposite of each comparison, since WeDa has no `not`: `!` before `gt` is `le`, before `eq` it is `ne`.
///
/// So a record without a value in the field is found by neither a comparison nor its opposite, with one exception: `ne`
/// finds it, written as such or as `!` before `eq`, unless the field is a date, whose `ne` is a range.
impl<M> Not for Filter<M> {
    type Output = Self;
    fn not(self) -> Self {
        Self { expr: self.expr.map(|expr| Expr::Not(Box::new(expr))), of: PhantomData }
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self { expr: self.expr.clone(), of: PhantomData }
    }
}

impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.expr).finish()
    }
}

/// A sort order by one field of model `M`; made by [`Field::asc`](crate::Field::asc) and `desc`.
#[must_use = "an order does nothing until a query gets it"]
pub struct Order<M> {
    pub(crate) by: SortKey,
    of: PhantomData<fn() -> M>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SortKey {
    pub field: &'static str,
    pub descending: bool,
    /// How the field's values travel: nobody documents sorting by an object.
    pub form: Form,
}

impl<M> Order<M> {
    pub(crate) fn by(field: &'static str, descending: bool, form: Form) -> Self {
        Self { by: SortKey { field, descending, form }, of: PhantomData }
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Order<M> {}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Order").field(&self.by).finish()
    }
}
