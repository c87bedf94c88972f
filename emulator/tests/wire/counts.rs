//! The number of records in lists is kept up to date by every kind of write.

use std::fs;

use serde_json::{Value, json};
use weda_emulator::{Definition, Durability, Emulator, Existing, OptionSets, Profile};

use crate::fixture::{Served, serving_as};
use crate::http::Answer;
use crate::storage::Folder;

const TEAM: &str = r#"{ "required": ["name"], "properties": {
    "name": { "type": "string", "x-unique": true },
    "rank": { "type": "number" }
} }"#;

/// Deleted with its team.
const PLAYER: &str = r#"{ "properties": {
    "team": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "team" } }
} }"#;

/// Deleted with its player.
const GOAL: &str = r#"{ "properties": {
    "player": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "player" } }
} }"#;

/// Forbids the deletion of its team.
const CUP: &str = r#"{ "properties": {
    "team": { "type": "string", "format": "father-son",
              "x-parent": { "parentDataSourceName": "team", "fatherAction": "prompt-not-delete" } }
} }"#;

/// Loses the reference to its team.
const FAN: &str = r#"{ "properties": {
    "team": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "team" } }
} }"#;

const MODELS: [(&str, &str); 5] = [("team", TEAM), ("player", PLAYER), ("goal", GOAL), ("cup", CUP), ("fan", FAN)];

fn definitions() -> Vec<Definition> {
    MODELS.map(|(name, text)| Definition::parse(name, &format!("{name}.json"), text).unwrap()).into()
}

/// The counts of all models, in `pre` and then in `prod`.
fn counts(served: &Served) -> [Vec<u64>; 2] {
    ["pre", "prod"].map(|stage| {
        let count = |(model, _): &(&str, &str)| {
            let page = served.get(&format!("{stage}/{model}?$count=true&$top=0")).json();
            let count = page["@odata.count"].as_u64().unwrap_or_else(|| panic!("{stage}/{model}: {page}"));
            let stored = served.emulator.records(&format!("{stage}/{model}")).unwrap().len();
            assert_eq!(count, stored as u64, "{stage}/{model}");
            count
        };
        MODELS.iter().map(count).collect()
    })
}

fn call(served: &Served, method: &str, path: &str, body: &Value) -> Answer {
    served.call(method, &format!("/weda/odata/v1/{path}"), &body.to_string())
}

/// Teams `t0` to `t3` with three players, of whom `p0` has two goals.
fn filled(profile: Profile) -> Served {
    let served = serving_as(definitions(), profile);
    // Known before the first write, so that each of them has to change it.
    assert_eq!(counts(&served), [vec![0; 5], vec![0; 5]]);
    let load = |model: &str, records: Value| {
        served.emulator.load(model, records.as_array().unwrap().clone()).unwrap();
    };
    load("team", (0..4).map(|team| json!({ "_id": format!("t{team}"), "name": format!("队{team}") })).collect());
    load(
        "player",
        json!([{ "_id": "p0", "team": "t0" }, { "_id": "p1", "team": "t0" }, { "_id": "p2", "team": "t1" }]),
    );
    load("goal", json!([{ "player": "p0" }, { "player": "p0" }, { "player": "p2" }]));
    load("fan", json!([{ "team": "t0" }]));
    load("prod/team", json!([{ "name": "红队" }]));
    assert_eq!(counts(&served), [vec![4, 3, 3, 0, 1], vec![1, 0, 0, 0, 0]]);
    served
}

#[test]
fn creates_and_refused_ones() {
    let served = filled(Profile::documented());
    assert_eq!(call(&served, "POST", "pre/team", &json!({ "name": "蓝队" })).status, 201);
    assert_eq!(counts(&served)[0][0], 5);
    assert_eq!(call(&served, "POST", "prod/team", &json!({ "name": "蓝队" })).status, 201);
    let batch = json!({ "value": [{ "name": "甲" }, { "name": "乙" }] });
    assert_eq!(call(&served, "POST", "batch/pre/team", &batch).status, 201);
    assert_eq!(counts(&served), [vec![7, 3, 3, 0, 1], vec![2, 0, 0, 0, 0]]);

    // The first record of each batch is inserted and rolled back.
    for refused in [json!({ "name": 1 }), json!({ "name": "甲" }), json!({ "rank": 1 })] {
        let batch = json!({ "value": [{ "name": "丙" }, refused] });
        assert_ne!(call(&served, "POST", "batch/pre/team", &batch).status, 201, "{batch}");
        assert_ne!(call(&served, "POST", "pre/team", &batch["value"][1]).status, 201, "{batch}");
        assert_eq!(counts(&served)[0][0], 7, "{batch}");
        let records = batch["value"].as_array().unwrap().clone();
        served.emulator.load("team", records).unwrap_err();
        assert_eq!(counts(&served)[0][0], 7, "{batch}");
    }
}

#[test]
fn a_batch_of_which_a_part_is_stored() {
    let mut profile = Profile::documented();
    profile.writes.partial_batches = true;
    let served = filled(profile);
    let batch = json!({ "value": [{ "name": "甲" }, { "name": 1 }, { "name": "乙" }, { "name": "甲" }] });
    call(&served, "POST", "batch/pre/team", &batch);
    assert_eq!(counts(&served)[0][0], 6);
    call(&served, "POST", "batch/pre/team", &json!({ "value": [{ "name": "甲" }, { "name": 1 }] }));
    assert_eq!(counts(&served)[0][0], 6);
}

#[test]
fn updates_and_deletions_that_cascade_clear_or_are_refused() {
    let served = filled(Profile::lenient());
    assert_eq!(call(&served, "PATCH", "pre/team('t1')", &json!({ "rank": 1 })).status, 204);
    call(&served, "PATCH", "batch/pre/team('t0','t1','nobody')", &json!({ "rank": 2 }));
    assert_eq!(counts(&served)[0], [4, 3, 3, 0, 1]);

    let cup = call(&served, "POST", "pre/cup", &json!({ "team": "t0" })).json();
    assert_eq!(counts(&served)[0], [4, 3, 3, 1, 1]);
    let refused = call(&served, "DELETE", "pre/team('t0')", &Value::Null);
    assert_eq!(refused.business().0, "FailedOperation");
    call(&served, "DELETE", "batch/pre/team('t3','t0')", &Value::Null);
    call(&served, "DELETE", "pre/team('nobody')", &Value::Null);
    assert_eq!(counts(&served)[0], [4, 3, 3, 1, 1]);

    call(&served, "DELETE", &format!("pre/cup('{}')", cup["_id"].as_str().unwrap()), &Value::Null);
    assert_eq!(call(&served, "DELETE", "pre/team('t0')", &Value::Null).status, 204);
    assert_eq!(counts(&served)[0], [3, 1, 1, 0, 1], "two players and two goals go with the team, the fan stays");
    call(&served, "DELETE", "batch/pre/team('t1','t2','nobody')", &Value::Null);
    assert_eq!(counts(&served), [vec![1, 0, 0, 0, 1], vec![1, 0, 0, 0, 0]]);
}

#[test]
fn files_that_add_keep_and_replace_records() {
    let (served, folder) = (filled(Profile::documented()), Folder::new("counts-files"));
    fs::create_dir_all(folder.0.join("prod")).unwrap();
    let write = |name: &str, records: Value| fs::write(folder.0.join(name), records.to_string()).unwrap();
    write("team.json", json!([{ "_id": "t0", "name": "新队" }, { "_id": "t9", "name": "九队" }]));
    write("prod/team.json", json!([{ "_id": "t9", "name": "九队" }]));
    let _ = served.emulator.load_files_with(&folder.0, Existing::Keep).unwrap();
    assert_eq!(counts(&served), [vec![5, 3, 3, 0, 1], vec![2, 0, 0, 0, 0]]);
    let _ = served.emulator.load_files(&folder.0).unwrap();
    assert_eq!(counts(&served), [vec![5, 3, 3, 0, 1], vec![2, 0, 0, 0, 0]]);
    write("fan.json", json!([{ "_id": "f" }, { "_id": 1 }]));
    served.emulator.load_files(&folder.0).unwrap_err();
    assert_eq!(counts(&served), [vec![5, 3, 3, 0, 1], vec![2, 0, 0, 0, 0]]);
}

#[test]
fn changed_definitions_and_a_reset() {
    let served = filled(Profile::documented());
    let wider = TEAM.replace(r#""rank""#, r#""place": { "type": "string" }, "rank""#);
    served.emulator.define(Definition::parse("team", "team.json", &wider).unwrap()).unwrap();
    assert_eq!(counts(&served)[0][0], 4);
    served.emulator.publish("team").unwrap();
    served.emulator.set_option_sets(OptionSets::default());
    assert_eq!(counts(&served), [vec![4, 3, 3, 0, 1], vec![1, 0, 0, 0, 0]]);

    assert!(served.emulator.undefine("player"));
    assert_ne!(served.get("pre/player?$count=true").json()["@odata.count"], json!(3));
    // Of the deleted team; without its definition, the model has no rule.
    assert_eq!(call(&served, "DELETE", "pre/team('t0')", &Value::Null).status, 204);
    served.emulator.define(Definition::parse("player", "player.json", PLAYER).unwrap()).unwrap();
    served.emulator.publish("player").unwrap();
    assert_eq!(counts(&served), [vec![3, 3, 3, 0, 1], vec![1, 0, 0, 0, 0]]);

    served.emulator.reset().unwrap();
    assert_eq!(counts(&served), [vec![0; 5], vec![0; 5]]);
    assert_eq!(call(&served, "POST", "pre/team", &json!({ "name": "蓝队" })).status, 201);
    assert_eq!(counts(&served), [vec![1, 0, 0, 0, 0], vec![0; 5]]);
}

#[test]
fn a_file_that_is_opened_again() {
    let folder = Folder::new("counts-again");
    let start = || {
        let emulator =
            Emulator::builder().definitions(definitions()).data(folder.0.join("records"), Durability::Process);
        Served::of(emulator.start().unwrap())
    };
    let served = start();
    assert_eq!(counts(&served), [vec![0; 5], vec![0; 5]]);
    served.emulator.load("team", [json!({ "name": "红队" }), json!({ "name": "蓝队" })]).unwrap();
    assert_eq!(counts(&served)[0], [2, 0, 0, 0, 0]);
    drop(served);
    assert_eq!(counts(&start())[0], [2, 0, 0, 0, 0]);
}
