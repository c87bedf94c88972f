//! Ids that name another row of their model.

use super::Field;
use crate::model::List;
use crate::{Id, Model};

/// An id, or a list of ids, of any row, for a relation of kind `K`.
pub trait Retarget<K> {
    /// The same, of the row that the relation names.
    type Output;
    /// Names that row.
    fn retarget(self) -> Self::Output;
}

impl<M: Model, N> Retarget<Id<M>> for Id<N> {
    type Output = Id<M>;

    fn retarget(self) -> Id<M> {
        Id::new(self.into_string())
    }
}

impl<T: Retarget<K>, K> Retarget<List<K>> for Vec<T> {
    type Output = Vec<T::Output>;

    fn retarget(self) -> Vec<T::Output> {
        self.into_iter().map(T::retarget).collect()
    }
}

/// The ids in the create shape of a view, of the row that the field's constant names; for generated code.
///
/// Nothing is asked of their own row: the view's field is checked, and a second check would make two errors of one mistake.
pub fn retarget<M, K, A, T: Retarget<K>>(_: Field<M, K, A>, ids: T) -> T::Output {
    ids.retarget()
}
