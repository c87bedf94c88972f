use std::fmt;

use serde::{Deserialize, Serialize};

/// Undocumented features of requests. Each is rejected by default, with an error that names its switch.
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
    /// `field eq null` and `field ne null` in filters; on object relations with `relation_filters` only.
    pub null: bool,
    /// `not` before a comparison, a function or parentheses in filters.
    pub not: bool,
    /// Filters on object relations (`one-one`, `many-one`), which compare the id or, with `null`, null; and sorting by them.
    pub relation_filters: bool,
    /// More than one field in `$orderby`.
    pub several_sort_fields: bool,
    /// `$select=name,score`: records of a list then have these fields and no others.
    pub select: bool,
    /// PUT on a record, as a synonym of PATCH (U30).
    pub put: bool,
    /// `('a','b')` in batch calls, for two ids (U1).
    pub quoted_ids: bool,
    /// `('a,b')` in batch calls (U1).
    pub comma_ids: CommaIds,
    /// Environment type `dev` of private deployments, as a synonym of `pre` (U29).
    pub dev: bool,
    /// Spelling of the path of the role list (U14).
    pub role_list: RoleList,
}

/// Spelling of the path of the role list (U14).
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

/// Meaning of `('a,b')` in batch calls (U1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CommaIds {
    /// An error.
    #[default]
    Refused,
    /// One id that contains a comma, so that nothing is found: a client that relies on commas must count.
    One,
    /// Two ids.
    Split,
}

impl Accept {
    /// Disables all features, and reads `('a,b')` in the way that is hardest on a client.
    pub(super) fn strict() -> Self {
        Self { comma_ids: CommaIds::One, ..Self::default() }
    }

    /// Enables all features.
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

    /// Returns true if requests may use a feature.
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

/// A feature that a switch of [`Accept`] enables. It prints as the end of a sentence: how to enable it.
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

impl Feature {
    /// The switch that enables it.
    pub(crate) fn switch(self) -> &'static str {
        match self {
            Feature::StartsWith => "accept.starts_with",
            Feature::EndsWith => "accept.ends_with",
            Feature::GeLe => "accept.ge_le",
            Feature::Null => "accept.null",
            Feature::Not => "accept.not",
            Feature::RelationFilters => "accept.relation_filters",
            Feature::SeveralSortFields => "accept.several_sort_fields",
            Feature::Select => "accept.select",
            Feature::Put => "accept.put",
            Feature::QuotedIds => "accept.quoted_ids",
            Feature::CommaIds => "accept.comma_ids",
            Feature::Dev => "accept.dev",
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if *self == Feature::CommaIds { " = \"split\"" } else { "" };
        write!(f, "allow it with `{}{value}` in the emulator's profile", self.switch())
    }
}
