//! Fields and members, four levels deep.

use serde_json::{Map, Value, json};

use super::Dice;
use super::words::{anything, decoration, word};

/// Depth of nesting.
pub const LEVELS: u32 = 4;

/// Placeholder for a model, before its number, until the identifiers of the set are known.
const MODEL: &str = "\u{1}model ";

/// The pairs of type and format for single values.
const SCALARS: &[(&str, &str)] = &[
    ("string", ""),
    ("string", "x-long-text"),
    ("string", "x-rtf"),
    ("string", "email"),
    ("string", "phone"),
    ("string", "tel"),
    ("string", "url"),
    ("string", "cnName"),
    ("string", "x-image"),
    ("string", "x-file"),
    ("string", "x-autonumber"),
    ("string", "x-area-code"),
    ("number", ""),
    ("number", "age"),
    ("number", "datetime"),
    ("number", "date"),
    ("number", "time"),
    ("boolean", ""),
    ("object", "x-location"),
    ("object", ""),
    ("array", ""),
];

const CHOICES: &[(&str, &str)] = &[("string", "x-enum"), ("string", "x-enum"), ("array", "x-enum"), ("string", "")];

const RELATIONS: &[(&str, &str)] = &[
    ("string", "father-son"),
    ("string", "related"),
    ("object", "many-one"),
    ("object", "one-one"),
    ("object", "one-one-r"),
    ("array", "one-many"),
    ("array", "many-many"),
    ("string", "many-one"),
];

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object", "quaternion", "null", ""];

const FORMATS: &[&str] = &[
    "",
    "x-enum",
    "datetime",
    "date",
    "x-image",
    "x-location",
    "father-son",
    "many-one",
    "one-many",
    "many-many",
    "one-one-r",
    "x-autonumber",
    "x-hologram",
    "function",
    "*/ \"\\",
];

type Members = Map<String, Value>;

/// The `properties` of an object with fewer than `count` members, and a `required` with some of them and sometimes an
/// unknown one.
pub fn properties(dice: &mut Dice, level: u32, count: usize) -> (Value, Value) {
    let members: Members = (0..dice.below(count)).map(|_| (word(dice), field(dice, level))).collect();
    let mut required: Vec<String> = members.keys().filter(|_| dice.chance(50)).cloned().collect();
    if dice.chance(20) {
        required.push(word(dice));
    }
    (Value::Object(members), if dice.chance(10) { Value::Null } else { json!(required) })
}

/// Replaces the placeholders of relations by identifiers of the set.
pub fn aim(value: &mut Value, identifiers: &[String]) {
    match value {
        Value::String(text) => {
            if let Some(number) = text.strip_prefix(MODEL).and_then(|number| number.parse::<usize>().ok()) {
                *text = identifiers[number % identifiers.len()].clone();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| aim(item, identifiers)),
        Value::Object(members) => members.values_mut().for_each(|member| aim(member, identifiers)),
        _ => {}
    }
}

/// One field or member; only those above level [`LEVELS`] have members of their own.
pub fn field(dice: &mut Dice, level: u32) -> Value {
    let shape = match dice.below(19) {
        0..6 => known(dice, SCALARS),
        6..9 => joined(known(dice, CHOICES), options(dice)),
        9..12 => joined(known(dice, RELATIONS), relation(dice)),
        12..15 if level < LEVELS => {
            let (properties, required) = properties(dice, level + 1, 4);
            named([("type", Some(json!("object"))), ("properties", Some(properties)), ("required", Some(required))])
        }
        15..17 if level < LEVELS => named([("type", Some(json!("array"))), ("items", Some(field(dice, level + 1)))]),
        _ => unknown(dice),
    };
    Value::Object(joined(joined(decoration(dice), marks(dice)), shape))
}

fn known(dice: &mut Dice, pairs: &[(&str, &str)]) -> Members {
    let (type_name, format) = *dice.pick(pairs);
    named([("type", Some(json!(type_name))), ("format", (!format.is_empty()).then(|| json!(format)))])
}

/// Types and formats in any combination, and members of one type in fields of another, which must be harmless.
fn unknown(dice: &mut Dice) -> Members {
    let kind = |dice: &mut Dice, words: &[&str]| match dice.below(10) {
        0 => None,
        1 => Some(anything(dice)),
        _ => Some(json!(dice.pick(words))),
    };
    let declared = named([("type", kind(dice, TYPES)), ("format", kind(dice, FORMATS))]);
    let member = json!({ "address": { "type": "string" }, "": { "format": "date" } });
    let stray = match dice.below(6) {
        0 => named([]),
        1 => named([("properties", Some(member))]),
        2 => named([("properties", Some(Value::Null)), ("required", Some(Value::Null))]),
        3 => named([("items", Some(Value::Null))]),
        4 => named([("items", Some(json!({}))), ("required", Some(json!(["address"])))]),
        _ => named([("items", Some(json!({ "type": "object", "format": "many-one" })))]),
    };
    joined(joined(declared, options(dice)), joined(relation(dice), stray))
}

/// Inline options: none, duplicate, empty, of other types, with and without labels.
fn options(dice: &mut Dice) -> Members {
    let mut keys: Vec<String> = (0..dice.below(5)).map(|_| word(dice)).collect();
    keys.extend_from_within(..keys.len() / 2);
    let labelled = (0..dice.below(4)).map(|_| {
        let label = dice.chance(60).then(|| word(dice));
        json!({ "value": word(dice), "label": label })
    });
    let mut labelled: Vec<Value> = labelled.collect();
    labelled.extend_from_within(..labelled.len() / 2);
    let keys = if dice.chance(15) { anything(dice) } else { json!(keys) };
    let labelled = if dice.chance(15) { anything(dice) } else { json!(labelled) };
    named([
        ("enum", dice.chance(70).then_some(keys)),
        ("x-enumObj", dice.chance(30).then_some(labelled)),
        ("x-option-name", dice.chance(20).then(|| json!(word(dice)))),
    ])
}

/// A relation to a model of the set (possibly itself), to an unknown one, or without a target.
fn relation(dice: &mut Dice) -> Members {
    const ELSEWHERE: &[&str] = &["sys_user", "sys_department", "goods", "Goods", "student_address", "学生", "type", ""];
    const ACTIONS: &[&str] = &["judge", "related", "prompt-not-delete", "doNothing", "delete", "?"];
    let target = match dice.below(10) {
        0..6 => json!(format!("{MODEL}{}", dice.below(12))),
        6..9 => json!(dice.pick(ELSEWHERE)),
        _ => anything(dice),
    };
    let parent = match dice.below(10) {
        0 => None,
        1 => Some(anything(dice)),
        _ => Some(json!({ "parentDataSourceName": target, "fatherAction": dice.pick(ACTIONS) })),
    };
    named([("x-parent", parent)])
}

fn marks(dice: &mut Dice) -> Members {
    let mark = |dice: &mut Dice| match dice.below(10) {
        0..6 => None,
        6..9 => Some(json!(true)),
        _ => Some(anything(dice)),
    };
    let count = dice.chance(20).then(|| json!(0));
    let (required, system, number) = (mark(dice), mark(dice), mark(dice));
    named([("numberCount", count), ("x-required", required), ("x-system", system), ("x-autonumber", number)])
}

/// The members of both; the second has precedence.
fn joined(first: Members, second: Members) -> Members {
    first.into_iter().chain(second).collect()
}

fn named<const N: usize>(members: [(&str, Option<Value>); N]) -> Members {
    members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}
