//! The query options of a list call.

mod problem;

use super::filter;
use crate::face::query::pairs;
use crate::profile::{Excess, Feature, Profile};
use crate::schema::Model;
use crate::store::{List, Order, Unsortable};
pub(super) use problem::Problem;

/// What the query of a list call asks for.
pub(super) struct Asked {
    pub(super) list: List,
    /// What was asked for, where a page has less at most.
    pub(super) cut: Option<u64>,
    /// The fields to answer with; all of them where there are none named.
    pub(super) select: Option<Vec<String>>,
}

/// The list that a query, still percent-encoded, asks for; `max` is the largest page.
pub(super) fn list(query: &str, model: &Model, max: u32, profile: &Profile) -> Result<Asked, Problem> {
    let limits = &profile.lists;
    let unordered = if limits.shuffled { Order::Shuffled } else { Order::Creation };
    let mut list = List { top: limits.default_top.min(max).into(), order: unordered, ..List::default() };
    let (mut cut, mut chosen) = (None, None);
    for (option, value) in pairs(query)? {
        match option.as_str() {
            "$filter" => list.condition = Some(filter::compile(&value, model, profile).map_err(Problem::Filter)?),
            "$orderby" => list.order = Order::By(order(&value, model, profile)?),
            "$skip" => list.skip = number("$skip", &value)?,
            "$top" => {
                let top = number("$top", &value)?;
                if top > max.into() {
                    match limits.excess {
                        Excess::Cut => cut = Some(top),
                        Excess::Refused => return Err(Problem::Excess { top, max }),
                    }
                }
                list.top = top.min(max.into());
            }
            "$count" => {
                list.count = match value.as_str() {
                    "true" => true,
                    "false" => false,
                    _ => return Err(Problem::Count),
                }
            }
            "$select" if profile.accept.has(Feature::Select) => chosen = Some(select(&value, model)?),
            "$select" => return Err(Problem::SelectOff),
            _ => return Err(Problem::Unknown { option }),
        }
    }
    Ok(Asked { list, cut, select: chosen })
}

/// A number of digits only. One beyond 64 bits is as good as the largest.
fn number(option: &'static str, value: &str) -> Result<u64, Problem> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::Number { option });
    }
    Ok(value.parse().unwrap_or(u64::MAX))
}

/// `field`, `field asc` or `field desc`; several of them with commas, where the profile has it.
fn order(value: &str, model: &Model, profile: &Profile) -> Result<Vec<(String, bool)>, Problem> {
    let mut order: Vec<(String, bool)> = Vec::new();
    for part in value.split(',') {
        let mut words = part.split_whitespace();
        let field = words.next().ok_or(Problem::EmptyOrder)?.to_owned();
        let direction = words.collect::<Vec<_>>().join(" ");
        let descending = match direction.as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(Problem::Direction { direction }),
        };
        if order.iter().any(|(known, _)| *known == field) {
            return Err(Problem::OrderTwice { field });
        }
        Order::check(model, &field, profile).map_err(|unsortable| match unsortable {
            Unsortable::NewRelation => Problem::NoRelationOrder { field: field.clone() },
            Unsortable::Kind(kind) => Problem::NoOrder { field: field.clone(), kind },
            Unsortable::Unknown => {
                Problem::UnknownOrder { field: field.clone(), model: model.identifier.clone(), known: model.keys() }
            }
        })?;
        order.push((field, descending));
    }
    if order.len() > 1 && !profile.accept.has(Feature::SeveralSortFields) {
        return Err(Problem::SeveralOrders);
    }
    Ok(order)
}

/// `field,field`.
fn select(value: &str, model: &Model) -> Result<Vec<String>, Problem> {
    let mut fields: Vec<String> = Vec::new();
    for field in value.split(',').map(str::trim) {
        if field.is_empty() {
            return Err(Problem::EmptySelect);
        }
        let field = field.to_owned();
        if fields.contains(&field) {
            return Err(Problem::SelectTwice { field });
        }
        if model.column(&field).is_none() && model.virtual_field(&field).is_none() {
            return Err(Problem::UnknownSelect { field, model: model.identifier.clone(), known: model.keys() });
        }
        fields.push(field);
    }
    Ok(fields)
}
