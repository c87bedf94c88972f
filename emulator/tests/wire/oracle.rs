//! Random filters over random records, against an evaluation that shares nothing with the emulator.

use std::cmp::Ordering;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use weda_emulator::Definition;

use crate::fixture::{encoded, names, serving};

/// A filter as the test thinks of it.
#[derive(Debug, Clone)]
enum Expr {
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Contains(String),
    Compare(&'static str, &'static str, Value),
}

impl Expr {
    /// Parentheses stand wherever precedence needs them and sometimes where it does not.
    fn text(&self) -> String {
        match self {
            Expr::And(a, b) => format!("({}) and ({})", a.text(), b.text()),
            Expr::Or(a, b) => format!("{} or {}", a.text(), b.text()),
            Expr::Contains(part) => format!("contains(name,'{}')", part.replace('\'', "''")),
            Expr::Compare(field, operator, Value::String(text)) => {
                format!("{field} {operator} '{}'", text.replace('\'', "''"))
            }
            Expr::Compare(field, operator, literal) => format!("{field} {operator} {}", plain(literal)),
        }
    }

    fn matches(&self, record: &Value) -> bool {
        match self {
            Expr::And(a, b) => a.matches(record) && b.matches(record),
            Expr::Or(a, b) => a.matches(record) || b.matches(record),
            Expr::Contains(part) => record["name"].as_str().unwrap().contains(part.as_str()),
            Expr::Compare(field, operator, literal) => {
                let order = compare(&record[field], literal);
                match *operator {
                    "eq" => order == Some(Ordering::Equal),
                    "ne" => order != Some(Ordering::Equal),
                    "gt" => order == Some(Ordering::Greater),
                    _ => order == Some(Ordering::Less),
                }
            }
        }
    }
}

/// No exponents: the documented literals are plain decimals.
fn plain(literal: &Value) -> String {
    match literal.as_f64() {
        Some(double) if !literal.is_i64() => format!("{double:?}"),
        _ => literal.to_string(),
    }
}

/// `None` where the record has no value.
fn compare(value: &Value, literal: &Value) -> Option<Ordering> {
    match (value, literal) {
        (Value::String(a), Value::String(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => Some(match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Fractions here are quarters below a million: doubles hold them, and everything near them, exactly.
            (Some(a), None) if a.abs() < 1 << 52 => (a as f64).total_cmp(&b.as_f64().unwrap()),
            (None, Some(b)) if b.abs() < 1 << 52 => a.as_f64().unwrap().total_cmp(&(b as f64)),
            (None, None) => a.as_f64().unwrap().total_cmp(&b.as_f64().unwrap()),
            (Some(a), None) => a.cmp(&0),
            (None, Some(b)) => 0.cmp(&b),
        }),
        _ => None,
    }
}

/// Short texts of characters that mean something somewhere, so that parts of one occur in another.
fn text() -> impl Strategy<Value = String> {
    let character = prop::sample::select(vec![
        'a', 'A', 'b', '\'', '%', '_', '"', '\\', ' ', '(', ')', ',', '&', '+', '?', '李', '四', '😀', 'é', '0', '\0',
    ]);
    prop::collection::vec(character, 0..4).prop_map(String::from_iter)
}

fn number() -> impl Strategy<Value = Value> {
    let large =
        prop::sample::select(vec![i64::MAX, i64::MAX - 1, (1 << 53) + 1, 1 << 53, -(1 << 53) - 1, 1_646_034_692_306]);
    prop_oneof![
        4 => (-3_i64..4).prop_map(|whole| json!(whole)),
        4 => (-20_i64..20).prop_filter_map("a fraction", |quarters| (quarters % 4 != 0).then(|| json!(quarters as f64 / 4.0))),
        2 => large.prop_map(|whole| json!(whole)),
    ]
}

fn record() -> impl Strategy<Value = Value> {
    let number = || prop::option::of(number());
    (text(), number(), number(), prop::option::of(any::<bool>()), prop::option::of(text())).prop_map(
        |(name, score, height, present, tutor)| {
            json!({ "name": name, "score": score, "height": height, "present": present, "tutor": tutor })
        },
    )
}

fn expr() -> impl Strategy<Value = Expr> {
    let four = || prop::sample::select(vec!["eq", "ne", "gt", "lt"]);
    let two = || prop::sample::select(vec!["eq", "ne"]);
    let leaf = prop_oneof![
        text().prop_map(Expr::Contains),
        (four(), text()).prop_map(|(operator, text)| Expr::Compare("name", operator, json!(text))),
        (prop::sample::select(vec!["score", "height"]), four(), number())
            .prop_map(|(field, operator, number)| Expr::Compare(field, operator, number)),
        (two(), any::<bool>()).prop_map(|(operator, flag)| Expr::Compare("present", operator, json!(flag))),
        (two(), text()).prop_map(|(operator, text)| Expr::Compare("tutor", operator, json!(text))),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Expr::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Expr::Or(Box::new(a), Box::new(b))),
        ]
    })
}

const PERSON: &str = r#"{ "properties": {
    "name": { "type": "string" }, "score": { "type": "number" }, "height": { "type": "number" },
    "present": { "type": "boolean" },
    "tutor": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "teacher" } }
} }"#;

fn person() -> Definition {
    Definition::parse("person", "database-schemas/person.json", PERSON).unwrap()
}

#[test]
fn filters_find_what_they_say() {
    let records = prop::collection::vec(record(), 60);
    let cases = (records, prop::collection::vec(expr(), 12));
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&cases, |(records, filters)| {
            let served = serving([person()]);
            served.emulator.load("pre", "person", records.iter().cloned()).unwrap();
            for filter in filters {
                let target = format!("pre/person?$top=1000&$filter={}", encoded(&filter.text()));
                let expected: Vec<_> = records
                    .iter()
                    .filter(|record| filter.matches(record))
                    .map(|record| record["name"].as_str().unwrap().to_owned())
                    .collect();
                prop_assert_eq!(names(&served.get(&target)), expected, "{}", filter.text());
            }
            Ok(())
        })
        .unwrap();
}

/// The same values come back that went in, whichever call shows them.
#[test]
fn records_come_back_as_they_went_in() {
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let served = serving([person()]);
    TestRunner::new(config)
        .run(&record(), |record| {
            let created = served.call("POST", "/weda/odata/v1/pre/person", &record.to_string()).json();
            let id = created["_id"].as_str().unwrap();
            let got = served.get(&format!("pre/person('{id}')")).json();
            let listed = served.get(&format!("pre/person?$filter=_id%20eq%20'{id}'")).json()["value"][0].clone();
            for (key, sent) in record.as_object().unwrap_or(&Map::new()) {
                for answer in [&created, &got, &listed] {
                    let same = match (sent.as_i64(), answer[key].as_i64()) {
                        (Some(sent), Some(answer)) => sent == answer,
                        _ if sent.is_number() => sent.as_f64() == answer[key].as_f64(),
                        _ => *sent == answer[key],
                    };
                    prop_assert!(same, "{}: {} became {}", key, sent, answer[key]);
                }
            }
            Ok(())
        })
        .unwrap();
}
