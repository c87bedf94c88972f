//! The same filters as `$filter` of the other interface, where it can ask them.

use serde_json::Value;

use super::evaluate::Rules;

/// A condition as `$filter`: an empty text if it matches every record, `None` if it cannot be asked.
pub fn filter(rules: Rules, condition: &Value) -> Option<String> {
    let filter = |condition| filter(rules, condition);
    let mut parts = Vec::new();
    for (member, value) in condition.as_object().into_iter().flatten() {
        match (member.as_str(), value) {
            ("$and", Value::Array(all)) => parts.push(all.iter().map(filter).collect::<Option<Vec<_>>>()?),
            // There is no condition that matches nothing.
            ("$or", Value::Array(any)) if any.is_empty() && !rules.empty_or => return None,
            ("$or", Value::Array(any)) => {
                let any = any.iter().map(filter).collect::<Option<Vec<_>>>()?;
                // One that matches every record makes the others void.
                let is_blank = any.is_empty() || any.iter().any(String::is_empty);
                parts.push(if is_blank { Vec::new() } else { vec![joined(any, " or ")] });
            }
            (field, operators) => {
                let operators = operators.as_object()?.iter();
                parts.push(
                    operators.map(|(operator, operand)| comparison(field, operator, operand)).collect::<Option<_>>()?,
                );
            }
        }
    }
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Some(joined(parts, " and "))
}

fn joined(parts: Vec<String>, word: &str) -> String {
    if parts.len() < 2 { parts.concat() } else { format!("({})", parts.join(word)) }
}

fn comparison(field: &str, operator: &str, operand: &Value) -> Option<String> {
    let is = |word: &str, operand: &Value| Some(format!("{field} {word} {}", literal(operand)?));
    let any = |operands: &Value| {
        let equal = operands.as_array()?.iter().map(|operand| is("eq", operand)).collect::<Option<Vec<_>>>()?;
        (!equal.is_empty()).then(|| joined(equal, " or "))
    };
    let contains = || Some(format!("contains({field},{})", literal(operand)?));
    match operator {
        "$eq" => is("eq", operand),
        "$neq" | "$ne" => is("ne", operand),
        "$gt" => is("gt", operand),
        "$gte" => is("ge", operand),
        "$lt" => is("lt", operand),
        "$lte" => is("le", operand),
        // It compares whole values, not the elements of a list.
        "$in" | "$nin" if ["tags", "marks"].contains(&field) => None,
        "$in" => any(operand),
        "$nin" => Some(format!("not ({})", any(operand)?)),
        "$search" => contains(),
        "$nsearch" => Some(format!("(not ({}) or {field} eq null)", contains()?)),
        "$empty" => is("eq", &Value::Null),
        "$nempty" => is("ne", &Value::Null),
        _ => None,
    }
}

fn literal(operand: &Value) -> Option<String> {
    match operand {
        Value::String(text) => Some(format!("'{}'", text.replace('\'', "''"))),
        // Exponents are not documented.
        Value::Number(number) if number.is_f64() && !(0.01..1e15).contains(&number.as_f64()?.abs()) => None,
        operand => Some(operand.to_string()),
    }
}
