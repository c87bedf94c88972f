//! Random filters.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::schema::{self, Kind};
use super::value;
use super::world::World;

const SIGNS: &str = ".*+?()[]{}|^$\\/-";

/// A random filter on a model.
pub fn filter(rng: &mut Rng, world: &World, model: &str) -> Value {
    let mut filter = Map::new();
    if rng.u8(0..4) != 0 {
        filter.insert("where".into(), condition(rng, world, model, 0));
    }
    let ends = schema::ends(model);
    if !ends.is_empty() && rng.bool() {
        let related = (0..rng.usize(0..3)).map(|_| {
            let end = ends[rng.usize(..ends.len())];
            let condition = condition(rng, world, end.target, 2);
            (end.field.to_owned(), if rng.u8(0..20) == 0 { json!({}) } else { json!({ "where": condition }) })
        });
        filter.insert("relateWhere".into(), related.collect::<Map<_, _>>().into());
    }
    filter.into()
}

/// A random condition: fields and groups, which must all hold.
fn condition(rng: &mut Rng, world: &World, model: &str, depth: usize) -> Value {
    let mut members = Map::new();
    for _ in 0..rng.choice([0, 1, 1, 1, 2]).unwrap() {
        match rng.u8(0..10) {
            // Mostly shallow, and sometimes empty.
            0..4 if depth < 4 => {
                let group = if rng.bool() { "$and" } else { "$or" };
                let parts =
                    (0..rng.choice([0, 1, 2, 2, 3, 4]).unwrap()).map(|_| condition(rng, world, model, depth + 1));
                members.insert(group.into(), parts.collect());
            }
            _ => {
                let (key, operators) = field(rng, world, model);
                members.insert(key, operators);
            }
        }
    }
    members.into()
}

/// Conditions on a field.
fn field(rng: &mut Rng, world: &World, model: &str) -> (String, Value) {
    let mut fields = vec![("_id", Kind::Id)];
    fields.extend(schema::fields(model));
    fields.extend(schema::ends(model).iter().filter(|end| end.is_column()).map(|end| (end.field, Kind::Id)));
    let (key, kind) = rng.choice(fields).unwrap();
    let mut operators = Map::new();
    for _ in 0..rng.choice([1, 1, 1, 2]).unwrap() {
        let operator = rng.choice(operators_of(kind)).copied().unwrap();
        operators.insert(operator.into(), operand(rng, world, model, key, kind, operator));
    }
    (key.to_owned(), operators.into())
}

fn operators_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text | Kind::Choice => &[
            "$eq",
            "$neq",
            "$ne",
            "$in",
            "$nin",
            "$search",
            "$nsearch",
            "$search_ci",
            "$nsearch_ci",
            "$regex",
            "$regexI",
            "$empty",
            "$nempty",
        ],
        Kind::Number | Kind::Date => &["$eq", "$neq", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$empty", "$nempty"],
        Kind::Flag | Kind::Id => &["$eq", "$neq", "$in", "$nin", "$empty", "$nempty"],
        Kind::Texts | Kind::Numbers => &["$in", "$nin", "$empty", "$nempty"],
        Kind::Object => &["$empty", "$nempty"],
    }
}

fn operand(rng: &mut Rng, world: &World, model: &str, key: &str, kind: Kind, operator: &str) -> Value {
    let part = |rng: &mut Rng| match known(rng, world, model, key, kind) {
        Value::String(text) => {
            let letters: Vec<char> = text.chars().collect();
            let start = rng.usize(0..=letters.len());
            letters[start..rng.usize(start..=letters.len())].iter().collect()
        }
        _ => value::text(rng),
    };
    match operator {
        "$eq" | "$neq" | "$ne" if rng.u8(0..12) == 0 => Value::Null,
        "$in" | "$nin" => {
            let mut values: Vec<Value> = (0..rng.usize(0..4)).map(|_| known(rng, world, model, key, kind)).collect();
            if rng.u8(0..6) == 0 {
                values.push(Value::Null);
            }
            values.into()
        }
        "$empty" | "$nempty" => json!(true),
        "$regex" | "$regexI" => {
            let escape = |letter: char| {
                if SIGNS.contains(letter) { format!("\\{letter}") } else { letter.to_string() }
            };
            let part: String = part(rng).chars().map(escape).collect();
            json!(match rng.u8(0..4) {
                0 => part,
                1 => format!("^{part}"),
                2 => format!("{part}$"),
                _ => format!("^((?!{part}).)*$"),
            })
        }
        operator if operator.contains("search") => json!(part(rng)),
        _ => known(rng, world, model, key, kind),
    }
}

/// A value that a record has, or a random one; never null.
fn known(rng: &mut Rng, world: &World, model: &str, key: &str, kind: Kind) -> Value {
    let records = &world.records[model];
    let found = if records.is_empty() || rng.u8(0..3) == 0 {
        Value::Null
    } else {
        let record = &records[rng.usize(..records.len())];
        match schema::ends(model).iter().find(|end| end.field == key) {
            Some(end) => world.related_id(end, record["_id"].as_str().unwrap()),
            None => record[key].clone(),
        }
    };
    match found {
        Value::Array(elements) if !elements.is_empty() => elements[rng.usize(..elements.len())].clone(),
        Value::Null | Value::Array(_) => value::scalar(rng, kind),
        found => found,
    }
}
