//! The rules of the interface that a filter comes from.

use crate::profile::{Feature, Nulls, Profile};

/// The comparisons that a filter may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FilterRules {
    /// The rule for records without a value.
    pub(crate) nulls: Nulls,
    /// Accepts conditions on relations that are stored as objects.
    pub(crate) object_relations: bool,
    /// Accepts `gt` and its like on texts.
    pub(crate) text_order: bool,
    /// Compares numbers with texts as MySQL does, instead of rejecting it.
    pub(crate) mixed_types: bool,
}

impl FilterRules {
    /// The rules of OData.
    pub(crate) fn odata(profile: &Profile) -> Self {
        Self {
            nulls: profile.lists.nulls,
            object_relations: profile.accept.has(Feature::RelationFilters),
            text_order: true,
            mixed_types: false,
        }
    }
}
