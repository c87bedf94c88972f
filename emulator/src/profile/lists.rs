use serde::{Deserialize, Serialize};

/// Contents of lists: number of records, order, and records without a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Lists {
    /// Records of a page without `$top`; 10 by a vendor's answer in the community (U4).
    pub default_top: u32,
    /// Maximum records of a page; 1000 by the same answer (U4).
    pub top_max: u32,
    /// Maximum records of a page on the batch path (U26).
    pub batch_top_max: u32,
    /// Effect of a larger `$top` (U4).
    pub excess: Excess,
    /// Records that `$count=true` counts (U5).
    pub count: Count,
    /// Rule of all filter operators for records without a value (U6).
    pub nulls: Nulls,
    /// Accepts literals that no document shows: doubled quotes in texts, booleans, negative numbers (U6).
    pub inferred_literals: bool,
    /// Accepts `and` and `or` side by side without parentheses. The manual asks for them; OData does not.
    pub bare_joiners: bool,
    /// Changes the order of lists without `$orderby` with every call, and reverses that of records by ids, so that clients do
    /// not rely on an order that they did not ask for.
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
    /// Never cuts a page.
    pub(super) fn lenient() -> Self {
        Self { top_max: u32::MAX, batch_top_max: u32::MAX, ..Self::default() }
    }

    /// Uses the smaller of the two reported limits, and no order except a requested one.
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

/// Effect of a `$top` beyond the largest page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Excess {
    /// Cuts the page, and says so in the emulator's log.
    #[default]
    Cut,
    /// Rejects the call.
    Refused,
}

/// Records that `$count=true` counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Count {
    /// All records that match, as in OData.
    #[default]
    Matches,
    /// The records of the page.
    Page,
}

/// Rule of filters for records without a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Nulls {
    /// Absence is a value unlike all others: `ne` matches it, no other operator does, and `not` inverts every result. This is
    /// the rule of document databases, the service's usual storage.
    #[default]
    Value,
    /// A comparison with an absent value is neither true nor false: no operator matches it, not even `ne`, and `not` does not
    /// change that. This is the rule of relational databases. Only `eq null` and `ne null` find such records.
    Unknown,
}
