//! Writes of an attached studio, and errors of its environment.

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::Plain;
use crate::support::{Attached, at, builder, environment, fill, page};

pub const TESTS: &[Plain] = &[
    ("attach::read_only_has_no_way_to_write", read_only_has_no_way_to_write),
    ("attach::write_permits_changes_in_pre", write_permits_changes_in_pre),
    ("attach::prod_wants_the_identifier", prod_wants_the_identifier),
    ("attach::a_lost_answer_is_in_doubt", a_lost_answer_is_in_doubt),
    ("attach::one_lost_answer_of_many_deletes_is_in_doubt", one_lost_answer_of_many_deletes_is_in_doubt),
    ("attach::an_environment_that_was_away_is_back", an_environment_that_was_away_is_back),
];

fn write(stage: &str, write: Value) -> Value {
    json!({ "at": at(stage, "student"), "write": write })
}

fn read_only_has_no_way_to_write() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &[]);
    for change in [
        json!({ "create": { "values": { "name": "新" } } }),
        json!({ "update": { "id": "S1", "changes": { "score": 1 } } }),
        json!({ "delete": { "ids": ["S1"] } }),
    ] {
        for stage in ["pre", "prod"] {
            let mut change = write(stage, change.clone());
            assert_eq!(studio.refused("write", &change, 403)["kind"], "readOnly");
            change["confirm"] = json!("student");
            assert_eq!(studio.refused("write", &change, 403)["kind"], "readOnly");
        }
    }
    for name in ["replay", "reset", "publish", "inject", "set-profile", "import", "sql"] {
        let answer = studio.call(name, &json!({ "number": 0 }));
        assert!(answer.status >= 400, "{name}: {answer:?}");
    }
    assert_eq!(emulator.records("student").unwrap().len(), 2);
    let sent = emulator.log();
    assert!(sent.iter().all(|entry| !entry.applied || ["token", "definitions"].contains(&entry.call)), "{sent:#?}");
    assert!(studio.said().contains("not permitted; --write permits it"));
}

fn write_permits_changes_in_pre() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    assert_eq!(studio.ok("about", &json!({}))["write"], true);
    let wrong = studio.refused("write", &write("pre", json!({ "create": { "values": { "score": "a" } } })), 400);
    let fields: Vec<&str> =
        wrong["fields"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["name", "score"]);

    let values = json!({ "name": "赵六", "tags": ["新生"], "class": "C1" });
    let id = studio.ok("write", &write("pre", json!({ "create": { "values": values } })))["id"].clone();
    let stored = emulator.record("student", id.as_str().unwrap()).unwrap().unwrap();
    assert_eq!((&stored["name"], &stored["tags"], &stored["class"]), (&json!("赵六"), &json!(["新生"]), &json!("C1")));

    let update = |seen: &Value| json!({ "update": { "id": id, "changes": { "score": 77 }, "seen": seen } });
    assert_eq!(studio.refused("write", &write("pre", update(&json!(1))), 409)["field"], "updatedAt");
    studio.ok("write", &write("pre", update(&stored["updatedAt"])));
    assert_eq!(emulator.record("student", id.as_str().unwrap()).unwrap().unwrap()["score"], 77);
    let gone = write("pre", json!({ "update": { "id": "none", "changes": { "score": 7 } } }));
    assert_eq!(studio.refused("write", &gone, 404)["kind"], "notFound");
    assert_eq!(studio.ok("write", &write("pre", json!({ "delete": { "ids": [id, "S2"] } })))["count"], 2);
    assert_eq!(emulator.records("student").unwrap().len(), 1);
}

fn prod_wants_the_identifier() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    let mut create = write("prod", json!({ "create": { "values": { "name": "正式" } } }));
    assert_eq!(studio.refused("write", &create, 403)["kind"], "unconfirmed");
    for other in ["class", "Student", "", "prod"] {
        create["confirm"] = json!(other);
        assert_eq!(studio.refused("write", &create, 403)["kind"], "unconfirmed", "{other}");
    }
    assert!(emulator.records("prod/student").unwrap().is_empty());
    create["confirm"] = json!("student");
    studio.ok("write", &create);
    assert_eq!(emulator.records("prod/student").unwrap().len(), 1);
    assert_eq!(emulator.records("student").unwrap().len(), 2);
}

fn a_lost_answer_is_in_doubt() {
    let emulator = environment();
    let studio = Attached::start(&emulator, &["--write"]);
    emulator.inject_fault(Fault::new(Effect::DropAfter).method("POST").path("/odata/").times(1)).unwrap();
    let create = write("pre", json!({ "create": { "values": { "name": "疑" } } }));
    let answer = studio.call("write", &create);
    assert_eq!((answer.status >= 500, &answer.json()["error"]["doubt"]), (true, &json!(true)), "{answer:?}");
    assert_eq!(emulator.records("student").unwrap().len(), 3, "carried out once");
    emulator.inject_fault(Fault::new(Effect::Refuse("InvalidParameter".to_owned())).path("/odata/").times(1)).unwrap();
    let refused = studio.refused("write", &create, 400);
    assert_eq!((&refused["doubt"], &refused["code"]), (&json!(false), &json!("InvalidParameter")), "{refused}");
}

fn one_lost_answer_of_many_deletes_is_in_doubt() {
    let emulator = environment();
    let record = |id: &str| json!({ "_id": id, "name": id });
    emulator.load("student", ["R1", "Z1"].map(record)).unwrap();
    let studio = Attached::start(&emulator, &["--write", "--timeout", "3"]);
    let refusal = Effect::Refuse("InvalidParameter".to_owned());
    emulator.inject_fault(Fault::new(refusal).method("DELETE").path("R1")).unwrap();
    emulator.inject_fault(Fault::new(Effect::DropAfter).method("DELETE").path("Z1")).unwrap();
    let delete = |ids: &[&str]| write("pre", json!({ "delete": { "ids": ids } }));
    // The refusal comes first: the lost answer takes its retries.
    let answer = studio.call("write", &delete(&["R1", "S1", "Z1"]));
    let error = answer.json()["error"].take();
    assert_eq!((answer.status >= 500, &error["doubt"]), (true, &json!(true)), "{answer:?}");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("1 deleted, 1 refused, 1 unknown: "), "{message}");
    let is_left = |id: &str| emulator.record("student", id).unwrap().is_some();
    assert_eq!(["R1", "S1", "Z1"].map(is_left), [true, false, false], "the lost one was carried out");
    let error = studio.refused("write", &delete(&["R1", "S2"]), 400);
    assert_eq!((&error["doubt"], &error["code"]), (&json!(false), &json!("InvalidParameter")), "{error}");
    assert!(error["message"].as_str().unwrap().starts_with("1 deleted, 1 refused, 0 unknown: "), "{error}");
}

fn an_environment_that_was_away_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data.db");
    let start =
        |listen: &str| builder().listen(listen).data(&data, weda_emulator::Durability::Process).start().unwrap();
    let emulator = start("127.0.0.1:0");
    fill(&emulator);
    let address = emulator.address().to_string();
    let studio = Attached::start(&emulator, &["--timeout", "2"]);
    assert_eq!(studio.ok("page", &page("pre", ""))["count"], 2);
    emulator.stop();
    drop(emulator);
    let away = studio.refused("page", &page("pre", ""), 504);
    assert!(["unavailable", "timeout"].contains(&away["kind"].as_str().unwrap()), "{away}");
    assert!(away["message"].as_str().unwrap().contains("127.0.0.1") || away["kind"] == "timeout", "{away}");
    let _emulator = start(&address);
    assert_eq!(studio.ok("page", &page("pre", ""))["count"], 2);
}
