/// The representation of a relation's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelationStyle {
    /// An id. Also used for fields that are not relations.
    Id,
    /// An object with the `_id`: the formats `one-one` and `many-one`.
    Object,
    /// A list of such objects: the formats `one-many` and `many-many`.
    Objects,
}
