//! An evaluation of filters on plain records, written from the documents.

use serde_json::Value;

use super::schema::{self, End};
use super::value::compare;
use super::world::World;

/// The meaning of what no document says.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Records without a value match `$neq` and `$nin`.
    pub null_differs: bool,
    /// An empty `$or` matches.
    pub empty_or: bool,
    /// `relateWhere` limits the selected records too.
    pub narrows: bool,
}

impl World {
    /// Returns true if a record matches a filter.
    pub fn matches(&self, rules: Rules, model: &str, record: &Value, filter: &Value) -> bool {
        let id = record["_id"].as_str().unwrap();
        let related = |(key, condition): (&String, &Value)| {
            let condition = &condition["where"];
            let end = schema::ends(model).into_iter().find(|end| end.field == key).unwrap();
            is_blank(rules, condition)
                || self.related(&end, id).iter().any(|record| self.holds(rules, end.target, record, condition))
        };
        self.holds(rules, model, record, &filter["where"])
            && filter["relateWhere"].as_object().is_none_or(|relations| relations.iter().all(related))
    }

    /// The related records that a selection shows for a filter.
    pub fn shown(&self, rules: Rules, end: &End, record: &Value, filter: &Value) -> Vec<&Value> {
        let condition = &filter["relateWhere"][end.field]["where"];
        let mut related = self.related(end, record["_id"].as_str().unwrap());
        related.retain(|record| !rules.narrows || self.holds(rules, end.target, record, condition));
        related.truncate(end.max());
        related
    }

    /// Returns true if a record has what a condition asks for.
    pub fn holds(&self, rules: Rules, model: &str, record: &Value, condition: &Value) -> bool {
        let mut members = condition.as_object().into_iter().flatten();
        members.all(|(member, value)| match (member.as_str(), value) {
            ("$and", Value::Array(all)) => all.iter().all(|condition| self.holds(rules, model, record, condition)),
            ("$or", Value::Array(any)) if any.is_empty() => rules.empty_or,
            ("$or", Value::Array(any)) => any.iter().any(|condition| self.holds(rules, model, record, condition)),
            (field, operators) => {
                let stored = self.value(model, record, field);
                let mut operators = operators.as_object().unwrap().iter();
                operators.all(|(operator, operand)| meets(rules, &stored, operator, operand))
            }
        })
    }

    /// The value of a field, or the id of the related record.
    fn value(&self, model: &str, record: &Value, field: &str) -> Value {
        match schema::ends(model).iter().find(|end| end.field == field) {
            Some(end) => self.related_id(end, record["_id"].as_str().unwrap()),
            None => record[field].clone(),
        }
    }
}

/// Returns true if a condition asks for nothing.
fn is_blank(rules: Rules, condition: &Value) -> bool {
    condition.as_object().into_iter().flatten().all(|(member, value)| match (member.as_str(), value) {
        ("$and", Value::Array(all)) => all.iter().all(|condition| is_blank(rules, condition)),
        ("$or", Value::Array(any)) if any.is_empty() => rules.empty_or,
        ("$or", Value::Array(any)) => any.iter().any(|condition| is_blank(rules, condition)),
        _ => false,
    })
}

fn meets(rules: Rules, stored: &Value, operator: &str, operand: &Value) -> bool {
    let order = || compare(stored, operand);
    let differs = |equal: bool| if stored.is_null() { rules.null_differs && !equal } else { !equal };
    match operator {
        "$eq" => equals(stored, operand),
        "$neq" | "$ne" if operand.is_null() => !stored.is_null(),
        "$neq" | "$ne" => differs(equals(stored, operand)),
        "$gt" => order().is_some_and(|order| order.is_gt()),
        "$gte" => order().is_some_and(|order| order.is_ge()),
        "$lt" => order().is_some_and(|order| order.is_lt()),
        "$lte" => order().is_some_and(|order| order.is_le()),
        "$in" => is_one_of(stored, operand),
        "$nin" => differs(is_one_of(stored, operand)),
        "$search" => contains(stored, operand, |text| text),
        "$nsearch" => !contains(stored, operand, |text| text),
        "$search_ci" => contains(stored, operand, any_case),
        "$nsearch_ci" => !contains(stored, operand, any_case),
        "$empty" => stored.is_null(),
        "$nempty" => !stored.is_null(),
        "$regex" => matches_shape(stored, operand, |text| text),
        "$regexI" => matches_shape(stored, operand, any_case),
        _ => panic!("{operator}"),
    }
}

fn equals(stored: &Value, operand: &Value) -> bool {
    if operand.is_null() { stored.is_null() } else { compare(stored, operand).is_some_and(|order| order.is_eq()) }
}

/// The value, or an element of the list, is one of the operands.
fn is_one_of(stored: &Value, operands: &Value) -> bool {
    operands.as_array().unwrap().iter().any(|operand| match stored {
        Value::Array(elements) if !operand.is_null() => elements.iter().any(|element| equals(element, operand)),
        stored => equals(stored, operand),
    })
}

/// Texts that are equal regardless of case become equal.
fn any_case(text: String) -> String {
    // Letter by letter, as the small sigma has another form at the end of a word.
    text.chars().flat_map(char::to_uppercase).collect()
}

fn contains(stored: &Value, part: &Value, form: fn(String) -> String) -> bool {
    let part = part.as_str().unwrap().to_owned();
    stored.as_str().is_some_and(|text| form(text.to_owned()).contains(&form(part)))
}

/// Evaluates the patterns that [`condition`](super::condition) makes: "does not contain", or a literal part with `^`
/// before it or `$` after it.
fn matches_shape(stored: &Value, pattern: &Value, form: fn(String) -> String) -> bool {
    let (Some(text), Some(pattern)) = (stored.as_str(), pattern.as_str()) else { return false };
    let literal = |part: &str| {
        let mut letters = part.chars();
        let mut plain = String::new();
        while let Some(letter) = letters.next() {
            plain.extend(if letter == '\\' { letters.next() } else { Some(letter) });
        }
        form(plain)
    };
    let text = form(text.to_owned());
    if let Some(part) = pattern.strip_prefix("^((?!").and_then(|rest| rest.strip_suffix(").)*$")) {
        let part = literal(part);
        return if part.is_empty() { text.is_empty() } else { !text.contains(&part) && !text.contains('\n') };
    }
    if let Some(part) = pattern.strip_prefix('^') {
        return text.starts_with(&literal(part));
    }
    match pattern.strip_suffix('$') {
        // After an odd number of backslashes it is the sign itself.
        Some(part) if part.chars().rev().take_while(|sign| *sign == '\\').count() % 2 == 0 => {
            text.ends_with(&literal(part))
        }
        _ => text.contains(&literal(pattern)),
    }
}
