//! Random definitions and records of all kinds, in random forms on the wire, against what was meant.

mod check;
mod make;
mod wire;

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use fastrand::Rng;
use weda::Record;
use weda_arrow::{BatchBuilder, Form, rows, schema};
use weda_definition::Definition;

pub use check::agree;
pub use make::{Kind, Value, fields, value};
pub use wire::{back, property, wire};

/// A random model with its records: what was meant, and the texts.
pub struct Model {
    pub fields: Vec<(String, Kind)>,
    pub definition: Definition,
    pub rows: Vec<Vec<Value>>,
    pub records: Vec<Record>,
}

/// Makes a model. A tame one has values that a service accepts.
pub fn model(dice: &mut Rng, name: &str, tame: bool) -> Model {
    let fields = fields(dice);
    let properties: Vec<String> = fields
        .iter()
        .map(|(key, kind)| format!("{}:{}", serde_json::to_string(key).unwrap(), property(kind)))
        .collect();
    let text = format!(r#"{{"type":"object","properties":{{{}}}}}"#, properties.join(","));
    let definition = Definition::parse(name, "random.json", &text).unwrap();
    for ((key, kind), field) in fields.iter().zip(&definition.fields) {
        assert_eq!((key, kind.code()), (&field.key, weda_arrow::kind_code(&field.kind)), "the definition says it");
    }
    let mut rows = Vec::new();
    let mut records = Vec::new();
    for at in 0..dice.usize(1..40) {
        let values: Vec<Value> = fields.iter().map(|(_, kind)| value(dice, kind, tame)).collect();
        let mut members = vec![format!(r#""_id":"r{at:03}""#)];
        for ((key, kind), value) in fields.iter().zip(&values) {
            if matches!(value, Value::Null) && dice.bool() {
                continue;
            }
            members.push(format!("{}:{}", wire::key(dice, key), wire(dice, kind, value)));
        }
        if dice.u8(..4) == 0 {
            members.push(r#""unknown":[{"a":"}"},null]"#.to_owned());
        }
        if dice.u8(..3) == 0 {
            dice.shuffle(&mut members);
        }
        let space = if dice.u8(..5) == 0 { " " } else { "" };
        records.push(format!("{{{space}{}{space}}}", members.join(&format!("{space},{space}"))).parse().unwrap());
        rows.push(values);
    }
    Model { fields, definition, rows, records }
}

/// The rows of a batch as texts.
pub fn sent(definition: &Definition, batch: &RecordBatch) -> Vec<String> {
    rows(definition, batch).unwrap().map(|row| serde_json::to_string(&row).unwrap()).collect()
}

#[test]
fn records_become_what_was_meant_and_come_back() {
    let seed = std::env::var("WEDA_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20);
    let cases: u64 = std::env::var("WEDA_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    let mut kinds = BTreeSet::new();
    for case in 0..cases {
        let mut dice = Rng::with_seed(seed + case);
        let model = model(&mut dice, "random", false);
        model.fields.iter().for_each(|(_, kind)| _ = kinds.insert(kind.code()));
        for form in [Form::Table, Form::File] {
            let mut builder = BatchBuilder::new(schema(&model.definition, form));
            for record in &model.records {
                builder.push(record).unwrap_or_else(|error| panic!("case {case}: {error}\n{}", record.as_json()));
            }
            let batch = builder.finish().unwrap();
            for (at, values) in model.rows.iter().enumerate() {
                for ((key, _), value) in model.fields.iter().zip(values) {
                    let column = batch.column_by_name(key).unwrap();
                    assert!(
                        agree(column, at, value),
                        "case {case}, row {at}, `{key}`: {value:?}\n{}",
                        model.records[at].as_json()
                    );
                }
            }
            let sent = sent(&model.definition, &batch);
            for (at, values) in model.rows.iter().enumerate() {
                assert_eq!(
                    sent[at],
                    back(&model.fields, values),
                    "case {case}, row {at}\n{}",
                    model.records[at].as_json()
                );
            }
            // A part of a batch has the same rows.
            let from = dice.usize(..batch.num_rows());
            let part = batch.slice(from, batch.num_rows() - from);
            assert_eq!(self::sent(&model.definition, &part), sent[from..], "case {case}, from row {from}");
        }
    }
    assert_eq!(kinds.len(), 15, "all kinds but automatic numbers: {kinds:?}");
}

/// The columns of a projection are those of the whole.
#[test]
fn a_projection_reads_the_same_columns() {
    for case in 0..40 {
        let mut dice = Rng::with_seed(case);
        let model = model(&mut dice, "random", false);
        let whole = schema(&model.definition, Form::Table);
        let batch = weda_arrow::batch(&whole, &model.records).unwrap();
        let mut columns: Vec<usize> = (0..whole.fields().len()).filter(|_| dice.bool()).collect();
        dice.shuffle(&mut columns);
        let projected = std::sync::Arc::new(whole.project(&columns).unwrap());
        let part = weda_arrow::batch(&projected, &model.records).unwrap();
        assert_eq!(part.num_rows(), model.records.len(), "also without a column");
        if !columns.is_empty() {
            assert_eq!(part, batch.project(&columns).unwrap());
        }
    }
}
