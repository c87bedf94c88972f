//! The query options of a list call.

mod problem;

use super::filter;
use crate::face::query::pairs;
use crate::profile::{Excess, Feature, Profile};
use crate::schema::Model;
use crate::store::{List, Order, Unsortable};
pub(super) use problem::OptionProblem;

/// The parsed query options of a list call.
pub(super) struct ListOptions {
    pub(super) list: List,
    /// The requested `$top`, if it was reduced to the largest page.
    pub(super) reduced_top: Option<u64>,
    /// The selected fields, or `None` for all.
    pub(super) select: Option<Vec<String>>,
}

/// Parses a percent-encoded query; `max` is the largest page.
pub(super) fn parse(query: &str, model: &Model, max: u32, profile: &Profile) -> Result<ListOptions, OptionProblem> {
    let limits = &profile.lists;
    let unordered = if limits.shuffled { Order::Shuffled } else { Order::Creation };
    let mut list = List { top: limits.default_top.min(max).into(), order: unordered, ..List::default() };
    let (mut reduced_top, mut selected) = (None, None);
    for (option, value) in pairs(query)? {
        match option.as_str() {
            "$filter" => list.condition = Some(filter::compile(&value, model, profile).map_err(OptionProblem::Filter)?),
            "$orderby" => list.order = Order::By(order(&value, model, profile)?),
            "$skip" => list.skip = number("$skip", &value)?,
            "$top" => {
                let top = number("$top", &value)?;
                if top > max.into() {
                    match limits.excess {
                        Excess::Cut => reduced_top = Some(top),
                        Excess::Refused => return Err(OptionProblem::Excess { top, max }),
                    }
                }
                list.top = top.min(max.into());
            }
            "$count" => {
                list.count = match value.as_str() {
                    "true" => true,
                    "false" => false,
                    _ => return Err(OptionProblem::Count),
                }
            }
            "$select" if profile.accept.has(Feature::Select) => selected = Some(select(&value, model)?),
            "$select" => return Err(OptionProblem::SelectOff),
            _ => return Err(OptionProblem::Unknown { option }),
        }
    }
    Ok(ListOptions { list, reduced_top, select: selected })
}

/// A number of digits only, saturating at 64 bits.
fn number(option: &'static str, value: &str) -> Result<u64, OptionProblem> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(OptionProblem::Number { option });
    }
    Ok(value.parse().unwrap_or(u64::MAX))
}

/// Parses `field`, `field asc` or `field desc`, or several of them with commas if the profile accepts that.
fn order(value: &str, model: &Model, profile: &Profile) -> Result<Vec<(String, bool)>, OptionProblem> {
    let mut order: Vec<(String, bool)> = Vec::new();
    for part in value.split(',') {
        let mut words = part.split_whitespace();
        let field = words.next().ok_or(OptionProblem::EmptyOrder)?.to_owned();
        let direction = words.collect::<Vec<_>>().join(" ");
        let descending = match direction.as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(OptionProblem::Direction { direction }),
        };
        if order.iter().any(|(known, _)| *known == field) {
            return Err(OptionProblem::OrderTwice { field });
        }
        Order::check(model, &field, profile).map_err(|unsortable| match unsortable {
            Unsortable::ObjectRelation => OptionProblem::RelationOrder { field: field.clone() },
            Unsortable::Kind(kind) => OptionProblem::NoOrder { field: field.clone(), kind },
            Unsortable::Unknown => OptionProblem::UnknownOrder {
                field: field.clone(),
                model: model.identifier.clone(),
                known: model.keys(),
            },
        })?;
        order.push((field, descending));
    }
    if order.len() > 1 && !profile.accept.has(Feature::SeveralSortFields) {
        return Err(OptionProblem::SeveralOrders);
    }
    Ok(order)
}

/// Parses `field,field`.
fn select(value: &str, model: &Model) -> Result<Vec<String>, OptionProblem> {
    let mut fields: Vec<String> = Vec::new();
    for field in value.split(',').map(str::trim) {
        if field.is_empty() {
            return Err(OptionProblem::EmptySelect);
        }
        let field = field.to_owned();
        if fields.contains(&field) {
            return Err(OptionProblem::SelectTwice { field });
        }
        if model.column(&field).is_none() && model.virtual_field(&field).is_none() {
            return Err(OptionProblem::UnknownSelect { field, model: model.identifier.clone(), known: model.keys() });
        }
        fields.push(field);
    }
    Ok(fields)
}
