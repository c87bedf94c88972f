//! Random changes of valid bodies.

use fastrand::Rng;
use serde_json::{Map, Value, json};

const NAMES: [&str; 22] = [
    "where",
    "relateWhere",
    "$and",
    "$or",
    "$eq",
    "$in",
    "$nin",
    "$search",
    "$regex",
    "$empty",
    "$master",
    "_id",
    "name",
    "tags",
    "size",
    "skus",
    "labels",
    "page",
    "__proto__",
    "$where",
    "",
    "filter",
];

/// Texts that are special to some layer.
const TEXTS: [&str; 14] =
    ["", "a", "TEA", "'", "\\", "%", "(", "(a+)+$", "\u{0}", "李", "desc", "1", "1970-01-01T00:00:00.000Z", "[1]"];

fn value(rng: &mut Rng) -> Value {
    match rng.u8(0..12) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.choice([0, 1, -1, 201, i64::MAX, i64::MIN, 1 << 53]).unwrap()),
        3 => json!(rng.choice([0.5, -0.0, 1e308, 1e-308, 1.8e19]).unwrap()),
        4..7 => json!(*rng.choice(TEXTS.iter()).unwrap()),
        7 => json!([]),
        8 => json!({}),
        9 => json!([value(rng), value(rng)]),
        10 => json!({ *rng.choice(NAMES.iter()).unwrap(): value(rng) }),
        _ => json!("茶".repeat(rng.usize(0..2000))),
    }
}

/// Changes the structure in a random place.
pub fn structure(rng: &mut Rng, body: &mut Value) {
    let descend = rng.u8(0..5) != 0;
    match body {
        Value::Array(elements) if descend && !elements.is_empty() => {
            let index = rng.usize(..elements.len());
            structure(rng, &mut elements[index]);
        }
        Value::Object(members) if descend && !members.is_empty() => {
            let key = members.keys().nth(rng.usize(..members.len())).unwrap().clone();
            structure(rng, &mut members[&key]);
        }
        body => change(rng, body),
    }
}

fn change(rng: &mut Rng, body: &mut Value) {
    let taken = body.take();
    let name = *rng.choice(NAMES.iter()).unwrap();
    *body = match (rng.u8(0..9), taken) {
        (0, taken) => json!([taken]),
        (1, taken) => json!({ name: taken }),
        (2, Value::Object(mut members)) => {
            members.insert(name.to_owned(), value(rng));
            members.into()
        }
        // Another name for each member.
        (3, Value::Object(members)) => members
            .into_iter()
            .map(|(_, value)| (rng.choice(NAMES.iter()).unwrap().to_string(), value))
            .collect::<Map<_, _>>()
            .into(),
        (4, Value::Array(mut elements)) => {
            elements.push(value(rng));
            elements.extend_from_within(..elements.len() / 2);
            elements.into()
        }
        (5, taken) => {
            let mut deep = taken;
            for _ in 0..rng.usize(0..60) {
                deep = json!({ "$and": [deep] });
            }
            deep
        }
        (6, taken) => json!(taken.to_string()),
        _ => value(rng),
    };
}

/// Changes some bytes.
pub fn bytes(rng: &mut Rng, body: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(..=body.len());
        match rng.u8(0..5) {
            0 if at < body.len() => body[at] ^= 1 << rng.u8(0..8),
            1 if at < body.len() => {
                body.remove(at);
            }
            2 => body.truncate(at),
            3 => {
                let copied = body[at..rng.usize(at..=body.len())].to_vec();
                let to = rng.usize(..=body.len());
                body.splice(to..to, copied);
            }
            _ => body.insert(at, *rng.choice(b"{}[]\",:0-9e.\\u\x00\xff$tfn ".iter()).unwrap()),
        }
    }
}
