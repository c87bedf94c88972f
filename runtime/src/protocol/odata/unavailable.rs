//! Errors for what the OData interface cannot do, with the interface that can.

use crate::Error;

/// A filter through a relation.
pub(super) fn matches(field: &str, is_list: bool) -> Error {
    let instead = match is_list {
        true => "read the related records first, and combine them with the rows in Rust",
        false => "read the ids of the related records first, and filter by `one_of` with them on this field",
    };
    Error::not_enabled(format!(
        "`matches` on field `{field}`: the OData interface has no filters through relations; {instead}, or use a client of \
         the data-model gateway (`GatewayKind::Model`)"
    ))
}

/// A search without regard to case.
pub(super) fn contains_ignore_case(field: &str) -> Error {
    Error::not_enabled(format!(
        "`contains_ignore_case` on field `{field}`: the OData interface has no operator for it; use `contains` for each \
         spelling, or a client of the data-model gateway (`GatewayKind::Model`) with `Dialect::contains_ignore_case(true)`"
    ))
}

/// A write of a list of related records.
pub(super) fn references(field: &str) -> Error {
    Error::not_enabled(format!(
        "a write of field `{field}`, a list of related records: WeDa documents no form of it on the OData interface; set the \
         relation in the related records, or use a client of the data-model gateway (`GatewayKind::Model`)"
    ))
}

pub(super) fn upsert() -> Error {
    Error::not_enabled(
        "`upsert`: the OData interface has no such call; use a client of the data-model gateway (`GatewayKind::Model`), or \
         `create`, and if it ends in `ErrorKind::Conflict`, look the record up by the unique field and `update` it"
            .to_owned(),
    )
}

/// A write of values that depend on the stored ones.
pub(super) fn change() -> Error {
    Error::not_enabled(
        "`change` and `increment`: the OData interface cannot compare and write in one step, and a read before the write \
         would lose the writes in between; use a client of the data-model gateway (`GatewayKind::Model`)"
            .to_owned(),
    )
}

/// A write by filter, with the one by ids.
pub(super) fn by_filter(method: &str, by_ids: &str) -> Error {
    Error::not_enabled(format!(
        "`{method}`: the OData interface has no writes by filter; use `Query::{by_ids}(..).at_most(n)`, which reads the ids \
         and writes one record per call, or a client of the data-model gateway (`GatewayKind::Model`)"
    ))
}
