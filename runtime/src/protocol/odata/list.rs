//! Lists: filter, order and window as query options.

use std::borrow::Cow;

use http::Method;

use super::address::{MAX_URL_LENGTH, collection, field};
use super::dialect::{Dialect, Undocumented};
use super::filter;
use crate::Error;
use crate::filter::SortKey;
use crate::model::RelationStyle;
use crate::protocol::Endpoint;
use crate::protocol::Window;
use crate::protocol::names::encode;
use crate::protocol::operation::{ListSpec, PreparedList};
use crate::request::{Idempotency, OperationKind, Request};

/// Room for `$skip`, `$top` and `$count`: the longest are 47 bytes.
pub(super) const PAGING: usize = 48;

/// Checks that the order is documented or enabled in the dialect.
pub(super) fn allow_order(dialect: &Dialect, order: &[SortKey]) -> Result<(), Error> {
    if let [first, second, ..] = order {
        dialect.allow(Undocumented::SeveralSortFields { first: &first.field, second: &second.field, order })?;
    }
    if let Some(key) = order.iter().find(|key| key.form == RelationStyle::Object) {
        dialect.allow(Undocumented::RelationOrder { field: &key.field })?;
    }
    Ok(())
}

/// Source: "Data source management API", query by filter.
pub(super) fn prepare(dialect: &Dialect, endpoint: Endpoint<'_>, spec: ListSpec<'_>) -> Result<PreparedList, Error> {
    let mut path = collection(endpoint, &spec.model)?;
    path.push('?');
    if let Some(expr) = spec.filter {
        path.push_str("$filter=");
        filter::write(expr, dialect, &mut path)?;
        path.push('&');
    }
    for (at, key) in spec.order.iter().enumerate() {
        path.push_str(if at == 0 { "$orderby=" } else { "," });
        field(&key.field, &mut path)?;
        path.push_str(if key.descending { "%20desc" } else { "%20asc" });
    }
    path.push('&');
    if dialect.select {
        select(&spec, &mut path)?;
    }
    match endpoint.base_url.len() + path.len() + PAGING {
        0..=MAX_URL_LENGTH => Ok(PreparedList { model: spec.model, text: path }),
        length => Err(Error::invalid_value(format!(
            "the URL of the query would have {length} bytes, but at most {MAX_URL_LENGTH} can be sent; \
             filter by fewer values at a time and combine the rows"
        ))),
    }
}

/// Duplicate records are detected by their ids, which a view need not load.
fn select(spec: &ListSpec<'_>, path: &mut String) -> Result<(), Error> {
    const START: &str = "$select=_id";
    if let Some(names) = spec.names {
        path.push_str(START);
        for name in names.iter().filter(|name| *name != "_id") {
            path.push(',');
            field(name, path)?;
        }
    } else if let Some(names) = (spec.select)().fields {
        path.push_str(START);
        for name in names.iter().filter(|name| **name != "_id") {
            path.push(',');
            encode(name, path);
        }
    } else {
        return Ok(());
    }
    path.push('&');
    Ok(())
}

pub(super) fn page(list: Cow<'_, PreparedList>, window: Window) -> Request {
    let (model, mut path) = match list {
        Cow::Owned(list) => (list.model, list.text),
        Cow::Borrowed(list) => {
            let mut path = String::with_capacity(list.text.len() + PAGING);
            path.push_str(&list.text);
            (list.model.clone(), path)
        }
    };
    path.push_str("$skip=");
    path.push_str(itoa::Buffer::new().format(window.skip));
    path.push_str("&$top=");
    path.push_str(itoa::Buffer::new().format(window.top));
    path.push_str("&$count=true");
    Request {
        method: Method::GET,
        path,
        body: None,
        expect: 200,
        operation: OperationKind::Read,
        model: Some(model),
        record: None,
        idempotency: Idempotency::Read,
    }
}
