use serde::{Deserialize, Serialize};

/// What becomes of the bodies of creating and changing calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Writes {
    /// The form of new ids.
    pub ids: Ids,
    /// What a caller's `_id`, `owner`, `createdAt` and other system fields are (U9).
    pub system_fields: Given,
    /// What a caller's automatic numbers are.
    pub auto_numbers: Given,
    /// Whether a member that the model does not have is refused instead of ignored (U18).
    pub refuse_unknown_fields: bool,
    /// Whether lists and objects may be sent as they are, and not as JSON text alone (U25).
    pub native_json: bool,
    /// Whether a new record needs what the designer alone marks as required (`x-required`), beyond the definition's
    /// `required`.
    pub x_required: bool,
    /// Whether limits, patterns and `required` inside lists and objects are enforced, and not those of the fields alone.
    pub nested_limits: bool,
    /// What null in a changing call does (U22).
    pub null: Nullify,
    /// Whether a batch stores its good records when others are refused, instead of none (U19).
    pub partial_batches: bool,
    /// The most records of one batch (U20).
    pub batch_max: u32,
    /// The most bytes of one body (U20).
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
    /// Whatever is sent counts.
    pub(super) fn lenient() -> Self {
        Self { system_fields: Given::Kept, auto_numbers: Given::Kept, batch_max: u32::MAX, ..Self::default() }
    }

    /// Nothing is sent that need not be.
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

/// The form of ids.
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

/// What a value is that the platform would make itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Given {
    /// It is passed over.
    #[default]
    Ignored,
    /// It is stored.
    Kept,
    /// It is an error.
    Refused,
}

/// What null in a changing call does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Nullify {
    /// It takes the field's value away; a required field refuses it.
    #[default]
    Clears,
    /// Nothing.
    Ignored,
}
