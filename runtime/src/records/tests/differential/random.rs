//! Random pages with unusual formatting.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::Value;

/// Writes JSON with random spaces and escapes, chosen by `dice`.
fn printed(value: &Value, dice: &mut impl Iterator<Item = u8>, out: &mut String) {
    let space = |dice: &mut dyn Iterator<Item = u8>, out: &mut String| match dice.next() {
        Some(0..20) => out.push_str(" \n"),
        Some(20..40) => out.push_str("\t\r"),
        _ => {}
    };
    let text = |text: &str, dice: &mut dyn Iterator<Item = u8>, out: &mut String| {
        out.push('"');
        for character in text.chars() {
            let mut units = [0; 2];
            match (dice.next(), character) {
                (Some(0..40), _) => {
                    for unit in character.encode_utf16(&mut units) {
                        write!(out, "\\u{unit:04x}").unwrap();
                    }
                }
                (Some(40..60), _) => {
                    for unit in character.encode_utf16(&mut units) {
                        write!(out, "\\u{unit:04X}").unwrap();
                    }
                }
                (_, '"' | '\\' | '\0'..='\x1f') => {
                    let quoted = Value::from(character.to_string()).to_string();
                    out.push_str(&quoted[1..quoted.len() - 1]);
                }
                (Some(60..80), '/') => out.push_str("\\/"),
                _ => out.push(character),
            }
        }
        out.push('"');
    };
    space(dice, out);
    match value {
        Value::String(value) => text(value, dice, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                printed(item, dice, out);
            }
            space(dice, out);
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (at, (key, member)) in members.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                space(dice, out);
                text(key, dice, out);
                space(dice, out);
                out.push(':');
                printed(member, dice, out);
            }
            space(dice, out);
            out.push('}');
        }
        plain => write!(out, "{plain}").unwrap(),
    }
    space(dice, out);
}

fn string() -> impl Strategy<Value = String> {
    let character = prop::sample::select(vec![
        'a', '"', '\\', '/', '\n', '\u{7f}', '\0', ' ', '{', '}', '[', ']', ',', ':', '李', 'é', '😀', '\u{2028}', '0',
    ]);
    prop_oneof![
        3 => prop::collection::vec(character, 0..6).prop_map(String::from_iter),
        1 => prop::sample::select(vec!["", "null", "[]", "{}", "[1,2]", "一年级", r#"{"_id":"x"}"#, r#"{"_id":7}"#, " "]).prop_map(str::to_owned),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-3_i64..3).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-12_i64..12).prop_map(|quarters| Value::from(quarters as f64 / 4.0)),
        (-12_i64..12).prop_map(|whole| Value::from(whole as f64)),
        any::<f64>().prop_filter("JSON has no others", |double| double.is_finite()).prop_map(Value::from),
    ]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number(), string().prop_map(Value::from)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => string(),
        4 => prop::sample::select(vec!["_id", "city", "floor", "name", "score", "a"]).prop_map(str::to_owned)
    ]
}

/// Half of the values fit their field; lists and objects are native or text.
pub fn record() -> impl Strategy<Value = Value> {
    let or_any = |fits: BoxedStrategy<Value>| prop_oneof![50 => fits, 1 => anything(), 2 => Just(Value::Null)].boxed();
    let as_text = |fits: BoxedStrategy<Value>| {
        (fits, any::<bool>())
            .prop_map(|(value, text)| if text { Value::from(value.to_string()) } else { value })
            .boxed()
    };
    let strings = || string().prop_map(Value::from).boxed();
    let wholes = || any::<i32>().prop_map(|whole| Value::from(i64::from(whole) * 1000)).boxed();
    let list = |item: BoxedStrategy<Value>| prop::collection::vec(item, 0..4).prop_map(Value::from).boxed();
    let home = (string(), prop::option::of(-9_i64..99))
        .prop_map(|(city, floor)| serde_json::json!({ "city": city, "floor": floor, "x": [] }))
        .boxed();
    let class = prop_oneof![string().prop_map(Value::from), string().prop_map(|id| serde_json::json!({ "_id": id }))];
    let fields: Vec<(&str, BoxedStrategy<Value>)> = vec![
        ("score", or_any(number().boxed())),
        ("credits", or_any(wholes())),
        ("active", or_any(any::<bool>().prop_map(Value::from).boxed())),
        ("born", or_any(wholes())),
        ("seen", or_any(wholes())),
        ("wakes", or_any(wholes())),
        ("tags", or_any(as_text(list(strings())))),
        ("marks", or_any(as_text(list(number().boxed())))),
        ("home", or_any(as_text(home))),
        ("class", or_any(as_text(class.boxed()))),
        ("extra", or_any(as_text(anything().boxed()))),
        ("grade", or_any(strings())),
    ];
    let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    let unknown = prop::collection::vec((string(), anything()), 0..2);
    let present = prop::collection::vec(prop::bool::weighted(0.4), names.len());
    let id = prop_oneof![9 => string().prop_map(|id| format!("a{id}")), 1 => string()];
    (id, string(), values, present, unknown).prop_map(move |(id, name, values, present, unknown)| {
        let fields = names.iter().map(|name| (*name).to_owned()).zip(values);
        let kept = fields.zip(present).filter_map(|(field, present)| present.then_some(field));
        let mut members: serde_json::Map<String, Value> = unknown.into_iter().chain(kept).collect();
        members.insert("_id".to_owned(), id.into());
        members.insert("name".to_owned(), name.into());
        Value::Object(members)
    })
}

pub fn body() -> impl Strategy<Value = String> {
    let count = prop_oneof![1 => number(), 3 => Just(Value::Null), 9 => (0_i64..500).prop_map(Value::from)];
    let page = (prop::collection::vec(record(), 0..3), count, prop::option::of(anything()));
    (page, prop::collection::vec(any::<u8>(), 1..200)).prop_map(|((records, count, more), dice)| {
        let mut page = serde_json::json!({ "@odata.context": "c", "@odata.count": count, "value": records });
        if let Some(more) = more {
            page["@more"] = more;
        }
        let mut body = String::new();
        printed(&page, &mut dice.into_iter().cycle(), &mut body);
        body
    })
}
