//! Random values of a kind, each with one of its wire forms.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use weda_definition::{Field, Kind};

/// The value as serde writes it, and as the service might send it.
type Pair = (Value, Value);

/// Any record; `known` excludes what only the service may send: unknown options, and read-only fields.
pub fn record(fields: &[Field], known: bool) -> BoxedStrategy<Pair> {
    (object(fields, known), text())
        .prop_map(|((mut meant, mut sent), id)| {
            let id = format!("a{id}");
            for value in [&mut meant, &mut sent] {
                value["_id"] = json!(id);
            }
            (meant, sent)
        })
        .boxed()
}

/// Text of characters with a meaning in JSON, URLs or SQL.
pub fn text() -> BoxedStrategy<String> {
    let mark = select(vec![
        "a",
        "\"",
        "'",
        "\\",
        "%",
        "%20",
        "/",
        "\n",
        "\0",
        "\u{7f}",
        "\u{2028}",
        "\u{202e}",
        "{",
        "}",
        "[",
        ",",
        ":",
        "李",
        "四",
        "é",
        "😀",
        "\u{10ffff}",
        "&",
        "+",
        " ",
        "0",
        "\\u0041",
        "null",
        "_id",
    ]);
    prop_oneof![
        8 => prop::collection::vec(mark, 0..6).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
        1 => select(vec!["", "null", "{}", "[]", "[1]", "{\"_id\":\"x\"}", "true", "1"]).prop_map(str::to_owned),
    ]
    .boxed()
}

fn double() -> BoxedStrategy<f64> {
    prop_oneof![
        (-20_i32..20).prop_map(|quarters| f64::from(quarters) / 4.0),
        any::<f64>().prop_filter("JSON has no others", |double| double.is_finite()),
        select(vec![0.1, 1e21, 1e-7, f64::MAX, f64::MIN_POSITIVE, 9_007_199_254_740_993.0]),
    ]
    .boxed()
}

fn whole() -> BoxedStrategy<i64> {
    let limits = vec![i64::MAX, i64::MIN, (1 << 53) + 1, -(1 << 53) - 1, 1_725_120_000_000, -28_800_000, 0];
    prop_oneof![any::<i64>(), -99_i64..99, select(limits)].boxed()
}

/// JSON of any shape, whose top level is neither absent nor the JSON text of something else.
pub fn json() -> BoxedStrategy<Value> {
    let nothing = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => matches!(&**text, "" | "null") || text.trim_ascii_start().starts_with(['{', '[']),
        _ => false,
    };
    anything(3).prop_filter("read as something else", move |value| !nothing(value)).boxed()
}

/// JSON of any shape.
pub fn anything(depth: u32) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        whole().prop_map(Value::from),
        double().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let key = prop_oneof![
        select(vec!["_id", "city", "rooms", "floor", "size", "width", "geopoint", "coordinates", "address"])
            .prop_map(str::to_owned),
        text(),
    ];
    leaf.prop_recursive(depth, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

fn value(kind: &Kind, known: bool) -> BoxedStrategy<Pair> {
    match kind {
        Kind::Choice(options) if known && !options.items.is_empty() => {
            let keys: Vec<String> = options.items.iter().map(|item| item.key.clone()).collect();
            same(select(keys).prop_map(Value::from))
        }
        Kind::Choice(_) => {
            same(prop_oneof![text(), select(vec!["红", "绿", "蓝"]).prop_map(str::to_owned)].prop_map(Value::from))
        }
        Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) => same(text().prop_map(Value::from)),
        Kind::Number => same(double().prop_map(Value::from)),
        Kind::Integer | Kind::DateTime | Kind::Date => printed(whole()),
        Kind::Time => printed((0..86_400_000_i64).boxed()),
        Kind::Boolean => same(any::<bool>().prop_map(Value::from)),
        Kind::Json => text_or_native(same(json())),
        Kind::Location => text_or_native(location()),
        Kind::Relation(_) => relation(),
        Kind::Relations(_) => list(relation()),
        Kind::List(item) if **item == Kind::Json => {
            list(prop_oneof![4 => same(json()), 1 => same(Just(Value::Null))].boxed())
        }
        Kind::List(item) => list(value(item, known)),
        Kind::Object(members) => text_or_native(object(members, known)),
        other => panic!("values of kind {} are not made yet", other.name()),
    }
}

fn same(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Pair> {
    value.prop_map(|value| (value.clone(), value)).boxed()
}

/// The service sometimes prints integers as `89.0`.
fn printed(whole: BoxedStrategy<i64>) -> BoxedStrategy<Pair> {
    let exact = |whole: i64| whole.unsigned_abs() < 1 << 53;
    (whole, any::<bool>())
        .prop_map(move |(whole, dotted)| {
            (json!(whole), if dotted && exact(whole) { json!(whole as f64) } else { json!(whole) })
        })
        .boxed()
}

/// Lists and objects are sent as JSON text or natively.
fn text_or_native(pair: BoxedStrategy<Pair>) -> BoxedStrategy<Pair> {
    (pair, any::<bool>())
        .prop_map(|((meant, sent), text)| {
            let nested = sent.is_array() || sent.is_object();
            (meant, if text && nested { json!(sent.to_string()) } else { sent })
        })
        .boxed()
}

fn list(item: BoxedStrategy<Pair>) -> BoxedStrategy<Pair> {
    let items = prop::collection::vec(item, 0..4).prop_map(|items| {
        let (meant, sent): (Vec<Value>, Vec<Value>) = items.into_iter().unzip();
        (Value::from(meant), Value::from(sent))
    });
    text_or_native(items.boxed())
}

fn location() -> BoxedStrategy<Pair> {
    (text(), prop::option::of((double(), double())))
        .prop_map(|(address, point)| {
            let coordinates = point.map_or(json!([null, null]), |(longitude, latitude)| json!([longitude, latitude]));
            let meant = point.map(|(longitude, latitude)| json!({ "longitude": longitude, "latitude": latitude }));
            let sent = json!({ "address": address, "geopoint": { "type": "Point", "coordinates": coordinates } });
            (json!({ "address": address, "point": meant }), sent)
        })
        .boxed()
}

fn relation() -> BoxedStrategy<Pair> {
    (text(), 0..4_u8)
        .prop_map(|(id, form)| {
            let id = format!("a{id}");
            let object = json!({ "_id": id, "name": "李四", "more": [{}] });
            let sent = match form {
                0 => json!({ "_id": id }),
                1 => json!(object.to_string()),
                2 => object,
                _ => json!(id),
            };
            (json!(id), sent)
        })
        .boxed()
}

/// The present members; the others are null or missing, or `""` if that means no value.
fn object(fields: &[Field], known: bool) -> BoxedStrategy<Pair> {
    let settable = fields.iter().filter(|field| !known || field.is_writable());
    let members = settable.map(|field| {
        let key = field.key.clone();
        let empty = match field.kind {
            Kind::List(_) | Kind::Object(_) | Kind::Json | Kind::Relation(_) | Kind::Relations(_) | Kind::Location => 3,
            _ => 2,
        };
        let absent = select(vec![None, Some(Value::Null), Some(json!(""))][..empty].to_vec());
        let required = field.required;
        (value(&field.kind, known), prop::bool::weighted(0.6), absent).prop_map(
            move |((meant, sent), present, absent)| {
                if present || required { (key.clone(), meant, Some(sent)) } else { (key.clone(), Value::Null, absent) }
            },
        )
    });
    let members: Vec<_> = members.collect();
    members
        .prop_map(|members| {
            let meant: Map<String, Value> =
                members.iter().map(|(key, meant, _)| (key.clone(), meant.clone())).collect();
            let sent: Map<String, Value> =
                members.into_iter().filter_map(|(key, _, sent)| Some((key, sent?))).collect();
            (Value::Object(meant), Value::Object(sent))
        })
        .boxed()
}
