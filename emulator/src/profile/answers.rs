use serde::{Deserialize, Serialize};

/// Form of responses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Answers {
    /// Response to the read of a record that does not exist (U2).
    pub unknown_get: UnknownGet,
    /// Makes the change or deletion of a record that does not exist an error instead of a 204 (U3).
    pub unknown_write_refused: bool,
    /// Form of a field without a value (U23).
    pub absent: Absent,
    /// Prints whole numbers as `89.0` in responses with one record.
    pub fractions: bool,
    /// Prints numbers as doubles, so that those beyond 2^53 lose digits (U24).
    pub doubles: bool,
    /// Gives records of `pre` system fields beside `_id`: the manual says that they take effect in `prod` only.
    pub system_fields_in_pre: bool,
    /// Form of object relations (U10).
    pub relations: RelationForm,
    /// Makes a list of schemas for an unknown model an error instead of empty (U12).
    pub unknown_schema_refused: bool,
    /// Lists the schemas of `prod`, as published, instead of those of `pre` (U11).
    pub published_schemas: bool,
    /// Seconds for which `prod` keeps the old definition after a new one is published (U27).
    pub publishing_seconds: u32,
    /// Seconds that a task of the cloud API waits before it creates its models.
    pub task_seconds: u32,
    /// Returns all option sets instead of none if no names are given (U13).
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
            task_seconds: 0,
            all_option_sets: true,
        }
    }
}

impl Answers {
    /// Makes everything that does not exist an error, and leaves out of records what may be absent.
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

/// Response to the read of a record that does not exist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnknownGet {
    /// 200 with `@odata.context` and without `_id`, which a public client handles.
    #[default]
    WithoutId,
    /// 204.
    NoContent,
    /// 404 with a `ResourceNotFound` of the business envelope.
    NotFound,
    /// `ResourceNotFound` under the status that the business envelope has.
    Business,
}

/// Form of a field without a value in a record.
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

/// Form of an object relation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RelationForm {
    /// JSON text of `{"_id": ..}`, by the documented rule that objects are sent as text.
    #[default]
    JsonText,
    /// The object `{"_id": ..}`, as in the newer HTTP API.
    Object,
    /// The id.
    Id,
}
