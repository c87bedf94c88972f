//! Rows that may be stored are looked for by what tells them from others.

use std::collections::HashMap;

use serde_json::Value;
use weda::Client;
use weda::dynamic::{AnyFilter, field};

use super::shape::Shape;
use crate::failure::Failure;
use crate::records::Row;

/// Values in one question; short ones, as most keys are, make no long address.
const AT_ONCE: usize = 50;

/// Which of the rows are stored, with the ids of their records.
///
/// # Errors
/// As every call.
pub(super) async fn stored(
    client: &Client,
    model: &str,
    shape: &Shape,
    rows: &[Row],
) -> Result<HashMap<u64, String>, Failure> {
    let Some(name) = &shape.key else { return Ok(HashMap::new()) };
    let key = |row: &Row| row.text.as_ref().ok().and_then(|text| shape.apply(text).ok()?.key);
    let known: Vec<(u64, Value)> =
        rows.iter().filter_map(|row| Some((row.number, serde_json::from_str(&key(row)?).ok()?))).collect();
    let mut found = HashMap::new();
    for some in known.chunks(AT_ONCE) {
        let filter = AnyFilter::any(some.iter().filter_map(|(_, value)| equal(name, value)));
        let records = client.dynamic(model).query().filter(filter).await?;
        for record in records {
            let value: Value = record.get(name)?;
            let row = some.iter().find(|(_, wanted)| same(wanted, &value));
            found.extend(row.map(|(row, _)| (*row, record.id().to_owned())));
        }
    }
    Ok(found)
}

fn equal(name: &str, value: &Value) -> Option<AnyFilter> {
    let field = field(name.to_owned());
    match value {
        Value::String(text) => Some(field.eq(text)),
        Value::Bool(value) => Some(field.eq(*value)),
        Value::Number(number) => {
            number.as_i64().map(|number| field.eq(number)).or_else(|| number.as_f64().map(|number| field.eq(number)))
        }
        _ => None,
    }
}

/// Whole numbers may be printed with a fraction.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::same;

    #[test]
    fn a_number_is_the_same_with_and_without_a_fraction() {
        assert!(same(&json!(5), &json!(5.0)) && same(&json!("a"), &json!("a")) && same(&json!(true), &json!(true)));
        assert!(!same(&json!(5), &json!("5")) && !same(&json!(5), &json!(6)));
    }
}
