//! Unusual but valid definitions: any type with any format, relations to any model, and names with a meaning to Rust, to the
//! generator, to Markdown or to a terminal.

mod dice;
mod fields;
mod words;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Map, Value, json};
use weda_definition::Definition;

use dice::Dice;

/// The texts of definition files by the identifiers of their models.
pub type Files = BTreeMap<String, String>;

/// From 1 to 12 models.
pub fn files() -> impl Strategy<Value = Files> {
    prop::collection::vec(any::<u16>(), 0..3_000).prop_map(|numbers| {
        let mut dice = Dice::new(numbers);
        let models: BTreeMap<String, Value> =
            (0..=dice.below(12)).map(|_| (words::identifier(&mut dice), model(&mut dice))).collect();
        texts(models)
    })
}

fn texts(models: BTreeMap<String, Value>) -> Files {
    let identifiers: Vec<String> = models.keys().cloned().collect();
    let text = |mut model: Value| {
        fields::aim(&mut model, &identifiers);
        // The API's form of a model without a schema.
        if model == Value::Null { "\"\"".to_owned() } else { serde_json::to_string_pretty(&model).unwrap() }
    };
    models.into_iter().map(|(identifier, model)| (identifier, text(model))).collect()
}

/// A model for every word that can be a file name, and one with all words as fields, members and options, so that collisions
/// with single names are not left to chance.
pub fn every_word() -> Files {
    let mut dice = Dice::new((0..60_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 16) as u16).collect());
    let mut property = |key: &str| (key.to_owned(), fields::field(&mut dice, fields::LEVELS));
    let mut models: BTreeMap<String, Value> = BTreeMap::new();
    for identifier in words::identifiers() {
        // Names of the standard prelude that generated code needs.
        let texts = json!({ "type": "array", "items": { "type": "string" } });
        let members = Map::from_iter([("texts".to_owned(), texts), property(identifier)]);
        let model = json!({ "properties": members, "required": [identifier] });
        models.insert(identifier.to_owned(), model);
    }
    let members: Map<String, Value> = words::all().map(&mut property).collect();
    let keys: Vec<&str> = words::all().collect();
    let inner = json!({ "type": "object", "properties": members.clone(), "required": keys });
    let choice = json!({ "type": "string", "format": "x-enum", "enum": keys });
    models.insert("all".to_owned(), json!({ "properties": members, "required": keys }));
    models.insert("inner".to_owned(), json!({ "properties": { "object": inner, "choice": choice } }));
    texts(models)
}

/// Parses the files.
pub fn parsed(files: &Files) -> Vec<Definition> {
    let parse = |(identifier, text): (&String, &String)| {
        Definition::parse(identifier, &format!("database-schemas/{identifier}.json"), text)
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
    };
    files.iter().map(parse).collect()
}

/// A runner with a seed; failures are not stored in files.
pub fn runner(cases: u32, seed: u64) -> TestRunner {
    let rng_seed = RngSeed::Fixed(seed);
    // The sets are large: without a limit shrinking a failure would take many minutes.
    let config = Config { cases, rng_seed, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    TestRunner::new(config)
}

/// The first `count` values for a seed.
pub fn sample<S: Strategy>(strategy: &S, count: usize, seed: u64) -> Vec<S::Value> {
    let mut runner = runner(1, seed);
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// The number in an environment variable.
pub fn number(variable: &str, default: u64) -> u64 {
    let Ok(text) = std::env::var(variable) else { return default };
    text.parse().unwrap_or_else(|_| panic!("{variable} must be a number, not `{text}`"))
}

fn model(dice: &mut Dice) -> Value {
    let mut model = words::decoration(dice);
    match dice.below(20) {
        0 => return Value::Null,
        1 => return Value::Object(Map::new()),
        2 => {}
        _ => {
            let (properties, required) = fields::properties(dice, 1, 10);
            model.insert("properties".to_owned(), properties);
            model.insert("required".to_owned(), required);
        }
    }
    if !model.contains_key("properties") || dice.chance(50) {
        model.insert("type".to_owned(), json!("object"));
    }
    Value::Object(model)
}
