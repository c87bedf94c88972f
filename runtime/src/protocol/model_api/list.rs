//! Lists: filter, fields, order and page in a body.

use std::borrow::Cow;

use http::Method;

use super::filter;
use super::requests::path;
use super::{ModelApi, unavailable};
use crate::Error;
use crate::codec::Writer;
use crate::filter::SortKey;
use crate::model::RelationStyle;
use crate::protocol::operation::{ListSpec, PreparedList, Related, Select, Selection};
use crate::protocol::{Endpoint, PAGE_SIZE, Window};
use crate::request::{Idempotency, OperationKind, Request};
use crate::value::Value;

/// The documented maximum of sort fields.
const MAX_KEYS: usize = 3;

/// Checks that the order is documented.
pub(super) fn allow_order(order: &[SortKey]) -> Result<(), Error> {
    if let Some(key) = order.iter().find(|key| key.form == RelationStyle::Object) {
        return Err(unavailable::relation_order(&key.field));
    }
    match keys(order).count() > MAX_KEYS {
        true => Err(unavailable::order(order)),
        false => Ok(()),
    }
}

/// The sort fields with their directions, and `_id` last: without it, the order of records with equal values is not
/// promised. A repeated field has no effect.
fn keys(order: &[SortKey]) -> impl Iterator<Item = (&str, bool)> {
    let by_id = ("_id", false);
    let named = order.iter().map(|key| (&*key.field, key.descending));
    let is_first = |at: usize, field: &str| !order[..at.min(order.len())].iter().any(|key| key.field == field);
    named.chain([by_id]).enumerate().filter(move |(at, (field, _))| is_first(*at, field)).map(|(_, key)| key)
}

pub(super) fn prepare(gateway: &ModelApi, endpoint: Endpoint<'_>, spec: ListSpec<'_>) -> Result<PreparedList, Error> {
    let members = match spec.filter {
        Some(expr) => filter::members(expr, gateway)?,
        None => r#""where":{}"#.to_owned(),
    };
    let order: Vec<(&str, bool)> = keys(spec.order).collect();
    for (field, _) in &order {
        filter::check_field(field)?;
    }
    let select = match spec.names {
        Some(names) => {
            names.iter().try_for_each(|name| filter::check_field(name))?;
            let mut out = Writer::with_capacity(128);
            by_name(&mut out, "_id", names.iter().map(String::as_str));
            out.finish().expect("it has no number")
        }
        None => select(&(spec.select)()),
    };
    prepared(endpoint, spec.model, &members, &select, &order)
}

/// Prepares the list of the records with one of these values in a field, and returns it with their number, a page at
/// most.
pub(super) fn any_of(
    endpoint: Endpoint<'_>,
    model: Cow<'static, str>,
    field: &str,
    values: &[&Value],
    select: Select,
) -> Result<(PreparedList, usize), Error> {
    let values = &values[..values.len().min(PAGE_SIZE as usize)];
    filter::check_field(field)?;
    let mut condition = Writer::new();
    condition.raw(r#""where":"#);
    let members = [(values, field)];
    let mut fits = Ok(());
    condition.named(members, |out, values| {
        out.raw(r#"{"$in":"#);
        out.list(values, |out, value| {
            if let Err(why) = filter::literal(&value.0, out) {
                fits = Err(why);
            }
        });
        out.raw("}");
    });
    fits.map_err(|why| {
        Error::invalid_value(format!("the value of field `{field}` cannot be searched for: {why}; use another value"))
    })?;
    let members = condition.finish_text().expect("literals are checked");
    let selection = self::select(&select());
    Ok((prepared(endpoint, model, &members, &selection, &[("_id", false)])?, values.len()))
}

/// The path and, after a space, the body without the page; `filter` has the members of the filter.
fn prepared(
    endpoint: Endpoint<'_>,
    model: Cow<'static, str>,
    filter: &str,
    select: &[u8],
    order: &[(&str, bool)],
) -> Result<PreparedList, Error> {
    let mut body = Writer::with_capacity(filter.len() + 256);
    body.raw(&path(endpoint, &model, "list")?);
    body.raw(r#" {"filter":{"#);
    body.raw(filter);
    body.raw(r#"},"select":"#);
    body.raw(std::str::from_utf8(select).expect("it is text"));
    body.raw(r#","orderBy":"#);
    body.list(order, |out, (field, descending)| {
        out.named([(*descending, *field)], |out, descending| out.text(if descending { "desc" } else { "asc" }));
    });
    Ok(PreparedList { model, text: body.finish_text().expect("it has no number") })
}

/// Returns the `select` of a request, which is always sent: what its absence means is not documented. Relations are
/// named, since `$master` may not include them.
pub(super) fn select(selection: &Selection) -> Vec<u8> {
    let mut out = Writer::with_capacity(128);
    match selection.fields {
        Some(names) if !selection.related.is_empty() => with_related(&mut out, names, selection.related),
        Some(names) => by_name(&mut out, "_id", names.iter().copied()),
        None => by_name(&mut out, "$master", selection.relations.iter().copied().filter(|name| *name != "_id")),
    }
    out.finish().expect("it has no number")
}

/// Writes the names as members, each once.
fn by_name<'n>(out: &mut Writer, first: &'n str, rest: impl Iterator<Item = &'n str>) {
    let mut names = vec![first];
    for name in rest {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    out.named(names.into_iter().map(|name| ((), name)), |out, ()| out.boolean(true));
}

/// The relations of the platform's own fields, whose values are ids as texts.
const PLATFORM: [&str; 5] = ["owner", "createBy", "updateBy", "_mainDep", "_departmentList"];

/// Returns true if a relation's records can be selected in place: those of the newer kind, one level deep. A view that
/// holds ids of relations itself needs a second level.
///
/// Source: "Data models", select.
pub(super) fn expands(relation: &Related) -> bool {
    let is_platform = |name: &&'static str| *name == "_id" || PLATFORM.contains(name);
    (relation.many || relation.by_object) && (relation.references)().iter().all(is_platform)
}

fn with_related(out: &mut Writer, names: &[&'static str], related: &'static [Related]) {
    let all = ["_id"].into_iter().chain(names.iter().copied().filter(|name| *name != "_id"));
    let members = all.map(|name| (related.iter().find(|relation| relation.field == name), name));
    out.named(members, |out, relation| match relation {
        Some(relation) if expands(relation) => {
            out.raw(std::str::from_utf8(&select(&(relation.select)())).expect("it is text"));
        }
        // The ids alone.
        Some(relation) if relation.many => out.raw(r#"{"_id":true}"#),
        _ => out.boolean(true),
    });
}

/// Creates the request for a page. Both of its numbers are sent, as one alone may be ignored.
pub(super) fn page(list: Cow<'_, PreparedList>, window: Window) -> Request {
    let (path, parts) = list.text.split_once(' ').expect("a path has no space");
    let number = window.skip / window.top + 1;
    let mut body = String::with_capacity(parts.len() + 64);
    body.push_str(parts);
    body.push_str(r#","pageSize":"#);
    body.push_str(itoa::Buffer::new().format(window.top));
    body.push_str(r#","pageNumber":"#);
    body.push_str(itoa::Buffer::new().format(number));
    body.push_str(r#","getCount":true}"#);
    Request {
        method: Method::POST,
        path: path.to_owned(),
        body: Some(body.into()),
        expect: 200,
        operation: OperationKind::Read,
        model: Some(list.model.clone()),
        record: None,
        idempotency: Idempotency::Read,
    }
}

#[cfg(test)]
mod tests;
