//! `filter`: conditions on fields (`where`) and on related records (`relateWhere`).

mod mismatch;
mod operand;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::Call;
use super::problem::{invalid, missing};
use crate::face::error_response::{ApiError, Code};
use crate::filter::{self, Condition, FieldName, Filter, Function, Literal, Operator};
use crate::profile::{EmptyGroups, EmptyValue, Misuse};
use crate::schema::Model;
use crate::validate::type_name;

/// The maximum depth of groups.
const MAX_DEPTH: usize = 50;

/// The maximum number of conditions, empty ones included. SQLite prepares those of the deepest groups in a second, without
/// a way to stop it; many more would take minutes.
const MAX_CONDITIONS: usize = 10_000;

/// The maximum number of regular expressions, which are compiled before the time limit applies.
const MAX_PATTERNS: usize = 20;

/// The maximum number of values that one statement binds; SQLite allows a few more.
const MAX_VALUES: usize = 30_000;

const OPERATORS: &str = "$eq, $neq, $gt, $gte, $lt, $lte, $in, $nin, $search, $nsearch, $empty and $nempty";

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
            return Err(invalid(place, problem));
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

    fn operator(&mut self, field: FieldName, operator: &str, value: &Json, place: &str) -> Result<Filter, ApiError> {
        self.count()?;
        let (api, at) = (self.call.api().clone(), field.at);
        let off = |switch: &str| invalid(place, format!("is not enabled (`model_api.{switch}`): use {OPERATORS}"));
        let compare = |field, operator, literal| Filter::Compare { field, operator, literal, at };
        Ok(match operator {
            "$eq" => compare(field, Operator::Eq, self.equal(value, place)?),
            "$ne" if !api.ne => return Err(invalid(place, "is the spelling of an older page: use $neq")),
            "$neq" | "$ne" => compare(field, Operator::Ne, self.equal(value, place)?),
            "$gt" => compare(field, Operator::Gt, ordered(value, place)?),
            "$gte" => compare(field, Operator::Ge, ordered(value, place)?),
            "$lt" => compare(field, Operator::Lt, ordered(value, place)?),
            "$lte" => compare(field, Operator::Le, ordered(value, place)?),
            "$in" => self.one_of(field, value, place)?,
            "$nin" => Filter::Not(Box::new(self.one_of(field, value, place)?)),
            "$search_ci" | "$nsearch_ci" if !api.search_ci => return Err(off("search_ci")),
            "$regex" | "$regexI" if !api.regex => return Err(off("regex")),
            "$search" | "$search_ci" | "$nsearch" | "$nsearch_ci" | "$regex" | "$regexI" => {
                let Json::String(part) = value else {
                    return Err(invalid(place, format!("is {}, expected a text", type_name(value))));
                };
                let (function, part) = match (operator, api.search_wildcards) {
                    ("$regex", _) => (Function::Matches, part.clone()),
                    ("$regexI", _) => (Function::Matches, format!("(?i){part}")),
                    ("$search" | "$nsearch", false) => (Function::Contains, part.clone()),
                    ("$search" | "$nsearch", true) => (Function::Like, part.clone()),
                    (_, false) => (Function::ContainsAnyCase, part.clone()),
                    (_, true) => (Function::LikeAnyCase, part.clone()),
                };
                if matches!(function, Function::Matches | Function::Like | Function::LikeAnyCase) {
                    self.patterns += 1;
                    if self.patterns > MAX_PATTERNS {
                        return Err(invalid("filter", format!("has more than {MAX_PATTERNS} patterns: send fewer")));
                    }
                }
                let found = Filter::Search { function, field: field.clone(), part };
                if operator.starts_with("$n") {
                    // Records without a value match, as documented.
                    let is_null = compare(field, Operator::Eq, Literal::Null);
                    Filter::Any(vec![Filter::Not(Box::new(found)), is_null])
                } else {
                    found
                }
            }
            "$empty" | "$nempty" => {
                let is_empty = is_empty(operator == "$empty", value, api.empty_value, place)?;
                let operator = if is_empty { Operator::Eq } else { Operator::Ne };
                compare(field, operator, Literal::Null)
            }
            "$eq-current-user" | "$ne-current-user" => {
                let operator = if operator.starts_with("$eq") { Operator::Eq } else { Operator::Ne };
                compare(field, operator, Literal::Text(self.call.user.to_owned()))
            }
            _ => return Err(invalid(place, format!("is not an operator: use {OPERATORS}"))),
        })
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

    /// The operand of `$eq` or `$neq`.
    fn equal(&self, value: &Json, place: &str) -> Result<Literal, ApiError> {
        let literal = literal(value, place)?;
        if literal == Literal::Null && self.call.api().null_operands_refused {
            return Err(invalid(place, "is null (`model_api.null_operands_refused`): use $empty or $nempty"));
        }
        Ok(literal)
    }

    fn one_of(&self, field: FieldName, value: &Json, place: &str) -> Result<Filter, ApiError> {
        let Json::Array(values) = value else {
            return Err(invalid(place, format!("is {}, expected a list of values", type_name(value))));
        };
        let element = |(index, value)| literal(value, &format!("{place}[{index}]"));
        let literals: Vec<Literal> = values.iter().enumerate().map(element).collect::<Result<_, _>>()?;
        let refused = self.call.api().null_operands_refused;
        if refused && (literals.is_empty() || literals.contains(&Literal::Null)) {
            return Err(invalid(place, "is empty or has null (`model_api.null_operands_refused`): send values"));
        }
        let at = field.at;
        Ok(Filter::OneOf { field, literals, at })
    }

    /// `relateWhere`: a condition on the related records of each relation.
    fn relations(
        &mut self,
        model: &Arc<Model>,
        value: &Json,
        place: &str,
        all: &mut Vec<Filter>,
        related: &mut BTreeMap<String, Condition>,
    ) -> Result<(), ApiError> {
        let Json::Object(relations) = value else {
            return Err(invalid(place, format!("is {}, expected an object of relations", type_name(value))));
        };
        for (key, value) in relations {
            let place = format!("{place}.{key}");
            if !model.has_field(key) && self.call.api().unknown_names_ignored {
                self.call.notes.push(format!("`{place}` was ignored: `{}` has no such field", model.identifier));
                continue;
            }
            let relation = self.call.relation_at(key, &place)?;
            let Json::Object(members) = value else {
                let problem = format!("is {}, expected an object: send {{\"where\":{{..}}}}", type_name(value));
                return Err(invalid(&place, problem));
            };
            let mut conditions = Vec::new();
            for (member, value) in members {
                let place = format!("{place}.{member}");
                match member.as_str() {
                    "where" => conditions.push(self.condition(&relation.target, value, &place, 0)?),
                    _ => self.unknown_member(&place, "use where; relations are followed one level deep")?,
                }
            }
            let condition = joined(conditions, Filter::All);
            // A form whose inputs are blank filters nothing.
            if matches_all(&condition) {
                continue;
            }
            related.insert(key.clone(), self.compile(&condition, &relation.target)?);
            all.push(Filter::Related { relation, filter: Some(Box::new(condition)) });
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
        let condition = filter::compile(filter, model, self.call.face.filter_rules())
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

fn literal(value: &Json, place: &str) -> Result<Literal, ApiError> {
    Ok(match value {
        Json::Null => Literal::Null,
        Json::Bool(flag) => Literal::Boolean(*flag),
        Json::String(text) => Literal::Text(text.clone()),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Literal::Whole(whole),
            (None, double) => Literal::Fraction(double.unwrap_or_default()),
        },
        Json::Array(_) | Json::Object(_) => {
            return Err(invalid(place, format!("is {}, expected a text, a number or a boolean", type_name(value))));
        }
    })
}

/// The operand of an operator that compares the order.
fn ordered(value: &Json, place: &str) -> Result<Literal, ApiError> {
    match literal(value, place)? {
        Literal::Null => Err(invalid(place, "is null, which has no order: use $empty or $nempty")),
        literal => Ok(literal),
    }
}

/// True if records without a value match `$empty` (`usual` is true) or `$nempty`.
fn is_empty(usual: bool, value: &Json, meaning: EmptyValue, place: &str) -> Result<bool, ApiError> {
    match (meaning, value) {
        (_, Json::Bool(true)) | (EmptyValue::True, _) => Ok(usual),
        (EmptyValue::Meaning, Json::Bool(false)) => Ok(!usual),
        (EmptyValue::Meaning, Json::String(text)) if text == "2" => Ok(true),
        (EmptyValue::Meaning, Json::String(text)) if text == "1" => Ok(false),
        _ => Err(invalid(place, "is not `true`: send true, or the other one of $empty and $nempty")),
    }
}
