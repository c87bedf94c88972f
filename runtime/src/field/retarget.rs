//! Conversion of ids between row types.

use super::Field;
use crate::model::List;
use crate::{Id, Model};

/// An id of any row type, or a list of ids, for a relation of kind `K`.
pub trait Retarget<K> {
    /// The same of the relation's row type.
    type Output;
    /// Converts to that row type.
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

/// Converts the ids in a view's create shape to the row type of the field's constant; for generated code.
///
/// The ids' own row type is not checked: the view's field is, and one mistake should be one error.
pub fn retarget<M, K, A, T: Retarget<K>>(_: Field<M, K, A>, ids: T) -> T::Output {
    ids.retarget()
}
