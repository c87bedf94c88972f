//! Filters as JSON, in the documented operators.
//!
//! Source: "HTTP API", filters; "Data model", filtering and sorting. Written in one pass, since a tree of any depth could
//! not be dropped.

use super::{ModelApi, unavailable};
use crate::codec::Writer;
use crate::filter::{Comparison, Expr, Search, Signed, Term};
use crate::model::RelationStyle;
use crate::protocol::filter_writer::{FilterWriter, Groups};
use crate::protocol::names::is_name;
use crate::value::{UnsendableNumber, Value, WireValue};
use crate::{Date, Error};

/// Returns the members of the `filter` of a request, for a filter that is not a constant.
pub(super) fn members(expr: &Expr, gateway: &ModelApi) -> Result<String, Error> {
    let mut conditions = Conditions { out: Writer::new(), gateway, groups: Groups::default(), related: None };
    conditions.filter(expr)?;
    let text = |out: Writer| out.finish_text().expect("literals are checked");
    let condition = text(conditions.out);
    let condition = if condition.is_empty() { "{}" } else { &*condition };
    Ok(match conditions.related {
        None => format!(r#""where":{condition}"#),
        Some(Related { field, out, .. }) => {
            format!(r#""where":{condition},"relateWhere":{{"{field}":{{"where":{}}}}}"#, text(out))
        }
    })
}

/// Checks the key of a field, which must not be an operator.
pub(super) fn check_field(name: &str) -> Result<(), Error> {
    match is_name(name) && !name.starts_with('$') {
        true => Ok(()),
        false => Err(Error::invalid_value(format!(
            "`{}` is not a valid field key; use the key of a single field",
            name.escape_debug()
        ))),
    }
}

/// Writes a value to compare with, or returns the reason why there is none.
pub(super) fn literal(wire: &WireValue, out: &mut Writer) -> Result<(), &'static str> {
    match wire {
        WireValue::Text(text)
        | WireValue::Id(text)
        | WireValue::Reference(text)
        | WireValue::PrintedReference { id: text, .. } => out.text(text),
        WireValue::Bool(value) => out.boolean(*value),
        WireValue::Int(number) => out.integer(*number),
        WireValue::Float(number) => out.number(*number),
        WireValue::Day(day) => out.integer(day.as_millis()),
        WireValue::Unsendable(UnsendableNumber::NotFinite) => return Err("JSON cannot represent NaN and infinity"),
        WireValue::Unsendable(UnsendableNumber::TooLarge) => return Err("it does not fit an `i64`"),
        WireValue::Null
        | WireValue::NoReference
        | WireValue::References(_)
        | WireValue::Json(_)
        | WireValue::Scalar(_) => return Err("filters have no literal for it"),
    }
    Ok(())
}

struct Conditions<'a> {
    out: Writer,
    gateway: &'a ModelApi,
    groups: Groups,
    /// The condition on related records. At most one is sent, since how several are joined is not documented.
    related: Option<Related>,
}

/// A condition on the records that a relation leads to.
struct Related {
    field: String,
    /// Its text; while it is being written, that of the condition on the records themselves.
    out: Writer,
    /// The groups around it, while it is being written.
    around: Option<Groups>,
}

impl FilterWriter for Conditions<'_> {
    fn groups(&mut self) -> &mut Groups {
        &mut self.groups
    }

    fn needs_brackets(outer: Option<bool>, all: bool) -> bool {
        outer != Some(all)
    }

    fn begin(&mut self, all: bool) {
        self.out.raw(if all { r#"{"$and":["# } else { r#"{"$or":["# });
    }

    fn end(&mut self) {
        self.out.raw("]}");
    }

    fn separate(&mut self, _all: bool) {
        self.out.raw(",");
    }

    fn enter(&mut self, field: &str, _is_list: bool, negated: bool) -> Result<(), Error> {
        check_field(field)?;
        match &self.related {
            Some(Related { around: Some(_), field: outer, .. }) => {
                return Err(unavailable::nested_matches(field, outer));
            }
            Some(first) => return Err(unavailable::second_matches(&first.field, field)),
            None if negated != self.groups.negated() || !self.groups.all_must_hold() => {
                return Err(unavailable::inner_matches(field));
            }
            None => {}
        }
        let out = std::mem::replace(&mut self.out, Writer::new());
        let around = Some(std::mem::take(&mut self.groups));
        self.related = Some(Related { field: field.to_owned(), out, around });
        Ok(())
    }

    fn leave(&mut self) -> bool {
        let Some((related, around)) = self.related.as_mut().and_then(|related| {
            let around = related.around.take()?;
            Some((related, around))
        }) else {
            return false;
        };
        std::mem::swap(&mut self.out, &mut related.out);
        self.groups = around;
        true
    }

    fn term(&mut self, Signed { term, negated }: &Signed) -> Result<(), Error> {
        let negated = *negated != self.groups.negated();
        match term {
            Term::Compare { field, comparison, value } => {
                self.comparison(field, if negated { comparison.negated() } else { *comparison }, value)
            }
            Term::OneOf { field, values } => self.one_of(field, values, negated),
            // Unlike other operators, `$nsearch` is documented to match records without a value.
            Term::Search { field, search: Search::Contains, part } => {
                self.operator(field, if negated { "$nsearch" } else { "$search" }, part)
            }
            Term::Search { field, search: Search::ContainsIgnoreCase, part } if self.gateway.contains_ignore_case => {
                self.operator(field, if negated { "$nsearch_ci" } else { "$search_ci" }, part)
            }
            Term::Search { field, search, .. } => Err(unavailable::search(field, *search)),
            Term::Null { field, form, is } => {
                self.allow_relation(field, *form != RelationStyle::Id)?;
                self.empty(field, *is != negated)
            }
            Term::Raw(_) => Err(unavailable::raw_filter()),
        }
    }
}

impl Conditions<'_> {
    fn allow_relation(&self, field: &str, is_relation: bool) -> Result<(), Error> {
        match is_relation && !self.gateway.relation_filters {
            true => Err(unavailable::relation_filter(field)),
            false => Ok(()),
        }
    }

    fn one_of(&mut self, field: &str, values: &[Value], negated: bool) -> Result<(), Error> {
        if values.iter().any(|value| matches!(value.0, WireValue::Day(_))) {
            self.open(negated);
            let comparison = if negated { Comparison::Ne } else { Comparison::Eq };
            for value in values {
                self.comparison(field, comparison, value)?;
            }
            self.close();
            return Ok(());
        }
        let is_relation = values.iter().any(|value| matches!(value.0, WireValue::Reference(_)));
        self.allow_relation(field, is_relation)?;
        if negated {
            self.open(false);
        }
        let mut fits = Ok(());
        self.condition(field, if negated { "$nin" } else { "$in" }, |out| {
            out.list(values, |out, value| {
                if let Err(why) = literal(&value.0, out) {
                    fits = Err(why);
                }
            });
        })?;
        fits.map_err(|why| no_literal(field, why))?;
        if negated {
            self.empty(field, true)?;
            self.close();
        }
        Ok(())
    }

    fn comparison(&mut self, field: &str, comparison: Comparison, value: &Value) -> Result<(), Error> {
        self.allow_relation(field, matches!(value.0, WireValue::Reference(_)))?;
        if let WireValue::Day(day) = value.0 {
            return self.day_comparison(field, comparison, day);
        }
        match comparison {
            Comparison::Eq => self.operator(field, "$eq", value),
            Comparison::Gt => self.order(field, "$gt", value),
            Comparison::Ge => self.order(field, "$gte", value),
            Comparison::Lt => self.order(field, "$lt", value),
            Comparison::Le => self.order(field, "$lte", value),
            // Whether `$neq` matches records without a value is not documented, so they are named.
            Comparison::Ne => {
                self.open(false);
                self.operator(field, "$neq", value)?;
                self.empty(field, true)?;
                self.close();
                Ok(())
            }
        }
    }

    /// Compares with the bounds of the day in China, since a date is stored as any time of its day.
    fn day_comparison(&mut self, field: &str, comparison: Comparison, day: Date) -> Result<(), Error> {
        let (first, next) = day.bounds();
        let mut moment = |operator, millis| self.condition(field, operator, |out| out.integer(millis));
        match comparison {
            Comparison::Gt => moment("$gte", next),
            Comparison::Ge => moment("$gte", first),
            Comparison::Lt => moment("$lt", first),
            Comparison::Le => moment("$lt", next),
            Comparison::Eq | Comparison::Ne => {
                let is_equal = comparison == Comparison::Eq;
                self.open(is_equal);
                let (one, other) =
                    if is_equal { (("$gte", first), ("$lt", next)) } else { (("$lt", first), ("$gte", next)) };
                for (operator, millis) in [one, other] {
                    self.condition(field, operator, |out| out.integer(millis))?;
                }
                self.close();
                Ok(())
            }
        }
    }

    fn order(&mut self, field: &str, operator: &str, value: &Value) -> Result<(), Error> {
        match value.0 {
            WireValue::Text(_) | WireValue::Id(_) | WireValue::Reference(_) => Err(unavailable::text_order(field)),
            _ => self.operator(field, operator, value),
        }
    }

    fn operator(&mut self, field: &str, operator: &str, value: &Value) -> Result<(), Error> {
        let mut fits = Ok(());
        self.condition(field, operator, |out| fits = literal(&value.0, out))?;
        fits.map_err(|why| no_literal(field, why))
    }

    fn empty(&mut self, field: &str, is: bool) -> Result<(), Error> {
        self.condition(field, if is { "$empty" } else { "$nempty" }, |out| out.boolean(true))
    }

    /// Writes `{"field":{"$operator":value}}`.
    fn condition(&mut self, field: &str, operator: &str, value: impl FnOnce(&mut Writer)) -> Result<(), Error> {
        check_field(field)?;
        self.next();
        self.out.raw("{");
        self.out.text(field);
        self.out.raw(r#":{""#);
        self.out.raw(operator);
        self.out.raw(r#"":"#);
        value(&mut self.out);
        self.out.raw("}}");
        Ok(())
    }
}

fn no_literal(field: &str, why: &str) -> Error {
    Error::invalid_value(format!("the value that field `{field}` is compared with: {why}; compare with another"))
}

#[cfg(test)]
mod tests;
