//! The query options of a list call.

use std::collections::BTreeMap;
use std::fmt;

use crate::profile::{Excess, Feature, Profile};
use crate::schema::Model;
use crate::store::{List, Order};
use crate::{filter, percent};

/// What can be wrong with the query of a call.
#[derive(Debug)]
pub(crate) enum Problem {
    Encoding,
    Repeated { option: String },
    Unknown { option: String },
    NotTaken { option: String },
    Number { option: &'static str },
    Excess { top: u64, max: u32 },
    Count,
    EmptyOrder,
    OrderTwice { field: String },
    SeveralOrders,
    Direction { direction: String },
    UnknownOrder { field: String, model: String, known: Vec<String> },
    NoOrder { field: String, kind: String },
    NoRelationOrder { field: String },
    SelectOff,
    EmptySelect,
    SelectTwice { field: String },
    UnknownSelect { field: String, model: String, known: Vec<String> },
    Filter(filter::Problem),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Encoding => f.write_str(
                "the query is not percent-encoded UTF-8: write each byte of its UTF-8 text as %XX, a percent sign as %25",
            ),
            Problem::Repeated { option } => write!(f, "{option} stands twice in the query: write it once"),
            Problem::Unknown { option } => write!(
                f,
                "the query option `{option}` is not documented: use $filter, $orderby, $skip, $top and $count, and \
                 leave the rest to your program"
            ),
            Problem::NotTaken { option } => {
                write!(f, "the query option `{option}` has no meaning here: only lists of records take query options")
            }
            Problem::Number { option } => {
                write!(f, "{option} is not a whole number: write digits only, like {option}=20")
            }
            Problem::Excess { top, max } => {
                write!(f, "$top is {top}, and a page has {max} records at most: ask for pages with $skip")
            }
            Problem::Count => f.write_str("$count is neither true nor false: write $count=true, or leave it out"),
            Problem::EmptyOrder => f.write_str("$orderby lacks a field: write $orderby=field or $orderby=field desc"),
            Problem::OrderTwice { field } => write!(f, "$orderby names `{field}` twice: write each field once"),
            Problem::SeveralOrders => write!(
                f,
                "$orderby has several fields, which is not documented: sort by one and by the rest in your program, or \
                 {}",
                Feature::SeveralSortFields
            ),
            Problem::Direction { direction } => {
                write!(f, "$orderby has the direction `{direction}`: write asc or desc behind the field")
            }
            Problem::UnknownOrder { field, model, known } => write!(
                f,
                "$orderby names `{field}`, which model `{model}` does not have: use one of {}",
                known.join(", ")
            ),
            Problem::NoOrder { field, kind } => write!(
                f,
                "$orderby names `{field}`, a field of kind {kind}, by which records cannot be sorted: sort by a text, \
                 a number or a date"
            ),
            Problem::NoRelationOrder { field } => write!(
                f,
                "$orderby names `{field}`, a relation of the newer kind (one-one, many-one), by which sorting is not \
                 documented: sort by a text, a number or a date, or {}",
                Feature::RelationFilters
            ),
            Problem::SelectOff => write!(
                f,
                "the query option `$select` is not documented: take what you need from the whole records, or {}",
                Feature::Select
            ),
            Problem::EmptySelect => f.write_str("$select lacks a field: write $select=name,score, or leave it out"),
            Problem::SelectTwice { field } => write!(f, "$select names `{field}` twice: write each field once"),
            Problem::UnknownSelect { field, model, known } => write!(
                f,
                "$select names `{field}`, which model `{model}` does not have: use some of {}",
                known.join(", ")
            ),
            Problem::Filter(problem) => problem.fmt(f),
        }
    }
}

/// Refuses a query on a call that takes none.
pub(crate) fn none(query: &str) -> Result<(), Problem> {
    match pairs(query)?.into_keys().next() {
        None => Ok(()),
        Some(option) => Err(Problem::NotTaken { option }),
    }
}

/// The list that a query, still percent-encoded, asks for; `max` is the largest page.
pub(crate) fn list(query: &str, model: &Model, max: u32, profile: &Profile) -> Result<List, Problem> {
    let limits = &profile.lists;
    let unordered = if limits.shuffled { Order::Shuffled } else { Order::Creation };
    let mut list = List { top: limits.default_top.min(max).into(), order: unordered, ..List::default() };
    for (option, value) in pairs(query)? {
        match option.as_str() {
            "$filter" => list.condition = Some(filter::compile(&value, model, profile).map_err(Problem::Filter)?),
            "$orderby" => list.order = Order::By(order(&value, model, profile)?),
            "$skip" => list.skip = number("$skip", &value)?,
            "$top" => {
                let top = number("$top", &value)?;
                if top > max.into() {
                    match limits.excess {
                        Excess::Cut => list.cut = Some(top),
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
            "$select" if profile.accept.has(Feature::Select) => list.select = Some(select(&value, model)?),
            "$select" => return Err(Problem::SelectOff),
            _ => return Err(Problem::Unknown { option }),
        }
    }
    Ok(list)
}

/// The options by name, decoded. A space comes as `%20` or `+`.
pub(crate) fn pairs(query: &str) -> Result<BTreeMap<String, String>, Problem> {
    let decode = |text: &str| percent::decoded(&text.replace('+', " ")).ok_or(Problem::Encoding);
    let mut pairs = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (option, value) = pair.split_once('=').unwrap_or((pair, ""));
        let option = decode(option)?;
        if pairs.insert(option.clone(), decode(value)?).is_some() {
            return Err(Problem::Repeated { option });
        }
    }
    Ok(pairs)
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
        match (model.column(&field), model.virtual_field(&field)) {
            (Some(column), _) if column.is_new_relation() && !profile.accept.has(Feature::RelationFilters) => {
                return Err(Problem::NoRelationOrder { field });
            }
            (Some(column), _) if column.is_sortable() => order.push((field, descending)),
            (Some(column), _) => return Err(Problem::NoOrder { field, kind: column.field.kind.name() }),
            (None, Some(of)) => return Err(Problem::NoOrder { field, kind: of.kind.name() }),
            (None, None) => {
                return Err(Problem::UnknownOrder { field, model: model.identifier.clone(), known: model.keys() });
            }
        }
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
