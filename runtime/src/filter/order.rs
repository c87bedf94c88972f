//! Sort orders.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::model::RelationStyle;

/// A sort order by one field of model `M`, created by [`Field::asc`](crate::Field::asc) and `desc`.
#[must_use = "an order does nothing until it is passed to a query"]
pub struct Order<M> {
    pub(crate) by: SortKey,
    of: PhantomData<fn() -> M>,
}

/// A sort key of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SortKey {
    pub field: Cow<'static, str>,
    pub descending: bool,
    /// Style of the field's values: sorting by an object is not documented.
    pub form: RelationStyle,
}

impl<M> Order<M> {
    pub(crate) fn by(field: Cow<'static, str>, descending: bool, form: RelationStyle) -> Self {
        Self { by: SortKey { field, descending, form }, of: PhantomData }
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        Self { by: self.by.clone(), of: PhantomData }
    }
}

impl<M> PartialEq for Order<M> {
    fn eq(&self, other: &Self) -> bool {
        self.by == other.by
    }
}

impl<M> Eq for Order<M> {}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Order").field(&self.by).finish()
    }
}
