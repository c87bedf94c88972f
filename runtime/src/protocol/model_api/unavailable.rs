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
        Search::ContainsIgnoreCase => return contains_ignore_case(field),
        Search::EndsWith => ("ends_with", "end"),
        Search::StartsWith | Search::Contains => ("starts_with", "beginning"),
    };
    Error::not_enabled(format!(
        "`{operator}` on field `{field}`: the data-model gateway documents no operator for it; use `contains` and look at \
         the {place} in Rust, or a client of the OData interface (`GatewayKind::OData`) with `Dialect::{operator}(true)`"
    ))
}

/// A search without regard to case.
fn contains_ignore_case(field: &str) -> Error {
    Error::not_enabled(format!(
        "`contains_ignore_case` on field `{field}`: WeDa does not document where it is available; use `contains` for each \
         spelling, or, if your environment has `$search_ci`, set `Dialect::contains_ignore_case(true)` on the client"
    ))
}

/// A filter through a relation that does not have to hold by itself.
pub(super) fn inner_matches(field: &str) -> Error {
    Error::not_enabled(format!(
        "`matches` on field `{field}` within `|` or `!`: the data-model gateway takes a filter through a relation alone, or \
         combined with others by `&`; send one query for each alternative and combine the rows in Rust"
    ))
}

/// A filter through a relation of related records.
pub(super) fn nested_matches(field: &str, outer: &str) -> Error {
    Error::not_enabled(format!(
        "`matches` on field `{field}` within `matches` on field `{outer}`: the data-model gateway follows relations one level \
         deep; read the ids of the records that the inner one matches first, and filter by `one_of` with them"
    ))
}

/// A second filter through a relation.
pub(super) fn second_matches(first: &str, second: &str) -> Error {
    Error::not_enabled(format!(
        "`matches` on field `{first}` and on field `{second}` in one filter: the data-model gateway does not document how \
         several filters through relations are combined; use one of them, and apply the other to the rows in Rust"
    ))
}

/// A filter through a relation in a write, for which `relateWhere` is not documented.
pub(super) fn matches_in_write(field: &str) -> Error {
    Error::not_enabled(format!(
        "`matches` on field `{field}` in a write: the data-model gateway documents filters through relations for reads only; \
         use `Query::update_all` or `delete_all` with `at_most(n)`, which read the ids first"
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
