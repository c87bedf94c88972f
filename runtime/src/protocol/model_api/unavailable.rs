//! Errors for what the data-model gateway cannot do, with the interface that can.

use crate::Error;
use crate::filter::{Search, SortKey};

pub(super) fn option_sets() -> Error {
    Error::not_enabled(
        "option sets: the data-model gateway has no call for them; read them with a client of the OData interface \
         (`GatewayKind::OData`)"
            .to_owned(),
    )
}

pub(super) fn raw_filter() -> Error {
    Error::not_enabled(
        "`raw_unchecked`: the data-model gateway has no filters as text; use typed operators, or a client of the OData \
         interface (`GatewayKind::OData`)"
            .to_owned(),
    )
}

/// A search at the start or the end of a text.
pub(super) fn search(field: &str, search: Search) -> Error {
    let (operator, place) = match search {
        Search::EndsWith => ("ends_with", "end"),
        Search::StartsWith | Search::Contains => ("starts_with", "beginning"),
    };
    Error::not_enabled(format!(
        "`{operator}` on field `{field}`: the data-model gateway documents no operator for it; use `contains` and look at \
         the {place} in Rust, or a client of the OData interface (`GatewayKind::OData`) with `Dialect::{operator}(true)`"
    ))
}

/// A condition on the id of a related record.
pub(super) fn relation_filter(field: &str) -> Error {
    Error::not_enabled(format!(
        "a filter on field `{field}`: the data-model gateway does not document filters on the ids of relations of this \
         kind; if your environment has them, set `Dialect::relation_filters(true)` on the client"
    ))
}

/// An order of texts, which `$gt` and its like are not documented for.
pub(super) fn text_order(field: &str) -> Error {
    Error::not_enabled(format!(
        "a filter that compares by order on field `{field}`: the data-model gateway documents it for numbers and times only; \
         compare the texts in Rust, or use a client of the OData interface (`GatewayKind::OData`)"
    ))
}

pub(super) fn relation_order(field: &str) -> Error {
    Error::not_enabled(format!(
        "sorting by field `{field}`: the data-model gateway does not document sorting by relations; sort by another field"
    ))
}

pub(super) fn order(keys: &[SortKey]) -> Error {
    let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.field)).collect();
    Error::not_enabled(format!(
        "sorting by {}: the data-model gateway sorts by three fields at most, and `_id` is the last of them, so that pages \
         are stable; call `order_by` at most twice",
        names.join(", ")
    ))
}
