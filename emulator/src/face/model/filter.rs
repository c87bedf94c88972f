//! `filter`: conditions on fields (`where`) and on related records (`relateWhere`).

mod mismatch;
mod operand;
mod operator;
mod related;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::problem::{invalid, missing};
use super::{Call, filter_rules};
use crate::face::error_response::{ApiError, Code};
use crate::filter::{self, Condition, FieldName, Filter};
use crate::profile::{EmptyGroups, Misuse};
use crate::schema::Model;
use crate::validate::type_name;
use operator::OPERATORS;

/// The maximum depth of groups.
const MAX_DEPTH: usize = 50;

/// The maximum number of conditions, empty ones included. SQLite prepares those of the deepest groups in a second, without
/// a way to stop it; many more would take minutes.
const MAX_CONDITIONS: usize = 10_000;

/// The maximum number of values that one statement binds; SQLite allows a few more.
const MAX_VALUES: usize = 30_000;

/// The parsed `filter` of a request.
#[derive(Default)]
pub(super) struct Filters {
    /// The condition on the records, `None` for all.
    pub(super) condition: Option<Condition>,
    /// The conditions of `relateWhere` on related records, by relation.
    pub(super) related: BTreeMap<String, Condition>,
}

impl Call<'_, '_> {
    /// The filter of an operation that needs one.
    pub(super) fn required_filter(&mut self, body: &mut Map<String, Json>) -> Result<Filters, ApiError> {
        let advice = "send {\"filter\":{\"where\":{\"_id\":{\"$eq\":\"..\"}}}}";
        match body.remove("filter") {
            None | Some(Json::Null) => Err(missing("filter", advice)),
            Some(filter) => self.filter(&filter),
        }
    }

    pub(super) fn filter(&mut self, filter: &Json) -> Result<Filters, ApiError> {
        let Json::Object(members) = filter else {
            let problem = format!("is {}, expected an object: send {{\"where\":{{..}}}}", type_name(filter));
            return Err(invalid("filter", problem));
        };
        let model = Arc::clone(&self.model);
        let (mut parser, mut all) = (Parser { call: self, places: Vec::new(), conditions: 0, patterns: 0 }, Vec::new());
        let mut related = BTreeMap::new();
        for (member, value) in members {
            let place = format!("filter.{member}");
            match member.as_str() {
                "where" => all.push(parser.condition(&model, value, &place, 0)?),
                "relateWhere" => parser.relations(&model, value, &place, &mut all, &mut related)?,
                _ => parser.unknown_member(&place, "use where and relateWhere")?,
            }
        }
        let filter = joined(all, Filter::All);
        let condition = if matches_all(&filter) { None } else { Some(parser.compile(&filter, &model)?) };
        Ok(Filters { condition, related })
    }
}

/// Returns true if a filter has no condition.
fn matches_all(filter: &Filter) -> bool {
    matches!(filter, Filter::All(parts) if parts.iter().all(matches_all))
}

fn joined(mut filters: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    if filters.len() == 1 { filters.remove(0) } else { join(filters) }
}

struct Parser<'p, 'c, 's> {
    call: &'p mut Call<'c, 's>,
    /// The places of the operands, by the positions in the filter.
    places: Vec<String>,
    /// The number of conditions so far.
    conditions: usize,
    /// The number of regular expressions so far.
    patterns: usize,
}

impl Parser<'_, '_, '_> {
    /// The members of an object, which must all hold.
    fn condition(&mut self, model: &Model, value: &Json, place: &str, depth: usize) -> Result<Filter, ApiError> {
        if depth > MAX_DEPTH {
            return Err(invalid(place, format!("nests groups more than {MAX_DEPTH} deep: write it with fewer groups")));
        }
        self.count()?;
        let Json::Object(members) = value else {
            let problem = format!("is {}, expected an object: send {{\"field\":{{\"$eq\":..}}}}", type_name(value));
            return Err(invalid(place, problem));
        };
        let mut all = Vec::new();
        for (member, value) in members {
            let place = format!("{place}.{member}");
            match member.as_str() {
                "$and" => all.push(Filter::All(self.group(model, value, &place, depth)?)),
                "$or" => {
                    let any = self.group(model, value, &place, depth)?;
                    all.push(match self.call.api().empty_groups {
                        _ if !any.is_empty() => or(any),
                        EmptyGroups::All => Filter::All(any),
                        _ => Filter::Any(any),
                    });
                }
                operator if operator.starts_with('$') => {
                    let advice = format!("use $and, $or or a field, and inside a field {OPERATORS}");
                    return Err(invalid(&place, format!("is not a group of conditions: {advice}")));
                }
                field => all.push(self.field(model, field, value, &place)?),
            }
        }
        Ok(joined(all, Filter::All))
    }

    /// The conditions of `$and` or `$or`.
    fn group(&mut self, model: &Model, value: &Json, place: &str, depth: usize) -> Result<Vec<Filter>, ApiError> {
        let Json::Array(elements) = value else {
            return Err(invalid(place, format!("is {}, expected a list of conditions", type_name(value))));
        };
        let refused = self.call.api().empty_groups == EmptyGroups::Refused;
        let is_blank = |element: &Json| element.as_object().is_some_and(Map::is_empty);
        if refused && (elements.is_empty() || elements.iter().any(is_blank)) {
            let problem = "has no condition, or an empty one (`model_api.empty_groups`): leave it out";
            return Err(invalid(place, problem).depends_on("model_api.empty_groups"));
        }
        let element = |(index, element)| self.condition(model, element, &format!("{place}[{index}]"), depth + 1);
        elements.iter().enumerate().map(element).collect()
    }

    /// The conditions on a field, which must all hold.
    fn field(&mut self, model: &Model, field: &str, value: &Json, place: &str) -> Result<Filter, ApiError> {
        if !model.has_field(field) && self.call.api().unknown_names_ignored {
            self.call.notes.push(format!("`{place}` was ignored: `{}` has no such field", model.identifier));
            return Ok(Filter::All(Vec::new()));
        }
        let Json::Object(operators) = value else {
            let problem = format!("is {}, expected an operator: send {{\"{field}\":{{\"$eq\":..}}}}", type_name(value));
            return Err(invalid(place, problem));
        };
        if operators.is_empty() {
            return Err(invalid(place, format!("has no operator: use {OPERATORS}")));
        }
        let column = model.column(field);
        let operand = |(operator, value): (&String, &Json)| {
            let place = format!("{place}.{operator}");
            self.places.push(place.clone());
            let at = self.places.len() - 1;
            let value = self.call.operand(column, value, &place)?;
            self.operator(FieldName { text: field.to_owned(), at }, operator, &value, &place)
        };
        Ok(joined(operators.iter().map(operand).collect::<Result<_, _>>()?, Filter::All))
    }

    /// Counts a condition. Returns an error if there are too many.
    fn count(&mut self) -> Result<(), ApiError> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            let advice = "send fewer, such as one $in for many $eq";
            return Err(invalid("filter", format!("has more than {MAX_CONDITIONS} conditions: {advice}")));
        }
        Ok(())
    }

    /// A member that is not documented. Without the condition that was meant, the filter would match too much.
    fn unknown_member(&mut self, place: &str, advice: &str) -> Result<(), ApiError> {
        let api = self.call.api();
        if api.unknown_members_refused || api.misuse == Misuse::Refused {
            return Err(ApiError::new(
                Code::UnknownParameter,
                format!("`{place}` is not a member of filters: {advice}"),
            ));
        }
        self.call.notes.push(format!("`{place}` was ignored: {advice}"));
        Ok(())
    }

    fn compile(&self, filter: &Filter, model: &Model) -> Result<Condition, ApiError> {
        let condition = filter::compile(filter, model, filter_rules(self.call.api()))
            .map_err(|mismatch| mismatch::error(&mismatch, &self.places))?;
        if condition.values.len() > MAX_VALUES {
            let problem = format!("has {} values, the limit is {MAX_VALUES}: send several", condition.values.len());
            return Err(invalid("filter", problem));
        }
        Ok(condition)
    }
}

/// A group of alternatives; one without a condition matches every record.
fn or(any: Vec<Filter>) -> Filter {
    if any.iter().any(matches_all) { Filter::All(Vec::new()) } else { joined(any, Filter::Any) }
}
