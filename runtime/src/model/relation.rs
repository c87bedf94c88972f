/// How the values of a relation travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelationStyle {
    /// As an id; so does every field that is not a relation.
    Id,
    /// A relation of the newer kind: an object with the `_id`.
    Object,
}
