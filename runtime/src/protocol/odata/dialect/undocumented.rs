//! Undocumented features, and the messages that name their switches.

use std::fmt;

use super::Dialect;
use crate::Error;
use crate::filter::SortKey;
use crate::model::RelationStyle;

/// Something in a query that no document of the vendor describes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Undocumented<'a> {
    StartsWith {
        field: &'a str,
    },
    EndsWith {
        field: &'a str,
    },
    /// `is_null` or `is_not_null`.
    Null {
        operator: &'static str,
        field: &'a str,
    },
    /// The same on a relation of the newer kind, which waits for two switches.
    RelationNull {
        operator: &'static str,
        field: &'a str,
    },
    /// `!` before an operator that has no opposite.
    Not {
        operator: &'static str,
        field: &'a str,
    },
    NotRaw,
    RelationFilter {
        field: &'a str,
    },
    RelationOrder {
        field: &'a str,
    },
    SeveralSortFields {
        first: &'a str,
        second: &'a str,
        order: &'a [SortKey],
    },
}
use Undocumented::{
    EndsWith, Not, NotRaw, Null, RelationFilter, RelationNull, RelationOrder, SeveralSortFields, StartsWith,
};

impl Dialect {
    /// Checks that a feature is enabled.
    pub(crate) fn allow(&self, what: Undocumented<'_>) -> Result<(), Error> {
        let is_on = match what {
            StartsWith { .. } => self.starts_with,
            EndsWith { .. } => self.ends_with,
            Null { .. } => self.null_filters,
            RelationNull { .. } => self.null_filters && self.relation_filters,
            Not { .. } | NotRaw => self.not,
            RelationFilter { .. } | RelationOrder { .. } => self.relation_filters,
            SeveralSortFields { .. } => self.several_sort_fields,
        };
        if is_on { Ok(()) } else { Err(Error::not_enabled(what.to_string())) }
    }
}

impl Undocumented<'_> {
    /// Returns true if the data-model gateway documents it; see `model_api/unavailable.rs` for the reverse.
    fn is_on_the_other_gateway(&self) -> bool {
        match self {
            Null { .. } => true,
            Not { operator, .. } => *operator == "contains",
            // It sorts by three, and `_id` is the last of them.
            SeveralSortFields { order, .. } => order.len() < 3 && order.iter().all(|key| key.form == RelationStyle::Id),
            StartsWith { .. } | EndsWith { .. } | NotRaw => false,
            RelationNull { .. } | RelationFilter { .. } | RelationOrder { .. } => false,
        }
    }
}

impl fmt::Display for Undocumented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let switch = match self {
            StartsWith { field } => {
                write!(
                    f,
                    "`starts_with` on field `{field}`: WeDa does not document it; use `contains` and look at the beginning \
                     in Rust, or, if your environment has `startswith`"
                )?;
                "starts_with"
            }
            EndsWith { field } => {
                write!(
                    f,
                    "`ends_with` on field `{field}`: WeDa does not document it; use `contains` and look at the end in Rust, \
                     or, if your environment has `endswith`"
                )?;
                "ends_with"
            }
            Null { operator, field } => {
                write!(
                    f,
                    "`{operator}` on field `{field}`: WeDa does not document comparisons with null; look for `None` in \
                     Rust, or, if your environment has them"
                )?;
                "null_filters"
            }
            RelationNull { operator, field } => {
                write!(
                    f,
                    "`{operator}` on field `{field}`: WeDa documents neither comparisons with null nor filters on relations \
                     of this kind; look for `None` in Rust, or, if your environment has both, set \
                     `Dialect::null_filters(true)`"
                )?;
                return f.write_str(" and `Dialect::relation_filters(true)` on the client");
            }
            Not { operator, field } => {
                write!(
                    f,
                    "`!` before `{operator}` on field `{field}`: WeDa documents no way to say it; leave the rows out after \
                     reading them, or, if your environment has `not`"
                )?;
                "not"
            }
            NotRaw => {
                f.write_str(
                    "`!` before `raw_unchecked`: WeDa documents no way to say it; write the opposite into the text, or, \
                     if your environment has `not`",
                )?;
                "not"
            }
            RelationFilter { field } => {
                write!(
                    f,
                    "a filter on field `{field}`: WeDa does not document filters on relations of this kind; if your \
                     environment has them"
                )?;
                "relation_filters"
            }
            RelationOrder { field } => {
                write!(
                    f,
                    "sorting by field `{field}`: WeDa does not document sorting by relations of this kind; sort by another \
                     field, or, if your environment sorts by them"
                )?;
                "relation_filters"
            }
            SeveralSortFields { first, second, .. } => {
                write!(
                    f,
                    "sorting by `{first}` and then by `{second}`: WeDa documents one sort field; call `order_by` once, or, \
                     if your environment sorts by several"
                )?;
                "several_sort_fields"
            }
        };
        write!(f, ", set `Dialect::{switch}(true)` on the client")?;
        match self.is_on_the_other_gateway() {
            true => f.write_str("; a client of the data-model gateway (`GatewayKind::Model`) needs no switch for it"),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelationStyle;

    /// Those about filters are pinned beside the writer of filters.
    #[test]
    fn an_order_is_refused_with_its_fields_and_the_switch() {
        let order = ["price", "title", "pages"].map(|field| SortKey {
            field: field.into(),
            descending: false,
            form: RelationStyle::Id,
        });
        for (what, words) in [
            (
                SeveralSortFields { first: "price", second: "title", order: &order[..2] },
                "sorting by `price` and then by `title`: WeDa documents one sort field; call `order_by` once, or, if your \
                 environment sorts by several, set `Dialect::several_sort_fields(true)` on the client; a client of the \
                 data-model gateway (`GatewayKind::Model`) needs no switch for it",
            ),
            (
                // The gateway sorts by two and the id.
                SeveralSortFields { first: "price", second: "title", order: &order },
                "sorting by `price` and then by `title`: WeDa documents one sort field; call `order_by` once, or, if your \
                 environment sorts by several, set `Dialect::several_sort_fields(true)` on the client",
            ),
            (
                RelationOrder { field: "author" },
                "sorting by field `author`: WeDa does not document sorting by relations of this kind; sort by another \
                 field, or, if your environment sorts by them, set `Dialect::relation_filters(true)` on the client",
            ),
        ] {
            assert_eq!(Dialect::default().allow(what).unwrap_err().to_string(), words);
        }
    }
}
