use serde::{Deserialize, Serialize};

/// What a list has: how many records, and which of those without a value (W 5, W 11, W 17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Lists {
    /// Records of a page where `$top` is absent; 10 by a vendor's answer in the community.
    pub default_top: u32,
    /// Records of a page at most; 1000 by the same answer. A larger `$top` is cut, and the emulator's log says so.
    pub top_max: u32,
    /// How a filter takes a record that has no value for the field: one rule for every operator.
    pub nulls: Nulls,
}

impl Default for Lists {
    fn default() -> Self {
        Self { default_top: 10, top_max: 1000, nulls: Nulls::Value }
    }
}

impl Lists {
    /// No page is ever cut.
    pub(super) fn lenient() -> Self {
        Self { top_max: u32::MAX, ..Self::default() }
    }

    /// The smaller of the two limits that were heard of: 200.
    pub(super) fn strict() -> Self {
        Self { top_max: 200, nulls: Nulls::Unknown, ..Self::default() }
    }
}

/// How filters take records without a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Nulls {
    /// No value is one more value, unlike all others: `ne` matches it, no other operator does, and `not` turns every
    /// answer around. So have it document databases, the service's usual storage.
    #[default]
    Value,
    /// A comparison with no value is neither true nor false: no operator matches it, not even `ne`, and `not` does not
    /// change that. So have it relational databases. Only `eq null` and `ne null` tell such records.
    Unknown,
}
