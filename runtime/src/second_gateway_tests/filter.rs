//! Filters as JSON trees.

use serde_json::{Value as Json, json};

use crate::Error;
use crate::filter::{Comparison, Expr, Search, Signed, Step, Term};
use crate::protocol::same_record;
use crate::value::{Value, WireValue};

/// Returns the tree of a filter. Groups have no negation, so `!` is pushed inward.
pub(super) fn tree(expr: &Expr) -> Result<Json, Error> {
    let steps = match expr {
        Expr::Constant(_) | Expr::Everything => unreachable!("constants are handled before a request is built"),
        Expr::Term(signed) => return term(signed, false),
        Expr::Group(steps) => steps,
    };
    let mut open: Vec<(bool, bool, Vec<Json>)> = Vec::new();
    let mut negated = false;
    let mut whole = Json::Null;
    for step in steps {
        let done = match step {
            Step::Open { all, negated: negates } => {
                negated ^= negates;
                open.push((*all != negated, *negates, Vec::new()));
                continue;
            }
            Step::Term(signed) => term(signed, negated)?,
            Step::Close => {
                let (all, negates, members) = open.pop().expect("groups are closed that were opened");
                negated ^= negates;
                group(all, members)
            }
        };
        match open.last_mut() {
            Some((.., members)) => members.push(done),
            None => whole = done,
        }
    }
    Ok(whole)
}

fn group(all: bool, members: Vec<Json>) -> Json {
    if all { json!({ "$and": members }) } else { json!({ "$or": members }) }
}

fn of(field: &str, operator: &str, value: impl Into<Json>) -> Json {
    json!({ field: { operator: value.into() } })
}

/// Includes records without a value, which the service does not do by itself.
fn or_empty(field: &str, tree: Json) -> Json {
    group(false, vec![tree, of(field, "$empty", true)])
}

fn term(Signed { term, negated }: &Signed, outer: bool) -> Result<Json, Error> {
    let negated = *negated != outer;
    Ok(match term {
        Term::Compare { field, comparison, value } => {
            compare(field, if negated { comparison.negated() } else { *comparison }, value)?
        }
        Term::OneOf { field, values } => {
            let values = values.iter().map(|value| literal(field, value)).collect::<Result<Vec<_>, _>>()?;
            match negated {
                true => or_empty(field, of(field, "$nin", values)),
                false => of(field, "$in", values),
            }
        }
        Term::Search { field, search: Search::Contains, part } => {
            of(field, if negated { "$nsearch" } else { "$search" }, literal(field, part)?)
        }
        Term::Search { field, .. } => {
            return Err(Error::not_enabled(format!("field `{field}`: no operator matches the start or end of a text")));
        }
        Term::Null { field, is, .. } => of(field, if *is == negated { "$nempty" } else { "$empty" }, true),
        Term::Raw(_) => return Err(Error::not_enabled("filters are trees, not text".to_owned())),
    })
}

fn compare(field: &str, comparison: Comparison, value: &Value) -> Result<Json, Error> {
    if let WireValue::Day(day) = value.0 {
        let (first, next) = day.bounds();
        return Ok(match comparison {
            Comparison::Eq => json!({ field: { "$gte": first, "$lt": next } }),
            Comparison::Ne => group(false, vec![of(field, "$lt", first), of(field, "$gte", next)]),
            Comparison::Gt => of(field, "$gte", next),
            Comparison::Ge => of(field, "$gte", first),
            Comparison::Lt => of(field, "$lt", first),
            Comparison::Le => of(field, "$lt", next),
        });
    }
    let value = literal(field, value)?;
    Ok(match comparison {
        Comparison::Eq => of(field, "$eq", value),
        Comparison::Ne => or_empty(field, of(field, "$neq", value)),
        Comparison::Gt => of(field, "$gt", value),
        Comparison::Ge => of(field, "$gte", value),
        Comparison::Lt => of(field, "$lt", value),
        Comparison::Le => of(field, "$lte", value),
    })
}

fn literal(field: &str, value: &Value) -> Result<Json, Error> {
    match value.0 {
        WireValue::Unsendable(_) | WireValue::Null | WireValue::Json(_) | WireValue::Scalar(_) => Err(
            Error::invalid_value(format!("field `{field}` cannot be compared with this; compare with another value")),
        ),
        _ => Ok(same_record::json(value).expect("a filter holds no text of a serializer")),
    }
}
