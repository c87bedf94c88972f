//! Compares the judge with the JSON Schema implementation `ajv` and with node's regular expressions.
//!
//! For random definitions and equivalent JSON Schemas, made without the judge, both must agree on random records. Known
//! differences are excluded: lengths count bytes here and code points there, so that texts with a length are ASCII; null is
//! the absence of a value here, so that it is left out there; lists, objects and locations may be JSON text here.
//!
//! It runs if `node` has the package, and is reported as ignored otherwise:
//!
//! ```text
//! npm install --prefix oracle ajv@8
//! NODE_PATH="$PWD/oracle/node_modules" cargo test -p weda-definition --features judge --test foreign
//! ```
//!
//! `WEDA_SEED` sets the seed of the run.

mod definitions;
mod dice;
mod oracle;
mod patterns;
mod records;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use weda_definition::{Definition, Judge, Level};

use definitions::Model;
use dice::Dice;

/// Number of definitions, and of records for each: 100,000 pairs.
const DEFINITIONS: usize = 5_000;
const RECORDS: usize = 20;
/// Number of patterns, and of texts for each.
const PATTERNS: usize = 5_000;
const TEXTS: usize = 10;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let (has_node, has_ajv) = (oracle::runs("1"), oracle::runs("require('ajv')"));
    if !arguments.list && !has_node {
        eprintln!("skipped: node is not installed; see tests/foreign/main.rs");
    } else if !arguments.list && !has_ajv {
        eprintln!("skipped for records: node does not have the package ajv; see tests/foreign/main.rs");
    }
    let tests = vec![
        Trial::test("records_are_judged_as_by_json_schema", records_agree).with_ignored_flag(!has_ajv),
        Trial::test("patterns_are_read_as_by_node", patterns_agree).with_ignored_flag(!has_node),
    ];
    libtest_mimic::run(&arguments, tests).exit_code()
}

fn seed() -> u64 {
    std::env::var("WEDA_SEED").map_or(20_261_129, |seed| seed.parse().expect("WEDA_SEED is a number"))
}

fn records_agree() -> Result<(), Failed> {
    let seed = seed();
    let mut dice = Dice::new(seed);
    let cases: Vec<(Model, Level, Vec<Value>)> = (0..DEFINITIONS)
        .map(|_| {
            let model = Model::random(&mut dice);
            let level = dice.pick(&[Level::Enforced, Level::Creating]);
            let records = (0..RECORDS).map(|_| records::random(&mut dice, &model)).collect();
            (model, level, records)
        })
        .collect();
    let questions = cases.iter().map(|(model, level, records)| {
        let records: Vec<Value> = records.iter().map(records::without_nulls).collect();
        json!({ "schema": model.schema(*level), "values": records })
    });
    let answers = oracle::ask(questions)?;
    let (mut valid, mut invalid) = (0, 0);
    for ((model, level, records), answer) in cases.iter().zip(answers) {
        let definition = model.definition();
        let judge = Judge::new(&Definition::parse("random", "random.json", &definition.to_string())?);
        assert_eq!(judge.unreadable_patterns(), []);
        for (record, answer) in records.iter().zip(answer.chars()) {
            let is_valid = answer == '1';
            *if is_valid { &mut valid } else { &mut invalid } += 1;
            let sent = records::as_sent(&mut dice, model, record);
            let text = sent.to_string();
            for (how, judged) in
                [("value", judge.check(&sent, *level)), ("text", judge.check_text(&text, *level).map(|_| ()))]
            {
                if judged.is_ok() != is_valid {
                    return Err(format!(
                        "seed {seed}: by ajv {} {level:?}, the judge says {judged:?} of the {how}\n{text}\n{definition}\n{}",
                        if is_valid { "valid" } else { "invalid" },
                        model.schema(*level)
                    )
                    .into());
                }
            }
        }
        assert_eq!(judge.undecided_texts(), []);
    }
    println!("{valid} records are valid, {invalid} are not");
    assert_eq!(valid + invalid, DEFINITIONS * RECORDS);
    assert!(valid.min(invalid) > DEFINITIONS * RECORDS / 5, "{valid} valid, {invalid} not: too few of one kind");
    Ok(())
}

fn patterns_agree() -> Result<(), Failed> {
    let seed = seed();
    let mut dice = Dice::new(seed);
    let cases: Vec<(String, Vec<String>)> = (0..PATTERNS)
        .map(|_| {
            let pattern = patterns::random(&mut dice);
            let texts = (0..TEXTS).map(|_| patterns::text(&mut dice, &pattern)).collect();
            (pattern, texts)
        })
        .collect();
    let answers = oracle::ask(cases.iter().map(|(pattern, texts)| json!({ "pattern": pattern, "texts": texts })))?;
    let (mut found, mut missed, mut unreadable, mut undecided) = (0, 0, 0, 0);
    let mut failures = Vec::new();
    for ((pattern, texts), answer) in cases.iter().zip(answers) {
        let definition = json!({ "properties": { "t": { "type": "string", "pattern": pattern } } }).to_string();
        let judge = Judge::new(&Definition::parse("random", "random.json", &definition)?);
        let is_unreadable = !judge.unreadable_patterns().is_empty();
        if is_unreadable != (answer == "unreadable") {
            failures.push(format!("{pattern} is {answer} to node, {:?}", judge.unreadable_patterns()));
            continue;
        }
        unreadable += usize::from(is_unreadable);
        for (text, answer) in texts.iter().zip(answer.chars()).filter(|_| !is_unreadable) {
            let before = judge.undecided_texts();
            let is_found = judge.check_field("t", &Value::from(text.as_str())).is_ok();
            if judge.undecided_texts() != before {
                undecided += 1;
            } else if is_found != (answer == '1') {
                failures.push(format!("{pattern} in {text:?}: node says {answer}"));
            }
            *if is_found { &mut found } else { &mut missed } += 1;
        }
    }
    if !failures.is_empty() {
        failures.sort_by_key(String::len);
        let shown: Vec<String> = failures.iter().take(20).cloned().collect();
        return Err(format!("seed {seed}: {} failures, the shortest are\n{}", failures.len(), shown.join("\n")).into());
    }
    println!("{found} texts match, {missed} do not, {undecided} are not decided; {unreadable} patterns are unreadable");
    assert!(found.min(missed) > PATTERNS * TEXTS / 10, "{found} match, {missed} do not: too few of one kind");
    assert!(undecided < PATTERNS * TEXTS / 4 && unreadable > PATTERNS / 100, "{undecided} undecided, {unreadable}");
    Ok(())
}
