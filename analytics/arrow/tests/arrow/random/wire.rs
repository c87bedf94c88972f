//! The forms of values on the wire, and the form in which they are sent back.

use fastrand::Rng;

use super::make::{Kind, Value};
use crate::days;

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The declaration of a field.
pub fn property(kind: &Kind) -> String {
    let text = match kind {
        Kind::Text => r#"{"type":"string"}"#,
        Kind::File => r#"{"type":"string","format":"x-file"}"#,
        Kind::Region => r#"{"type":"string","format":"x-area-code"}"#,
        Kind::Number => r#"{"type":"number"}"#,
        Kind::Integer => r#"{"type":"number","numberCount":0}"#,
        Kind::Boolean => r#"{"type":"boolean"}"#,
        Kind::Moment => r#"{"type":"number","format":"datetime"}"#,
        Kind::Day => r#"{"type":"number","format":"date"}"#,
        Kind::Time => r#"{"type":"number","format":"time"}"#,
        Kind::Choice => r#"{"type":"string","format":"x-enum","enum":["红","绿","蓝 色"]}"#,
        Kind::Json => r#"{"type":"object"}"#,
        Kind::Location => r#"{"type":"object","format":"x-location"}"#,
        Kind::IdRelation => r#"{"type":"string","format":"father-son","x-parent":{"parentDataSourceName":"class"}}"#,
        Kind::ObjectRelation => r#"{"type":"object","format":"many-one","x-parent":{"parentDataSourceName":"class"}}"#,
        Kind::List(item) => return format!(r#"{{"type":"array","items":{}}}"#, property(item)),
        Kind::Object(members) => {
            let members = members.iter().map(|(key, kind)| format!("{}:{}", quoted(key), property(kind)));
            return format!(r#"{{"type":"object","properties":{{{}}}}}"#, members.collect::<Vec<_>>().join(","));
        }
    };
    text.to_owned()
}

/// A key, sometimes with an escape.
pub fn key(dice: &mut Rng, key: &str) -> String {
    match (dice.u8(..30), key.chars().next()) {
        (0, Some(first)) if (first as u32) < 0x1_0000 => {
            let rest = quoted(&key[first.len_utf8()..]);
            format!("\"\\u{:04x}{}", first as u32, &rest[1..])
        }
        _ => quoted(key),
    }
}

/// One of the forms of a value.
pub fn wire(dice: &mut Rng, kind: &Kind, value: &Value) -> String {
    match value {
        Value::Null => null(dice, kind).to_owned(),
        Value::Text(id) if matches!(kind, Kind::IdRelation | Kind::ObjectRelation) => relation(dice, id),
        Value::Text(text) => quoted(text),
        Value::Number(number) => match dice.u8(..3) {
            0 if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            1 => format!("{number:e}"),
            _ => serde_json::to_string(number).unwrap(),
        },
        Value::Whole(number) => whole(dice, *number),
        Value::Flag(flag) => flag.to_string(),
        Value::Day(millis) | Value::Moment(millis) => whole(dice, *millis),
        Value::Time(millis) => whole(dice, i64::from(*millis)),
        Value::Json(text) => nested(dice, text.clone()),
        Value::List(items) => list(dice, kind, items),
        Value::Object(members, others) => {
            let kinds = kind.members();
            let mut texts = Vec::new();
            for ((name, value), (_, kind)) in members.iter().zip(&kinds) {
                if matches!(value, Value::Null) && dice.bool() {
                    continue;
                }
                texts.push(format!("{}:{}", key(dice, name), wire(dice, kind, value)));
            }
            // Others keep their order among themselves.
            let mut from = 0;
            for (name, json) in others {
                from = dice.usize(from..=texts.len());
                texts.insert(from, format!("{}:{json}", quoted(name)));
                from += 1;
            }
            nested(dice, format!("{{{}}}", texts.join(",")))
        }
    }
}

fn null(dice: &mut Rng, kind: &Kind) -> &'static str {
    let forms: &[&str] = match kind {
        Kind::List(_) | Kind::Object(_) | Kind::Location | Kind::Json => &["null", "\"\"", "\"null\""],
        Kind::IdRelation | Kind::ObjectRelation => {
            &["null", "\"\"", "\"null\"", "{}", r#"{"_id":null}"#, r#""{\"_id\":\"\"}""#]
        }
        _ => &["null"],
    };
    forms[dice.usize(..forms.len())]
}

fn relation(dice: &mut Rng, id: &str) -> String {
    let object = match dice.u8(..3) {
        0 => return quoted(id),
        1 => format!(r#"{{"_id":"{id}"}}"#),
        _ => format!(r#"{{"name":"一班\"","of":{{"_id":"other"}},"_id":"{id}"}}"#),
    };
    nested(dice, object)
}

fn whole(dice: &mut Rng, number: i64) -> String {
    match dice.u8(..6) {
        0 => format!("{number}.0"),
        1 => format!("{number}e0"),
        2 if number % 10 == 0 => format!("{}E+1", number / 10),
        _ => number.to_string(),
    }
}

fn list(dice: &mut Rng, kind: &Kind, items: &[Value]) -> String {
    let Kind::List(item) = kind else { panic!("a list has items") };
    let keys: Option<Vec<&str>> =
        items.iter().map(|item| if let Value::Text(key) = item { Some(key.as_str()) } else { None }).collect();
    match keys {
        Some(keys) if **item == Kind::Choice && !keys.is_empty() && dice.u8(..3) == 0 => quoted(&keys.join(",")),
        _ => {
            let texts = items.iter().map(|value| wire(dice, item, value)).collect::<Vec<_>>();
            nested(dice, format!("[{}]", texts.join(",")))
        }
    }
}

/// A list or an object: native, or as text of JSON.
fn nested(dice: &mut Rng, json: String) -> String {
    if json.starts_with(['[', '{']) && dice.bool() { quoted(&json) } else { json }
}

/// The new record that these values become, to the byte.
pub fn back(fields: &[(String, Kind)], values: &[Value]) -> String {
    let members = fields.iter().zip(values).filter(|(_, value)| **value != Value::Null);
    let members = members.map(|((key, kind), value)| format!("{}:{}", quoted(key), sent(kind, value)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn sent(kind: &Kind, value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(id) if *kind == Kind::ObjectRelation => format!(r#"{{"_id":{}}}"#, quoted(id)),
        Value::Text(text) => quoted(text),
        Value::Number(number) if *number == 0.0 => "0.0".to_owned(),
        Value::Number(number) => serde_json::to_string(number).unwrap(),
        Value::Whole(number) | Value::Moment(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Day(millis) => days::first(days::shown(*millis)).to_string(),
        Value::Time(millis) => millis.to_string(),
        Value::Json(text) => text.clone(),
        Value::List(items) => {
            let Kind::List(item) = kind else { panic!("a list has items") };
            format!("[{}]", items.iter().map(|value| sent(item, value)).collect::<Vec<_>>().join(","))
        }
        Value::Object(members, others) => {
            let kinds = kind.members();
            let declared = members.iter().zip(&kinds).filter(|((_, value), _)| *value != Value::Null);
            let declared = declared.map(|((key, value), (_, kind))| format!("{}:{}", quoted(key), sent(kind, value)));
            let others = others.iter().map(|(key, json)| format!("{}:{json}", quoted(key)));
            format!("{{{}}}", declared.chain(others).collect::<Vec<_>>().join(","))
        }
    }
}
