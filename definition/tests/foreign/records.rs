//! Random records with mostly valid values.

use serde_json::{Map, Value, json};

use crate::definitions::{Kind, Member, Model};
use crate::dice::Dice;

/// Letters of texts. They are ASCII: JSON Schema counts code points.
pub const LETTERS: [char; 7] = ['a', 'b', 'c', '1', '2', '-', ' '];

/// A record with native values, and null here and there.
pub fn random(dice: &mut Dice, model: &Model) -> Value {
    object(dice, &model.0)
}

/// The record for JSON Schema: null is the absence of a value.
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

/// The record as it may be sent: some lists and objects as JSON text.
pub fn as_sent(dice: &mut Dice, model: &Model, record: &Value) -> Value {
    let mut sent = record.clone();
    for member in model.0.iter().filter(|member| member.kind.allows_json_text()) {
        match sent.get_mut(member.key) {
            // A text would be read as JSON text, so it is converted as well.
            Some(value) if value.is_string() || (!value.is_null() && dice.once_in(3)) => {
                *value = value.to_string().into()
            }
            _ => {}
        }
    }
    sent
}

fn object(dice: &mut Dice, members: &[Member]) -> Value {
    let mut object = Map::new();
    for member in members {
        match dice.below(14) {
            0 => {}
            1 => _ = object.insert(member.key.to_owned(), Value::Null),
            _ => _ = object.insert(member.key.to_owned(), value(dice, &member.kind)),
        }
    }
    if dice.once_in(4) {
        object.insert("unheard of".to_owned(), anything(dice));
    }
    Value::Object(object)
}

fn value(dice: &mut Dice, kind: &Kind) -> Value {
    if dice.once_in(25) {
        return anything(dice);
    }
    match kind {
        Kind::Text { .. } | Kind::OldRelation => text(dice).into(),
        Kind::Number { .. } => number(dice),
        Kind::Whole { .. } => match dice.below(8) {
            0 => number(dice),
            1 => json!(dice.below(20) as f64 - 10.0),
            _ => json!(dice.below(20) as i64 - 10),
        },
        Kind::Time => json!(dice.pick(&[0, 5, 86_399_999, 86_399_999, 86_400_000])),
        Kind::Boolean => dice.once_in(2).into(),
        Kind::Choice(options) if !dice.once_in(8) => dice.pick(options).into(),
        Kind::Choice(_) => text(dice).into(),
        Kind::List(item) => (0..dice.below(3)).map(|_| value(dice, item)).collect(),
        Kind::Object(members) => object(dice, members),
        Kind::Location => location(dice),
        Kind::NewRelation if dice.once_in(2) => text(dice).into(),
        Kind::NewRelation => json!({ "_id": if dice.once_in(8) { anything(dice) } else { text(dice).into() } }),
        Kind::Anything => anything(dice),
    }
}

fn location(dice: &mut Dice) -> Value {
    let coordinates = match dice.below(6) {
        0 => json!([1]),
        1 => json!([1, 2.5, 3]),
        2 => anything(dice),
        _ => json!([120.13, 30]),
    };
    match dice.below(6) {
        0 => json!({ "address": anything(dice) }),
        1 => json!({ "address": text(dice), "geopoint": anything(dice) }),
        2 => json!({ "geopoint": { "type": anything(dice), "coordinates": coordinates } }),
        _ => json!({ "address": text(dice), "geopoint": { "type": "Point", "coordinates": coordinates } }),
    }
}

/// A value of any kind but null, which would be the absence of one.
fn anything(dice: &mut Dice) -> Value {
    match dice.below(7) {
        0 => dice.once_in(2).into(),
        1 => number(dice),
        2 | 3 => text(dice).into(),
        4 => json!([text(dice), dice.below(9)]),
        5 => json!({}),
        _ => json!({ "name": text(dice), "tags": [] }),
    }
}

fn text(dice: &mut Dice) -> String {
    (0..dice.below(6)).map(|_| dice.pick(&LETTERS)).collect()
}

fn number(dice: &mut Dice) -> Value {
    match dice.below(3) {
        0 => json!(dice.below(30) as i64 - 15),
        1 => json!(dice.below(30) as f64 - 15.0),
        _ => json!(dice.below(60) as f64 / 4.0 - 7.5),
    }
}
