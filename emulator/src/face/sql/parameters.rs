//! The parameters of a call.

use std::collections::BTreeMap;

use rusqlite::types::Value as Stored;
use serde_json::{Map, Value as Json};

use super::problem::Problem;
use super::value::{Literal, MarkValue};
use crate::face::error_response::Code;
use crate::validate::type_name;

const SHAPE: &str = "send {\"key\":\"name\",\"type\":\"STRING\",\"value\":\"张三\"}";
const TYPES: &str = "STRING, NUMBER, BOOLEAN, ARRAY or OBJECT";

/// Parameters by name.
pub(super) type Parameters = BTreeMap<String, MarkValue>;

/// Parses the member `parameter` of a body.
pub(super) fn parse(parameters: Option<&Json>) -> Result<Parameters, Problem> {
    let list = match parameters {
        None | Some(Json::Null) => return Ok(Parameters::new()),
        Some(Json::Array(list)) => list,
        Some(other) => {
            let found = type_name(other);
            return Err(Problem::invalid(format_args!("`parameter` is {found}, expected a list: {SHAPE} in a list")));
        }
    };
    let mut parsed = Parameters::new();
    for (index, parameter) in list.iter().enumerate() {
        let Json::Object(members) = parameter else {
            let found = type_name(parameter);
            return Err(Problem::invalid(format_args!("`parameter[{index}]` is {found}, expected an object: {SHAPE}")));
        };
        let [key, kind, text] = ["key", "type", "value"].map(|member| text(members, member, index));
        let (key, kind, text) = (key?, kind?, text?);
        let value = value(kind, text).map_err(|problem| {
            Problem::new(Code::InvalidParameterValue, format_args!("the parameter `{key}` of type {kind} {problem}"))
        })?;
        if parsed.insert(key.to_owned(), value).is_some() {
            return Err(Problem::invalid(format_args!("the parameter `{key}` occurs twice: send it once")));
        }
    }
    Ok(parsed)
}

fn text<'a>(members: &'a Map<String, Json>, member: &str, index: usize) -> Result<&'a str, Problem> {
    match members.get(member) {
        Some(Json::String(text)) => Ok(text),
        None => {
            Err(Problem::new(Code::MissingParameter, format_args!("`parameter[{index}].{member}` is missing: {SHAPE}")))
        }
        Some(other) => Err(Problem::invalid(format_args!(
            "`parameter[{index}].{member}` is {}, expected a text: {SHAPE}, with JSON text as the value of other types than \
             STRING",
            type_name(other)
        ))),
    }
}

/// The value of a parameter. The error is the rest of a sentence.
fn value(kind: &str, text: &str) -> Result<MarkValue, String> {
    if kind == "STRING" {
        return Ok(MarkValue::One(Literal::Text(text.to_owned())));
    }
    if !["NUMBER", "BOOLEAN", "ARRAY", "OBJECT"].contains(&kind) {
        return Err(format!("has an unknown type: use {TYPES}"));
    }
    let json: Json = serde_json::from_str(text).map_err(|_| {
        "has a value that is not JSON text: send such as 3, true, [1] or {\"k\":1} in quotes".to_owned()
    })?;
    match (kind, json) {
        ("NUMBER", Json::Number(number)) => Ok(MarkValue::One(literal(Json::Number(number)))),
        ("BOOLEAN", Json::Bool(flag)) => Ok(MarkValue::One(literal(Json::Bool(flag)))),
        ("OBJECT", Json::Null) => Ok(MarkValue::One(Literal::Null)),
        ("OBJECT", object @ Json::Object(_)) => Ok(MarkValue::One(literal(object))),
        ("ARRAY", Json::Array(elements)) => {
            let json = Json::Array(elements.clone()).to_string();
            Ok(MarkValue::Many { elements: elements.into_iter().map(literal).collect(), json })
        }
        (_, other) => Err(format!("has the value of {}: send a value of its type, null as OBJECT", type_name(&other))),
    }
}

/// The value of JSON; lists and objects are their text.
fn literal(json: Json) -> Literal {
    match json {
        Json::Null => Literal::Null,
        Json::Bool(flag) => Literal::Number(Stored::Integer(flag.into())),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Literal::Number(Stored::Integer(whole)),
            None => Literal::Number(Stored::Real(number.as_f64().unwrap_or_default())),
        },
        Json::String(text) => Literal::Text(text),
        other => Literal::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_types_of_the_sdk() {
        let recorded = json!([
            {"key":"n","type":"NUMBER","value":"3"},{"key":"s","type":"STRING","value":"x"},
            {"key":"b","type":"BOOLEAN","value":"true"},{"key":"a","type":"ARRAY","value":"[1]"},
            {"key":"o","type":"OBJECT","value":"{\"k\":1}"},{"key":"z","type":"OBJECT","value":"null"}
        ]);
        let parsed = parse(Some(&recorded)).unwrap();
        let number = |number| MarkValue::One(Literal::Number(Stored::Integer(number)));
        let text = |text: &str| MarkValue::One(Literal::Text(text.to_owned()));
        let array = MarkValue::Many { elements: vec![Literal::Number(Stored::Integer(1))], json: "[1]".to_owned() };
        let expected = [array, number(1), number(3), text(r#"{"k":1}"#), text("x"), MarkValue::One(Literal::Null)];
        assert_eq!(parsed.keys().collect::<Vec<_>>(), ["a", "b", "n", "o", "s", "z"]);
        assert_eq!(parsed.into_values().collect::<Vec<_>>(), expected);
    }
}
