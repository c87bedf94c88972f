use serde::{Deserialize, Serialize};

use super::{Absent, Excess, Given, Nullify, Nulls, Status};

/// Behaviour of the data-model gateway (`/v1/model`), where no document describes it.
///
/// ```
/// use weda_emulator::Profile;
/// use weda_emulator::profile::{Misuse, Status};
///
/// let text = r#"
///     [model_api]
///     misuse = "logged"
///     status = "semantic"
///     unknown_fields_refused = true
/// "#;
/// let profile = Profile::parse("emulator.toml", text)?;
/// assert!(profile.model_api.misuse == Misuse::Logged && profile.model_api.status == Status::Semantic);
/// # Ok::<(), weda_emulator::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ModelApi {
    /// Form of the response to the read of a record that does not exist (G1, G42).
    pub unknown_get: NoRecord,
    /// Effect of an update or deletion of one record whose filter matches several (G2).
    pub several_matches: SeveralMatches,
    /// Makes an update or deletion that matches nothing an error instead of a count of 0 (G3).
    pub no_match_refused: bool,
    /// Rejects `updateMany` and `deleteMany` with a filter that has no condition, instead of applying them to all records
    /// (G4).
    pub empty_filter_refused: bool,
    /// Maximum records of a page, as documented.
    pub page_max: u32,
    /// Effect of a larger `pageSize` (G5).
    pub excess: Excess,
    /// Uses `pageSize` without `pageNumber` and the reverse, instead of ignoring both (G6).
    pub single_page_member: bool,
    /// Reads a `pageNumber` below 1 as 1 instead of rejecting it (G7).
    pub page_zero: bool,
    /// Form of `total` where no count is requested (G8).
    pub total: Total,
    /// Uses the first three of more order keys and the alphabetically first member of an order object, instead of rejecting
    /// them (G9).
    pub excess_orders: bool,
    /// Fields of records without `select`, on the paths that take one (G12).
    pub no_select: NoSelect,
    /// Ignores fields in filters, orders and selects that the model does not have, instead of rejecting them (G13). An
    /// ignored condition matches every record.
    pub unknown_names_ignored: bool,
    /// Relations that `$master` selects (G14).
    pub master_relations: MasterRelations,
    /// Limits the selected list of related records to those that match `relateWhere` (G15).
    pub narrowing: bool,
    /// Accepts `$ne` as a synonym of `$neq` (G17).
    pub ne: bool,
    /// Rule of `$neq` and `$nin` for records without a value (G18). `$nsearch` matches such records, as documented.
    pub nulls: Nulls,
    /// Accepts `$search_ci` and `$nsearch_ci` (G19).
    pub search_ci: bool,
    /// Accepts `$regex` and `$regexI` (G19).
    pub regex: bool,
    /// Meaning of values other than `true` of `$empty` and `$nempty` (G20).
    pub empty_value: EmptyValue,
    /// Rejects null in `$eq`, `$neq`, `$in` and `$nin`, and an empty `$in` or `$nin` (G21).
    pub null_operands_refused: bool,
    /// Compares numbers with texts and orders texts as the database does, instead of rejecting it (G22).
    pub loose_comparisons: bool,
    /// Gives `%` and `_` in `$search` the meaning of SQL's LIKE (G23).
    pub search_wildcards: bool,
    /// Meaning of an empty `$or` (G24). An empty `$and` and an empty object match every record.
    pub empty_groups: EmptyGroups,
    /// Accepts conditions of `where` on relations to one record, which compare its id. No document shows one; relations to
    /// many records need `relateWhere`.
    pub relation_conditions: bool,
    /// Handling of a caller's owner, times and other system fields (G25). `_id` is stored by `create`, `createMany` and
    /// `upsert`; an update never changes it.
    pub system_fields: Given,
    /// Effect of an invalid record among others in `createMany`, and the order of its ids (G26).
    pub create_many: CreateMany,
    /// Returns `legalIdList` and `illegalIdList` from `updateMany` and `deleteMany` (G27).
    pub id_lists: bool,
    /// Effect of an upsert whose filter matches several records (G28).
    pub upsert_several: SeveralMatches,
    /// Adds to a list of related records in an update, instead of replacing it (G29). Null clears it.
    pub lists_added: bool,
    /// Rejects relations to records that do not exist (G30).
    pub missing_target_refused: bool,
    /// Accepts relations in `createMany` and `updateMany` (G31), which a document excludes.
    pub batch_relations: bool,
    /// Effect of null in an update (G32).
    pub null: Nullify,
    /// HTTP statuses of errors (G33).
    pub status: Status,
    /// Response to a token that is not valid (G34).
    pub bad_token: BadToken,
    /// Serves `pre` on the paths with an id and on those of definitions (G35).
    pub pre_paths: bool,
    /// Rejects an `envType` in the body that differs from the path, instead of ignoring it (G36).
    pub env_type_compared: bool,
    /// Rejects members of the body that are not documented, instead of ignoring them (G37). Those of filters follow `misuse`.
    pub unknown_members_refused: bool,
    /// Rejects members of records that the model does not have, instead of ignoring them (G38). The log names ignored ones.
    pub unknown_fields_refused: bool,
    /// Handling of what the service accepts and what cannot be meant: ids in place of `{"_id": ..}` (G30), JSON text in place
    /// of lists and objects, the texts that JavaScript makes of dates, in records and in filters, and filters with other
    /// members than `where` and `relateWhere`.
    pub misuse: Misuse,
    /// Prints whole numbers as `89.0` (G40).
    pub fractions: bool,
    /// Form of a field without a value (G41).
    pub absent: Absent,
    /// Accepts statements other than SELECT in `mysqlCommand` (G44).
    pub sql_writes: bool,
    /// Response to a template that writes (G45).
    pub template_write: TemplateWrite,
    /// Response to a wrong path or method (G49).
    pub wrong_path: WrongPath,
}

impl Default for ModelApi {
    fn default() -> Self {
        Self {
            unknown_get: NoRecord::Null,
            several_matches: SeveralMatches::Refused,
            no_match_refused: false,
            empty_filter_refused: false,
            page_max: 200,
            excess: Excess::Cut,
            single_page_member: false,
            page_zero: false,
            total: Total::Absent,
            excess_orders: false,
            no_select: NoSelect::Master,
            unknown_names_ignored: false,
            master_relations: MasterRelations::ToOne,
            narrowing: true,
            ne: true,
            nulls: Nulls::Value,
            search_ci: true,
            regex: true,
            empty_value: EmptyValue::True,
            null_operands_refused: false,
            loose_comparisons: false,
            search_wildcards: false,
            empty_groups: EmptyGroups::All,
            relation_conditions: true,
            system_fields: Given::Ignored,
            create_many: CreateMany::Atomic,
            id_lists: true,
            upsert_several: SeveralMatches::Refused,
            lists_added: false,
            missing_target_refused: false,
            batch_relations: false,
            null: Nullify::Clears,
            status: Status::Ok,
            bad_token: BadToken::Ok,
            pre_paths: true,
            env_type_compared: false,
            unknown_members_refused: false,
            unknown_fields_refused: false,
            misuse: Misuse::Refused,
            fractions: false,
            absent: Absent::Null,
            sql_writes: false,
            template_write: TemplateWrite::Records,
            wrong_path: WrongPath::NotFound,
        }
    }
}

impl ModelApi {
    /// Accepts whatever the service might accept.
    pub(super) fn lenient() -> Self {
        Self {
            single_page_member: true,
            page_zero: true,
            excess_orders: true,
            unknown_names_ignored: true,
            several_matches: SeveralMatches::First,
            upsert_several: SeveralMatches::First,
            loose_comparisons: true,
            system_fields: Given::Kept,
            batch_relations: true,
            misuse: Misuse::Logged,
            sql_writes: true,
            ..Self::default()
        }
    }

    /// Rejects whatever the service might reject, and answers in the forms that are hardest on a client.
    pub(super) fn strict() -> Self {
        Self {
            unknown_get: NoRecord::Missing,
            no_match_refused: true,
            empty_filter_refused: true,
            excess: Excess::Refused,
            no_select: NoSelect::Id,
            master_relations: MasterRelations::None,
            narrowing: false,
            ne: false,
            nulls: Nulls::Unknown,
            search_ci: false,
            regex: false,
            empty_value: EmptyValue::Refused,
            null_operands_refused: true,
            empty_groups: EmptyGroups::Refused,
            relation_conditions: false,
            system_fields: Given::Refused,
            create_many: CreateMany::Partial,
            id_lists: false,
            missing_target_refused: true,
            status: Status::Semantic,
            bad_token: BadToken::Unauthorized,
            pre_paths: false,
            env_type_compared: true,
            unknown_members_refused: true,
            unknown_fields_refused: true,
            absent: Absent::Missing,
            template_write: TemplateWrite::Empty,
            ..Self::default()
        }
    }
}

/// Form of `data` in the response to a `get` that finds no record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NoRecord {
    /// `{"record":null}`.
    #[default]
    Null,
    /// `{"record":{}}`.
    Empty,
    /// `{}`.
    Missing,
}

/// Effect of an operation on one record whose filter matches several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SeveralMatches {
    /// Rejects the call and changes nothing.
    #[default]
    Refused,
    /// Applies it to the first match, in the order of creation.
    First,
}

/// Form of `total` in a list that does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Total {
    /// Left out.
    #[default]
    Absent,
    /// 0.
    Zero,
}

/// Fields of records in a call without `select`, with an empty one, or with `false` members only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NoSelect {
    /// Those of `$master`.
    #[default]
    Master,
    /// `_id`.
    Id,
}

/// Relations that `$master` selects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MasterRelations {
    /// Relations to one record, as `{"_id": ..}`.
    #[default]
    ToOne,
    /// None of those that are objects or lists.
    None,
    /// Relations to one record and to many, as `{"_id": ..}`.
    All,
}

/// Meaning of values other than `true` of `$empty` and `$nempty`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EmptyValue {
    /// The same as `true`.
    #[default]
    True,
    /// `false` inverts the operator; of an older page's values, `"1"` means not empty and `"2"` empty, for both operators.
    Meaning,
    /// An error.
    Refused,
}

/// Meaning of an empty `$or`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EmptyGroups {
    /// It matches every record.
    #[default]
    All,
    /// It matches no record.
    None,
    /// It is an error.
    Refused,
}

/// Effect of an invalid record among others in `createMany`, and the order of the returned ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CreateMany {
    /// Stores all records or none, and returns the ids in the order of the records.
    #[default]
    Atomic,
    /// Stores the valid records.
    Partial,
    /// Stores all records or none, and returns the ids in the reverse order.
    Reversed,
}

/// Response to a token that is not valid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BadToken {
    /// `AUTH_FAILURE_TOKEN_FAILURE`, with the status of other errors.
    #[default]
    Ok,
    /// `INVALID_ACCESS_TOKEN` with 401.
    Unauthorized,
}

/// Handling of what the service accepts and what cannot be meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Misuse {
    /// Rejects them with the reason.
    #[default]
    Refused,
    /// Uses what was meant, where that is certain, and says so in the emulator's log.
    Logged,
}

/// Response to a template that writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TemplateWrite {
    /// `{"total": n, "records": []}`.
    #[default]
    Records,
    /// `{}`.
    Empty,
}

/// Response to a wrong path or method of the gateway.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WrongPath {
    /// 404 or 405.
    #[default]
    NotFound,
    /// 200.
    Ok,
}
