//! Cached lists are never stale.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use weda_emulator::{Definition, Profile};

use crate::fixture::{Served, serving_as};
use crate::storage::Folder;

const PARENT: &str = r#"{ "properties": { "name": { "type": "string" }, "rank": { "type": "number" } } }"#;
const CHILD: &str = r#"{ "properties": {
    "name": { "type": "string" },
    "freed": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "parent" } },
    "goes": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "parent" } }
} }"#;

/// A change of records with small numbers.
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
    /// Replaces records in both stages.
    LoadFiles {
        number: u8,
        name: u8,
    },
    /// A batch with a bad record, of which none is stored.
    Refused {
        number: u8,
    },
    /// A record in `prod`.
    Live {
        number: u8,
        name: u8,
    },
    Reset,
    Define {
        rank: bool,
    },
    Publish,
    /// No change: the answer comes from the cache.
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
        2 => (number(), number()).prop_map(|(number, name)| Step::LoadFiles { number, name }),
        1 => number().prop_map(|number| Step::Refused { number }),
        3 => (number(), number()).prop_map(|(number, name)| Step::Live { number, name }),
        1 => Just(Step::Reset),
        1 => Just(Step::Publish),
        1 => any::<bool>().prop_map(|rank| Step::Define { rank }),
        3 => Just(Step::Wait),
    ]
}

fn parent(has_rank: bool) -> Definition {
    let without = PARENT.replace(r#", "rank": { "type": "number" }"#, "");
    Definition::parse("parent", "parent.json", if has_rank { PARENT } else { &without }).unwrap()
}

fn carry_out(served: &Served, folder: &Folder, step: &Step) {
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
            // Fails if the record exists.
            let _ = served.emulator.load("child", [record(*number)]);
        }
        Step::LoadFiles { number, name } => {
            let (name, prod) = (format!("n{name}"), folder.0.join("prod"));
            fs::create_dir_all(&prod).unwrap();
            let child = json!([{ "_id": format!("c{number}"), "name": name }]);
            fs::write(folder.0.join("child.json"), child.to_string()).unwrap();
            let parent = json!([{ "_id": format!("p{number}"), "name": name, "rank": 1 }]);
            fs::write(prod.join("parent.json"), parent.to_string()).unwrap();
            let _ = served.emulator.load_files(&folder.0).unwrap();
        }
        Step::Refused { number } => {
            let bad = json!({ "_id": "c4", "name": 1 });
            call("POST", "batch/pre/child".to_owned(), json!({ "value": [record(*number), bad] }));
        }
        Step::Live { number, name } => {
            let body = json!({ "_id": format!("p{number}"), "name": "new", "rank": number });
            call("POST", "prod/parent".to_owned(), body);
            call("PATCH", format!("prod/parent('p{number}')"), json!({ "name": format!("n{name}") }));
        }
        Step::Publish => served.emulator.publish("parent").unwrap(),
        Step::Reset => served.emulator.reset().unwrap(),
        Step::Define { rank } => served.emulator.define(parent(*rank)).unwrap(),
        Step::Wait => {}
    }
}

/// The records by id, read one by one, without any cache.
fn single(served: &Served, stage: &str, model: &str) -> BTreeMap<String, Value> {
    let ids = (0..5).map(|number| format!("{}{number}", &model[..1]));
    let record = |id: String| {
        let mut record = served.get(&format!("{stage}/{model}('{id}')")).json();
        record.as_object_mut().unwrap().remove("@odata.context");
        record.get("_id").is_some().then_some((id, record))
    };
    ids.filter_map(record).collect()
}

/// The records of a list and its count.
fn listed(served: &Served, target: &str) -> (Vec<(String, Value)>, Value) {
    let page = served.get(target).json();
    let rows = page["value"].as_array().unwrap_or_else(|| panic!("{target}: {page}"));
    let rows = rows.iter().map(|row| (row["_id"].as_str().unwrap().to_owned(), row.clone())).collect();
    (rows, page["@odata.count"].clone())
}

/// Compares the lists of a model with its records.
fn compare(served: &Served, stage: &str, model: &str, step: &Step) {
    let expected = single(served, stage, model);
    let count = json!(expected.len());
    for path in [stage.to_owned(), format!("batch/{stage}")] {
        let (rows, found) = listed(served, &format!("{path}/{model}?$count=true&$top=100"));
        assert_eq!(rows.len(), expected.len(), "{path}/{model} after {step:?}");
        assert_eq!(BTreeMap::from_iter(rows.clone()), expected, "{path}/{model} after {step:?}");
        assert_eq!(found, count, "{path}/{model} after {step:?}");
        // Page by page, each starting where the previous one ended.
        let pages = (0..=expected.len().div_ceil(2)).map(|page| format!("{path}/{model}?$top=2&$skip={}", 2 * page));
        let paged: Vec<_> = pages.flat_map(|target| listed(served, &target).0).collect();
        assert_eq!(paged, rows, "{path}/{model} after {step:?}");
        // Not in order, so that pages start after the ends of others.
        for skip in [3, 1, 2] {
            let row = listed(served, &format!("{path}/{model}?$top=1&$skip={skip}")).0;
            assert_eq!(row.first(), rows.get(skip), "{path}/{model} from {skip} after {step:?}");
        }
    }
    let (_, found) = listed(served, &format!("{stage}/{model}?$count=true&$filter=name%20eq%20'n1'"));
    let named = expected.values().filter(|row| row["name"] == "n1").count();
    assert_eq!(found, json!(named), "{stage}/{model} after {step:?}");
}

#[test]
fn lists_are_never_older_than_the_records() {
    let mut profile = Profile::lenient();
    profile.answers.fractions = false;
    let folder = Folder::new("stale-lists");
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let run = |steps: Vec<Step>| {
        let child = Definition::parse("child", "child.json", CHILD).unwrap();
        let served = serving_as([parent(true), child], profile.clone());
        for step in &steps {
            carry_out(&served, &folder, step);
            for (stage, model) in [("pre", "parent"), ("pre", "child"), ("prod", "parent")] {
                compare(&served, stage, model, step);
            }
        }
        Ok(())
    };
    runner.run(&proptest::collection::vec(step(), 1..40), run).unwrap();
}

/// Records of files replace others at their places, whose cached print must be dropped.
#[test]
fn a_list_shows_records_that_files_replaced() {
    let folder = Folder::new("stale-places");
    let child = Definition::parse("child", "child.json", CHILD).unwrap();
    let served = serving_as([parent(true), child], Profile::lenient());
    for name in 0..3 {
        let step = Step::LoadFiles { number: 0, name };
        carry_out(&served, &folder, &step);
        let shown = listed(&served, "pre/child?$top=100").0;
        assert_eq!(shown[0].1["name"], format!("n{name}"));
    }
}

/// After too many changes to track, the whole cache of records is dropped.
#[test]
fn more_changes_than_are_tracked_leave_nothing_stale() {
    let served = serving_as(Definition::parse("parent", "parent.json", PARENT).unwrap(), Profile::lenient());
    let call = |method: &str, path: &str, body: Value| {
        let answer = served.call(method, &format!("/weda/odata/v1/{path}"), &body.to_string());
        assert!((200..300).contains(&answer.status), "{answer:?}");
        answer
    };
    let old = call("POST", "pre/parent", json!({ "name": "李四", "rank": 7 })).json();
    let one = format!("pre/parent('{}')", old["_id"].as_str().unwrap());
    let list = "pre/parent?$filter=rank%20eq%207";
    let seen = || {
        let rows = listed(&served, list).0;
        assert_eq!(rows.len(), 1);
        (rows[0].1["name"].clone(), served.get(&one).json()["name"].clone())
    };
    assert_eq!(seen(), (json!("李四"), json!("李四")));

    let others: Vec<Value> = (0..200).map(|row| json!({ "_id": format!("o{row}"), "name": "新", "rank": 8 })).collect();
    call("POST", "batch/pre/parent", json!({ "value": others }));
    let ids: Vec<String> = (0..200).map(|row| format!("o{row}")).collect();
    let ids = format!("batch/pre/parent('{}')", ids.join("','"));

    call("PATCH", &one, json!({ "name": "王五" }));
    for name in 0..51 {
        let answer = call("PATCH", &ids, json!({ "name": format!("n{name}") })).json();
        assert_eq!(answer["updateCount"], 200, "{answer}");
    }
    assert_eq!(seen(), (json!("王五"), json!("王五")));
}
