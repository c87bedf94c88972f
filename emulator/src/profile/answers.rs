use serde::{Deserialize, Serialize};

/// What answers look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Answers {
    /// What getting a record that does not exist answers (U2).
    pub unknown_get: UnknownGet,
    /// Whether changing or deleting a record that does not exist is an error instead of a 204 (U3).
    pub unknown_write_refused: bool,
    /// What a field without a value is (U23).
    pub absent: Absent,
    /// Whether answers with one record print whole numbers as `89.0`.
    pub fractions: bool,
    /// Whether numbers are doubles on their way out, so that those beyond 2^53 lose digits (U24).
    pub doubles: bool,
    /// Whether records of `pre` have system fields beside `_id`: the manual says that they take effect in `prod` only.
    pub system_fields_in_pre: bool,
    /// The form of relations of the newer kind (U10).
    pub relations: RelationForm,
    /// Whether a list of schemas for an unknown model is an error instead of empty (U12).
    pub unknown_schema_refused: bool,
    /// Whether the schemas are those of `prod`, as published, instead of those of `pre` (U11).
    pub published_schemas: bool,
    /// How many seconds `prod` goes on with the old definition once a new one is published (U27).
    pub publishing_seconds: u32,
    /// Whether option sets without names asked for are all sets instead of none (U13).
    pub all_option_sets: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            unknown_get: UnknownGet::WithoutId,
            unknown_write_refused: false,
            absent: Absent::Null,
            fractions: true,
            doubles: false,
            system_fields_in_pre: true,
            relations: RelationForm::JsonText,
            unknown_schema_refused: false,
            published_schemas: false,
            publishing_seconds: 0,
            all_option_sets: true,
        }
    }
}

impl Answers {
    /// Each thing that does not exist is an error, and nothing stands in a record that need not.
    pub(super) fn strict() -> Self {
        Self {
            unknown_get: UnknownGet::NotFound,
            unknown_write_refused: true,
            absent: Absent::Missing,
            system_fields_in_pre: false,
            unknown_schema_refused: true,
            all_option_sets: false,
            ..Self::default()
        }
    }
}

/// What getting a record that does not exist answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnknownGet {
    /// 200 with `@odata.context` and no `_id`, which a public client copes with.
    #[default]
    WithoutId,
    /// 204.
    NoContent,
    /// 404 with a `ResourceNotFound` of the business envelope.
    NotFound,
    /// `ResourceNotFound` under the status that the business envelope has.
    Business,
}

/// What a field without a value is in a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Absent {
    /// Null.
    #[default]
    Null,
    /// Left out.
    Missing,
}

/// The form of a relation of the newer kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RelationForm {
    /// The JSON text of `{"_id": ..}`, by the documented rule that objects travel as text.
    #[default]
    JsonText,
    /// The object `{"_id": ..}`, as in the newer HTTP API.
    Object,
    /// The id.
    Id,
}
