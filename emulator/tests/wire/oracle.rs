//! Random filters over random records, compared with an independent evaluation.

use std::cmp::Ordering;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use weda_emulator::profile::Nulls;
use weda_emulator::{Definition, Profile};

use crate::fixture::{encoded, names, serving, serving_as};

/// A filter.
#[derive(Debug, Clone)]
enum Expr {
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Search(&'static str, String),
    Compare(&'static str, &'static str, Value),
}

impl Expr {
    /// Has parentheses wherever precedence needs them, and more.
    fn text(&self) -> String {
        match self {
            Expr::And(a, b) => format!("({}) and ({})", a.text(), b.text()),
            Expr::Or(a, b) => format!("{} or {}", a.text(), b.text()),
            Expr::Not(a) => format!("not ({})", a.text()),
            Expr::Search(function, part) => format!("{function}(name,'{}')", part.replace('\'', "''")),
            Expr::Compare(field, operator, Value::String(text)) => {
                format!("{field} {operator} '{}'", text.replace('\'', "''"))
            }
            Expr::Compare(field, operator, literal) => format!("{field} {operator} {}", plain(literal)),
        }
    }

    fn matches(&self, record: &Value, nulls: Nulls) -> bool {
        self.truth(record, nulls) == Some(true)
    }

    /// Kleene's three-valued logic: `None` is unknown, and does not occur where null is a value.
    fn truth(&self, record: &Value, nulls: Nulls) -> Option<bool> {
        match self {
            Expr::And(a, b) => match (a.truth(record, nulls), b.truth(record, nulls)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Expr::Or(a, b) => match (a.truth(record, nulls), b.truth(record, nulls)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Expr::Not(a) => a.truth(record, nulls).map(|truth| !truth),
            Expr::Search(function, part) => {
                let name = record["name"].as_str().unwrap();
                Some(match *function {
                    "contains" => name.contains(part.as_str()),
                    "startswith" => name.starts_with(part.as_str()),
                    _ => name.ends_with(part.as_str()),
                })
            }
            Expr::Compare(field, operator, Value::Null) => Some(record[field].is_null() == (*operator == "eq")),
            Expr::Compare(field, operator, literal) => {
                let Some(order) = compare(&record[field], literal) else {
                    return (nulls == Nulls::Value).then_some(*operator == "ne");
                };
                Some(match *operator {
                    "eq" => order.is_eq(),
                    "ne" => order.is_ne(),
                    "gt" => order.is_gt(),
                    "ge" => order.is_ge(),
                    "lt" => order.is_lt(),
                    _ => order.is_le(),
                })
            }
        }
    }
}

/// Without exponents: the documented literals are plain decimals.
fn plain(literal: &Value) -> String {
    match literal.as_f64() {
        Some(double) if !literal.is_i64() => format!("{double:?}"),
        _ => literal.to_string(),
    }
}

/// `None` if the record has no value.
fn compare(value: &Value, literal: &Value) -> Option<Ordering> {
    match (value, literal) {
        (Value::String(a), Value::String(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => Some(match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Fractions here are quarters below a million, which doubles represent exactly.
            (Some(a), None) if a.abs() < 1 << 52 => (a as f64).total_cmp(&b.as_f64().unwrap()),
            (None, Some(b)) if b.abs() < 1 << 52 => a.as_f64().unwrap().total_cmp(&(b as f64)),
            (None, None) => a.as_f64().unwrap().total_cmp(&b.as_f64().unwrap()),
            (Some(a), None) => a.cmp(&0),
            (None, Some(b)) => 0.cmp(&b),
        }),
        _ => None,
    }
}

/// Short texts of special characters, so that parts of one occur in another.
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

/// Filters of the documented grammar, or with all that can be enabled.
fn expr(documented: bool) -> impl Strategy<Value = Expr> {
    let operators = if documented { 4 } else { 6 };
    let functions = if documented { 1 } else { 3 };
    let six = move || prop::sample::select(vec!["eq", "ne", "gt", "lt", "ge", "le"][..operators].to_vec());
    let function = prop::sample::select(vec!["contains", "startswith", "endswith"][..functions].to_vec());
    let two = || prop::sample::select(vec!["eq", "ne"]);
    let leaf = prop_oneof![
        (function, text()).prop_map(|(function, part)| Expr::Search(function, part)),
        (six(), text()).prop_map(|(operator, text)| Expr::Compare("name", operator, json!(text))),
        (prop::sample::select(vec!["score", "height"]), six(), number())
            .prop_map(|(field, operator, number)| Expr::Compare(field, operator, number)),
        (two(), any::<bool>()).prop_map(|(operator, flag)| Expr::Compare("present", operator, json!(flag))),
        (two(), text()).prop_map(|(operator, text)| Expr::Compare("tutor", operator, json!(text))),
        (two(), prop::sample::select(vec!["score", "present", "tutor"])).prop_map(move |(operator, field)| {
            let literal = if documented { json!("x") } else { Value::Null };
            Expr::Compare(if documented { "name" } else { field }, operator, literal)
        }),
    ];
    leaf.prop_recursive(4, 12, 2, move |inner| {
        let not = inner.clone().prop_map(move |a| if documented { a } else { Expr::Not(Box::new(a)) });
        prop_oneof![
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| Expr::And(Box::new(a), Box::new(b))),
            3 => (inner.clone(), inner).prop_map(|(a, b)| Expr::Or(Box::new(a), Box::new(b))),
            2 => not,
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
fn documented_filters() {
    compare_filters(Profile::documented());
}

#[test]
fn undocumented_filters() {
    let mut profile = Profile::lenient();
    compare_filters(profile.clone());
    profile.lists.nulls = Nulls::Unknown;
    compare_filters(profile);
}

fn compare_filters(profile: Profile) {
    let nulls = profile.lists.nulls;
    let records = prop::collection::vec(record(), 60);
    let cases = (records, prop::collection::vec(expr(profile == Profile::documented()), 12));
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&cases, |(records, filters)| {
            let served = serving_as([person()], profile.clone());
            served.emulator.load("person", records.iter().cloned()).unwrap();
            for filter in filters {
                let target = format!("pre/person?$top=1000&$filter={}", encoded(&filter.text()));
                let expected: Vec<_> = records
                    .iter()
                    .filter(|record| filter.matches(record, nulls))
                    .map(|record| record["name"].as_str().unwrap().to_owned())
                    .collect();
                prop_assert_eq!(names(&served.get(&target)), expected, "{}", filter.text());
            }
            Ok(())
        })
        .unwrap();
}

/// Every call returns the values that were sent.
#[test]
fn records_round_trip() {
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
