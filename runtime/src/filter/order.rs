//! Sort orders.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::model::RelationStyle;

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
    pub form: RelationStyle,
}

/// A sort key of a query, whose field may have been named at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SortBy {
    pub field: Cow<'static, str>,
    pub descending: bool,
    pub form: RelationStyle,
}

impl From<SortKey> for SortBy {
    fn from(SortKey { field, descending, form }: SortKey) -> Self {
        Self { field: Cow::Borrowed(field), descending, form }
    }
}

impl<M> Order<M> {
    pub(crate) fn by(field: &'static str, descending: bool, form: RelationStyle) -> Self {
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
