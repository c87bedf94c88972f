//! Cached lists of the gateway are never older than the records and their relations.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use weda_emulator::{Definition, Profile};

use super::{call, data, shop};
use crate::fixture::{Served, serving_as};

/// A change of records with small numbers, by the gateway unless said otherwise.
#[derive(Debug, Clone)]
enum Step {
    Goods { number: u8, name: u8 },
    Several { number: u8 },
    Variant { number: u8, goods: u8 },
    Label { number: u8, goods: u8 },
    Rename { model: &'static str, number: u8, name: u8 },
    RenameAll { model: &'static str, name: u8 },
    Delete { model: &'static str, number: u8 },
    DeleteAll { model: &'static str },
    ByOdata { number: u8, name: u8 },
    Program { number: u8 },
    Define { wide: bool },
    Reset,
    Wait,
}

const MODELS: [(&str, &str, &str); 3] = [("spu", "name", "g"), ("sku", "name", "v"), ("label", "text", "l")];

fn step() -> impl Strategy<Value = Step> {
    let number = || 0_u8..3;
    let model = || prop::sample::select(vec!["spu", "sku", "label"]);
    prop_oneof![
        4 => (number(), number()).prop_map(|(number, name)| Step::Goods { number, name }),
        1 => number().prop_map(|number| Step::Several { number }),
        4 => (number(), number()).prop_map(|(number, goods)| Step::Variant { number, goods }),
        4 => (number(), number()).prop_map(|(number, goods)| Step::Label { number, goods }),
        4 => (model(), number(), number()).prop_map(|(model, number, name)| Step::Rename { model, number, name }),
        1 => (model(), number()).prop_map(|(model, name)| Step::RenameAll { model, name }),
        3 => (model(), number()).prop_map(|(model, number)| Step::Delete { model, number }),
        1 => model().prop_map(|model| Step::DeleteAll { model }),
        2 => (number(), number()).prop_map(|(number, name)| Step::ByOdata { number, name }),
        1 => number().prop_map(|number| Step::Program { number }),
        1 => any::<bool>().prop_map(|wide| Step::Define { wide }),
        1 => Just(Step::Reset),
        3 => Just(Step::Wait),
    ]
}

fn by_id(prefix: &str, number: u8) -> Value {
    json!({ "where": { "_id": { "$eq": format!("{prefix}{number}") } } })
}

/// Some steps are refused, such as one that refers to a record that does not exist.
fn carry_out(served: &Served, step: &Step) {
    let of = |wanted: &str| MODELS.iter().find(|(model, ..)| *model == wanted).unwrap();
    let goods = |number: u8| json!({ "_id": format!("g{number}") });
    let done = match step {
        Step::Goods { number, name } => {
            let body = json!({ "_id": format!("g{number}"), "name": format!("n{name}"), "code": format!("c{number}") });
            let upsert =
                json!({ "filter": by_id("g", *number), "create": body, "update": { "name": format!("n{name}") } });
            call(served, "spu", "upsert", &upsert)
        }
        Step::Several { number } => {
            let goods = |number: u8| json!({ "_id": format!("g{number}"), "name": "several" });
            call(served, "spu", "createMany", &json!({ "data": [goods(*number), goods(number + 1)] }))
        }
        Step::Variant { number, goods: of } => {
            let body = json!({ "_id": format!("v{number}"), "name": "new", "spu": goods(*of) });
            call(served, "sku", "create", &json!({ "data": body }))
        }
        Step::Label { number, goods: of } => {
            let body = json!({ "_id": format!("l{number}"), "text": "new", "spus": [goods(*of)] });
            call(served, "label", "create", &json!({ "data": body }))
        }
        Step::Rename { model, number, name } => {
            let (_, field, prefix) = of(model);
            let body = json!({ "filter": by_id(prefix, *number), "data": { *field: format!("n{name}") } });
            call(served, model, "update", &body)
        }
        Step::RenameAll { model, name } => {
            let body = json!({ "filter": { "where": {} }, "data": { of(model).1: format!("n{name}") } });
            call(served, model, "updateMany", &body)
        }
        Step::Delete { model, number } => {
            call(served, model, "delete", &json!({ "filter": by_id(of(model).2, *number) }))
        }
        Step::DeleteAll { model } => call(served, model, "deleteMany", &json!({ "filter": { "where": {} } })),
        Step::ByOdata { number, name } => {
            let body = json!({ "name": format!("n{name}") }).to_string();
            served.call("PATCH", &format!("/weda/odata/v1/pre/spu('g{number}')"), &body)
        }
        Step::Program { number } => {
            // Fails if the record exists.
            let _ = served.emulator.load("spu", [json!({ "_id": format!("g{number}"), "name": "loaded" })]);
            return;
        }
        Step::Define { wide } => {
            let mut spu = shop().remove(0);
            if *wide {
                let text = spu.text.replacen(r#""name":"#, r#""wide":{"type":"string"},"name":"#, 1);
                spu = Definition::parse("spu", "spu.json", &text).unwrap();
            }
            return served.emulator.define(spu).unwrap();
        }
        Step::Reset => return served.emulator.reset().unwrap(),
        Step::Wait => return,
    };
    assert!((200..300).contains(&done.status), "{step:?}: {done:?}");
}

/// Compares the lists of a model with its records, which are read one by one without any cache.
fn compare(served: &Served, model: &str, step: &Step) {
    let selects = [
        json!({ "$master": true }),
        json!({ "_id": true }),
        match model {
            "spu" => json!({ "name": true, "skus": { "name": true }, "labels": { "text": true } }),
            "sku" => json!({ "$master": true, "spu": { "name": true } }),
            _ => json!({ "text": true, "spus": { "name": true } }),
        },
    ];
    let stored = served.emulator.records(model).unwrap();
    for select in selects {
        let single = |record: &Value| {
            let filter = json!({ "where": { "_id": { "$eq": record["_id"] } } });
            data(served, model, "get", &json!({ "filter": filter, "select": select }))["record"].take()
        };
        let expected: Vec<Value> = stored.iter().map(single).collect();
        let page = json!({ "select": select, "pageSize": 100, "pageNumber": 1, "getCount": true });
        let found = data(served, model, "list", &page);
        assert_eq!(found, json!({ "records": expected, "total": stored.len() }), "{model} {select} after {step:?}");
    }
}

#[test]
fn lists_are_never_older_than_the_records() {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let run = |steps: Vec<Step>| {
        let served = serving_as(shop(), Profile::lenient());
        for step in &steps {
            carry_out(&served, step);
            MODELS.iter().for_each(|(model, ..)| compare(&served, model, step));
        }
        Ok(())
    };
    runner.run(&proptest::collection::vec(step(), 1..30), run).unwrap();
}

/// The same list has the id of each request, and the notes of the request that was printed.
#[test]
fn a_cached_list_has_its_own_request_id_and_the_notes() {
    let mut served = super::serving();
    super::create(&served, "spu", &json!({ "name": "茶" }));
    let mut list = |id: &str| {
        served.request_id = Some(id.to_owned());
        let answer = call(&served, "spu", "list", &json!({ "pageSize": 5 }));
        let note = served.emulator.log().pop().unwrap().note;
        (answer.json(), note)
    };
    let ((first, note), (second, second_note)) = (list("first"), list("second"));
    assert_eq!((&first["requestId"], &second["requestId"]), (&json!("first"), &json!("second")));
    assert_eq!((&first["data"], &note), (&second["data"], &second_note));
    assert!(note.is_some_and(|note| note.contains("`pageSize` was ignored")));
}
