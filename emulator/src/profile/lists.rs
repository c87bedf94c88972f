use serde::{Deserialize, Serialize};

/// What a list has: how many records, in which order, and which of those without a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Lists {
    /// Records of a page where `$top` is absent; 10 by a vendor's answer in the community (U4).
    pub default_top: u32,
    /// Records of a page at most; 1000 by the same answer (U4).
    pub top_max: u32,
    /// Records of a page at most where the list is asked for by the batch path (U26).
    pub batch_top_max: u32,
    /// What a larger `$top` does (U4).
    pub excess: Excess,
    /// What `$count=true` counts (U5).
    pub count: Count,
    /// How a filter takes a record that has no value for the field: one rule for every operator (U6).
    pub nulls: Nulls,
    /// Whether literals that no document shows are read: a quote doubled inside a text, booleans, negative numbers (U6).
    pub inferred_literals: bool,
    /// Whether `and` and `or` may meet without parentheses. The manual asks for them; OData does not.
    pub bare_joiners: bool,
    /// Whether no order is to be relied on that was not asked for: lists without `$orderby` come in another one each time,
    /// and records by ids in the reverse of that of the ids.
    pub shuffled: bool,
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            default_top: 10,
            top_max: 1000,
            batch_top_max: 1000,
            excess: Excess::Cut,
            count: Count::Matches,
            nulls: Nulls::Value,
            inferred_literals: true,
            bare_joiners: true,
            shuffled: false,
        }
    }
}

impl Lists {
    /// No page is ever cut.
    pub(super) fn lenient() -> Self {
        Self { top_max: u32::MAX, batch_top_max: u32::MAX, ..Self::default() }
    }

    /// The smaller of the two limits that were heard of, and no order but one that was asked for.
    pub(super) fn strict() -> Self {
        Self {
            top_max: 200,
            batch_top_max: 200,
            excess: Excess::Refused,
            nulls: Nulls::Unknown,
            bare_joiners: false,
            shuffled: true,
            ..Self::default()
        }
    }
}

/// What a `$top` beyond the largest page does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Excess {
    /// The page is cut, and the emulator's log says so.
    #[default]
    Cut,
    /// The call is refused.
    Refused,
}

/// What `$count=true` counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Count {
    /// All that the filter matches, as in OData.
    #[default]
    Matches,
    /// The records of the page.
    Page,
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
