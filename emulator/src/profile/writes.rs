use serde::{Deserialize, Serialize};

/// Handling of the bodies of creates and updates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Writes {
    /// Form of new ids.
    pub ids: Ids,
    /// Handling of a caller's `_id`, `owner`, `createdAt` and other system fields (U9).
    pub system_fields: Given,
    /// Handling of a caller's automatic numbers.
    pub auto_numbers: Given,
    /// Rejects members that the model does not have, instead of ignoring them (U18).
    pub refuse_unknown_fields: bool,
    /// Accepts lists and objects as JSON values, not only as JSON text (U25).
    pub native_json: bool,
    /// Requires of new records what only the designer marks as required (`x-required`), beyond the definition's `required`.
    pub x_required: bool,
    /// Enforces limits, patterns and `required` inside lists and objects, not only those of the fields.
    pub nested_limits: bool,
    /// Effect of null in an update (U22).
    pub null: Nullify,
    /// Stores the valid records of a batch when others are rejected, instead of none (U19).
    pub partial_batches: bool,
    /// Maximum records of a batch (U20).
    pub batch_max: u32,
    /// Maximum bytes of a body (U20).
    pub body_max: u32,
}

impl Default for Writes {
    fn default() -> Self {
        Self {
            ids: Ids::Hex,
            system_fields: Given::Ignored,
            auto_numbers: Given::Ignored,
            refuse_unknown_fields: false,
            native_json: true,
            x_required: false,
            nested_limits: true,
            null: Nullify::Clears,
            partial_batches: false,
            batch_max: 1000,
            body_max: 16 << 20,
        }
    }
}

impl Writes {
    /// Uses whatever is sent.
    pub(super) fn lenient() -> Self {
        Self { system_fields: Given::Kept, auto_numbers: Given::Kept, batch_max: u32::MAX, ..Self::default() }
    }

    /// Rejects what need not be sent.
    pub(super) fn strict() -> Self {
        Self {
            system_fields: Given::Refused,
            auto_numbers: Given::Refused,
            refuse_unknown_fields: true,
            native_json: false,
            x_required: true,
            partial_batches: true,
            batch_max: 100,
            body_max: 1 << 20,
            ..Self::default()
        }
    }
}

/// Form of ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Ids {
    /// 32 random hexadecimal digits; those of one batch ascend.
    #[default]
    Hex,
    /// 10 random capital letters and digits, as newer models have them.
    Short,
    /// 32 digits that count the records of the model: the same ids in each run of a test.
    Counted,
}

/// Handling of a value that the platform generates itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Given {
    /// Ignores it.
    #[default]
    Ignored,
    /// Stores it.
    Kept,
    /// Rejects it.
    Refused,
}

/// Effect of null in an update.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Nullify {
    /// Clears the field; required fields reject it.
    #[default]
    Clears,
    /// Has no effect.
    Ignored,
}
