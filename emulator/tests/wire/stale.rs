//! Whether an answer is ever older than the records: whatever changes, the next list shows it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use weda_emulator::{Definition, Profile};

use crate::fixture::{Served, serving_as};

const PARENT: &str = r#"{ "properties": { "name": { "type": "string" }, "rank": { "type": "number" } } }"#;
const CHILD: &str = r#"{ "properties": {
    "name": { "type": "string" },
    "freed": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "parent" } },
    "goes": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "parent" } }
} }"#;

/// Something that changes records, on the records with small numbers.
#[derive(Debug, Clone)]
enum Step {
    Create {
        parent: bool,
        number: u8,
    },
    Batch {
        first: u8,
    },
    Rename {
        parent: bool,
        number: u8,
        name: u8,
    },
    RenameSeveral {
        number: u8,
        name: u8,
    },
    Delete {
        parent: bool,
        number: u8,
    },
    Load {
        number: u8,
    },
    Reset,
    Define {
        rank: bool,
    },
    /// Nothing changes: the same answer comes again.
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0_u8..4;
    prop_oneof![
        4 => (any::<bool>(), number()).prop_map(|(parent, number)| Step::Create { parent, number }),
        1 => number().prop_map(|first| Step::Batch { first }),
        4 => (any::<bool>(), number(), number()).prop_map(|(parent, number, name)| Step::Rename { parent, number, name }),
        1 => (number(), number()).prop_map(|(number, name)| Step::RenameSeveral { number, name }),
        2 => (any::<bool>(), number()).prop_map(|(parent, number)| Step::Delete { parent, number }),
        1 => number().prop_map(|number| Step::Load { number }),
        1 => Just(Step::Reset),
        1 => any::<bool>().prop_map(|rank| Step::Define { rank }),
        3 => Just(Step::Wait),
    ]
}

fn parent(has_rank: bool) -> Definition {
    let without = PARENT.replace(r#", "rank": { "type": "number" }"#, "");
    Definition::parse("parent", "parent.json", if has_rank { PARENT } else { &without }).unwrap()
}

fn carry_out(served: &Served, step: &Step) {
    let model = |parent: bool| if parent { "parent" } else { "child" };
    let call = |method: &str, path: String, body: Value| {
        served.call(method, &format!("/weda/odata/v1/{path}"), &body.to_string());
    };
    let record = |number: u8| {
        let (freed, goes) = (format!("p{}", number % 2), format!("p{}", number / 2 + 2));
        json!({ "_id": format!("c{number}"), "name": "new", "freed": freed, "goes": goes })
    };
    match step {
        Step::Create { parent: true, number } => {
            call(
                "POST",
                "pre/parent".to_owned(),
                json!({ "_id": format!("p{number}"), "name": "new", "rank": number }),
            );
        }
        Step::Create { parent: false, number } => call("POST", "pre/child".to_owned(), record(*number)),
        Step::Batch { first } => {
            call("POST", "batch/pre/child".to_owned(), json!({ "value": [record(*first), record(first + 1)] }));
        }
        Step::Rename { parent, number, name } => {
            let id = &model(*parent)[..1];
            call("PATCH", format!("pre/{}('{id}{number}')", model(*parent)), json!({ "name": format!("n{name}") }));
        }
        Step::RenameSeveral { number, name } => {
            call("PATCH", format!("batch/pre/child('c{number}','c0')"), json!({ "name": format!("n{name}") }));
        }
        Step::Delete { parent, number } => {
            let id = &model(*parent)[..1];
            call("DELETE", format!("pre/{}('{id}{number}')", model(*parent)), Value::Null);
        }
        Step::Load { number } => {
            // Refused where there is such a record.
            let _ = served.emulator.load("child", [record(*number)]);
        }
        Step::Reset => served.emulator.reset().unwrap(),
        Step::Define { rank } => served.emulator.define(parent(*rank)).unwrap(),
        Step::Wait => {}
    }
}

/// The records by id, each asked for by itself: what no list can have kept.
fn single(served: &Served, model: &str) -> BTreeMap<String, Value> {
    let ids = (0..5).map(|number| format!("{}{number}", &model[..1]));
    let record = |id: String| {
        let mut record = served.get(&format!("pre/{model}('{id}')")).json();
        record.as_object_mut().unwrap().remove("@odata.context");
        record.get("_id").is_some().then_some((id, record))
    };
    ids.filter_map(record).collect()
}

#[test]
fn lists_are_never_older_than_the_records() {
    let mut profile = Profile::lenient();
    profile.answers.fractions = false;
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let run = |steps: Vec<Step>| {
        let child = Definition::parse("child", "child.json", CHILD).unwrap();
        let served = serving_as([parent(true), child], profile.clone());
        for step in &steps {
            carry_out(&served, step);
            for model in ["parent", "child"] {
                let expected = single(&served, model);
                for path in ["pre", "batch/pre"] {
                    let page = served.get(&format!("{path}/{model}?$count=true&$top=100")).json();
                    let listed: BTreeMap<String, Value> = page["value"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|row| (row["_id"].as_str().unwrap().to_owned(), row.clone()))
                        .collect();
                    assert_eq!(listed, expected, "{path}/{model} after {step:?}");
                    assert_eq!(page["@odata.count"], json!(expected.len()), "{path}/{model} after {step:?}");
                }
                let named = served.get(&format!("pre/{model}?$count=true&$filter=name%20eq%20'n1'")).json();
                let count = expected.values().filter(|row| row["name"] == "n1").count();
                assert_eq!(named["@odata.count"], json!(count), "{model} after {step:?}");
            }
        }
        Ok(())
    };
    runner.run(&proptest::collection::vec(step(), 1..40), run).unwrap();
}
