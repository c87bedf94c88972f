//! The operators of conditions on a field.

use serde_json::Value as Json;

use super::Parser;
use crate::face::error_response::ApiError;
use crate::face::model::problem::invalid;
use crate::filter::{FieldName, Filter, Function, Literal, Operator};
use crate::profile::EmptyValue;
use crate::validate::type_name;

/// The maximum number of regular expressions, which are compiled before the time limit applies.
const MAX_PATTERNS: usize = 20;

/// The documented operators, for messages.
pub(super) const OPERATORS: &str = "$eq, $neq, $gt, $gte, $lt, $lte, $in, $nin, $search, $nsearch, $empty and $nempty";

impl Parser<'_, '_, '_> {
    /// The condition of an operator on a field.
    pub(super) fn operator(
        &mut self,
        field: FieldName,
        operator: &str,
        value: &Json,
        place: &str,
    ) -> Result<Filter, ApiError> {
        self.count()?;
        let (api, at) = (self.call.api(), field.at);
        let off = |switch: &'static str| {
            invalid(place, format!("is not enabled (`{switch}`): use {OPERATORS}")).depends_on(switch)
        };
        let compare = |field, operator, literal| Filter::Compare { field, operator, literal, at };
        Ok(match operator {
            "$eq" => compare(field, Operator::Eq, self.equal(value, place)?),
            "$ne" if !api.ne => {
                let error = invalid(place, "is the spelling of an older page: use $neq");
                return Err(error.depends_on("model_api.ne"));
            }
            "$neq" | "$ne" => compare(field, Operator::Ne, self.equal(value, place)?),
            "$gt" => compare(field, Operator::Gt, ordered(value, place)?),
            "$gte" => compare(field, Operator::Ge, ordered(value, place)?),
            "$lt" => compare(field, Operator::Lt, ordered(value, place)?),
            "$lte" => compare(field, Operator::Le, ordered(value, place)?),
            "$in" => self.one_of(field, value, place)?,
            "$nin" => Filter::Not(Box::new(self.one_of(field, value, place)?)),
            "$search_ci" | "$nsearch_ci" if !api.search_ci => return Err(off("model_api.search_ci")),
            "$regex" | "$regexI" if !api.regex => return Err(off("model_api.regex")),
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

    /// The operand of `$eq` or `$neq`.
    fn equal(&self, value: &Json, place: &str) -> Result<Literal, ApiError> {
        let literal = literal(value, place)?;
        if literal == Literal::Null && self.call.api().null_operands_refused {
            let error = invalid(place, "is null (`model_api.null_operands_refused`): use $empty or $nempty");
            return Err(error.depends_on("model_api.null_operands_refused"));
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
            let error = invalid(place, "is empty or has null (`model_api.null_operands_refused`): send values");
            return Err(error.depends_on("model_api.null_operands_refused"));
        }
        let at = field.at;
        Ok(Filter::OneOf { field, literals, at })
    }
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
