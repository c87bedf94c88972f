//! The errors of conditions that do not fit their model.

use crate::face::error_response::ApiError;
use crate::face::model::problem::{cut, invalid};
use crate::filter::{Expected, FilterMismatch, Operators};

/// The error for a mismatch; `places` are those of the operands.
pub(super) fn error(mismatch: &FilterMismatch, places: &[String]) -> ApiError {
    let (at, problem) = match mismatch {
        FilterMismatch::NullOrder { at, .. } => (at, "compares the order with null: use $empty or $nempty".to_owned()),
        FilterMismatch::UnknownField { field, model, known, at } => {
            let known = known.join(", ");
            (at, format!("names `{}`, which model `{model}` does not have: use one of {known}", cut(field)))
        }
        FilterMismatch::NotFilterable { field, kind, is_relation, at } => {
            let advice = if *is_relation {
                "related records are compared in `relateWhere`"
            } else {
                "objects have $empty and $nempty, lists of values also $in and $nin"
            };
            (at, format!("cannot compare `{field}`, a field of kind {kind}: {advice}"))
        }
        FilterMismatch::ObjectRelation { field, kind, at } => {
            let advice = format!("send {{\"relateWhere\":{{\"{field}\":{{\"where\":{{\"_id\":..}}}}}}}}");
            (at, format!("compares `{field}`, a {kind} (`model_api.relation_conditions`): {advice}"))
        }
        FilterMismatch::WrongOperator { field, kind, allowed, at, .. } => {
            let allowed = match allowed {
                Operators::Equality => "$eq, $neq, $in, $nin, $empty or $nempty",
                Operators::EqualityAndSearch => "$eq, $neq, $in, $nin, $search, $nsearch, $empty or $nempty",
                Operators::EqualityAndOrder => "$eq, $neq, $gt, $gte, $lt, $lte, $in, $nin, $empty or $nempty",
            };
            (at, format!("cannot compare `{field}`, a field of kind {kind}: use {allowed}"))
        }
        FilterMismatch::WrongLiteral { field, kind, expected, found, at } => {
            let expected = match expected {
                Expected::Boolean => "true or false",
                Expected::Number => "a number",
                Expected::Text => "a text",
            };
            (at, format!("compares `{field}`, a field of kind {kind}, with {found}: send {expected}"))
        }
        FilterMismatch::Pattern { reason, at } => (at, format!("is not a regular expression: {reason}")),
    };
    let is_switched = matches!(mismatch, FilterMismatch::ObjectRelation { .. });
    let switch = is_switched.then_some("model_api.relation_conditions");
    invalid(places.get(*at).map_or("filter", String::as_str), problem).depends_on(switch)
}
