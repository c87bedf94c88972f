use std::fmt;

use serde::{Deserialize, Serialize};

/// Features of requests that no document names; each is refused unless it is switched on, with an error that
/// names its switch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Accept {
    /// `startswith(field,'text')` in filters.
    pub starts_with: bool,
    /// `endswith(field,'text')` in filters.
    pub ends_with: bool,
    /// The operators `ge` and `le` in filters.
    pub ge_le: bool,
    /// `field eq null` and `field ne null` in filters; on a relation of the newer kind with `relation_filters` only.
    pub null: bool,
    /// `not` before a comparison, a function or parentheses in filters.
    pub not: bool,
    /// Filters on relations of the newer kind (`one-one`, `many-one`) as a comparison with the id or, with `null`, with
    /// null, and sorting by them.
    pub relation_filters: bool,
    /// More than one field in `$orderby`.
    pub several_sort_fields: bool,
    /// `$select=name,score`: records of a list then have these fields and no others.
    pub select: bool,
    /// PUT on a record, taken for PATCH (U30).
    pub put: bool,
    /// `('a','b')` in batch calls, for two ids (U1).
    pub quoted_ids: bool,
    /// `('a,b')` in batch calls (U1).
    pub comma_ids: CommaIds,
    /// The environment type `dev` of private deployments, taken for `pre` (U29).
    pub dev: bool,
    /// How the path of the role list is spelled (U14).
    pub role_list: RoleList,
}

/// How the path of the role list is spelled (U14).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RoleList {
    /// `describeRoelList`.
    #[default]
    Documented,
    /// `describeRoleList`.
    Corrected,
    /// Either.
    Both,
}

/// What `('a,b')` is in batch calls (U1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CommaIds {
    /// An error.
    #[default]
    Refused,
    /// One id with a comma in it, so that nothing is found: a client that trusts a comma has to count.
    One,
    /// Two ids.
    Split,
}

impl Accept {
    /// No feature, and the reading of `('a,b')` that is hardest on a client.
    pub(super) fn strict() -> Self {
        Self { comma_ids: CommaIds::One, ..Self::default() }
    }

    /// Everything.
    pub(super) fn all() -> Self {
        Self {
            starts_with: true,
            ends_with: true,
            ge_le: true,
            null: true,
            not: true,
            relation_filters: true,
            several_sort_fields: true,
            select: true,
            put: true,
            quoted_ids: true,
            comma_ids: CommaIds::Split,
            dev: true,
            role_list: RoleList::Both,
        }
    }

    /// Whether requests may use a feature.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::StartsWith => self.starts_with,
            Feature::EndsWith => self.ends_with,
            Feature::GeLe => self.ge_le,
            Feature::Null => self.null,
            Feature::Not => self.not,
            Feature::RelationFilters => self.relation_filters,
            Feature::SeveralSortFields => self.several_sort_fields,
            Feature::Select => self.select,
            Feature::Put => self.put,
            Feature::QuotedIds => self.quoted_ids,
            Feature::CommaIds => self.comma_ids == CommaIds::Split,
            Feature::Dev => self.dev,
        }
    }
}

/// A feature that a switch of [`Accept`] allows. It prints as the last half of a sentence: how to switch it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    StartsWith,
    EndsWith,
    GeLe,
    Null,
    Not,
    RelationFilters,
    SeveralSortFields,
    Select,
    Put,
    QuotedIds,
    CommaIds,
    Dev,
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let switch = match self {
            Feature::StartsWith => "starts_with",
            Feature::EndsWith => "ends_with",
            Feature::GeLe => "ge_le",
            Feature::Null => "null",
            Feature::Not => "not",
            Feature::RelationFilters => "relation_filters",
            Feature::SeveralSortFields => "several_sort_fields",
            Feature::Select => "select",
            Feature::Put => "put",
            Feature::QuotedIds => "quoted_ids",
            Feature::CommaIds => "comma_ids = \"split\"",
            Feature::Dev => "dev",
        };
        write!(f, "allow it with `accept.{switch}` in the emulator's profile")
    }
}
