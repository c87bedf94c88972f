//! The batch calls.

use serde_json::{Value, json};
use weda_emulator::Profile;
use weda_emulator::profile::CommaIds;

use crate::fixture::{Served, definitions, names, served, serving_as};
use crate::http::Answer;

const PATH: &str = "/weda/odata/v1/batch/pre/student";

fn create(served: &Served, value: &Value) -> Answer {
    served.call("POST", PATH, &json!({ "value": value }).to_string())
}

/// Students with the ids `a`, `b`, `c` and their own names.
fn class(switch: impl FnOnce(&mut Profile)) -> Served {
    let mut profile = Profile::documented();
    switch(&mut profile);
    let served = serving_as(definitions(), profile);
    let rows = ["a", "b", "c", "a,b"].map(|id| json!({ "_id": id, "name": id, "course": "c", "age": 1 }));
    served.emulator.load("student", rows).unwrap();
    served
}

#[test]
fn many_are_created_at_once_in_their_order() {
    let served = served();
    let created = create(
        &served,
        &json!([{ "name": "李四", "course": "体育", "score": 89 }, {}, { "name": "王五", "course": "音乐" }]),
    );
    assert_eq!(created.status, 201, "{created:?}");
    assert!(created.body.starts_with(r#"{"@odata.context":"$metadata#student","value":[{"_id":""#), "{created:?}");
    assert!(created.body.contains(r#""score":89,"#), "a list prints whole numbers as they are");
    assert_eq!(names(&created), ["李四", "王五"], "empty records are skipped");
    let serials: Vec<Value> =
        created.json()["value"].as_array().unwrap().iter().map(|record| record["serial"].clone()).collect();
    assert_eq!(serials, ["S-0007", "S-0008"]);
    assert_eq!(served.get("batch/pre/student?$count=true").json()["@odata.count"], 2);
    assert_eq!(create(&served, &json!([{}])).json()["value"], json!([]));
}

/// A bad record rejects the whole batch, unless the profile stores the others.
#[test]
fn a_bad_record_and_the_others() {
    let rows = json!([
        { "name": "a", "course": "c", "card": "A1" }, {},
        { "name": "b", "course": "c", "score": "high" },
        { "name": "c", "course": "c", "card": "A1" },
        { "name": "d", "course": "c" }
    ]);
    let served = class(|_| ());
    let message = create(&served, &rows).invalid();
    assert!(message.starts_with("record 3 of `value`: field `score` ("), "{message}");
    assert_eq!(served.names("course eq 'c'").len(), 4, "nothing was stored");

    let served = class(|profile| profile.writes.partial_batches = true);
    assert_eq!(names(&create(&served, &rows)), ["a", "d"]);
    assert_eq!(served.names("contains(serial,'S-')").len(), 6);
    assert!(create(&served, &json!([rows[2], rows[2]])).invalid().contains("record 1 of `value`"));
    let taken = create(&served, &json!([{ "name": "e", "course": "c", "card": "A1" }])).business();
    assert_eq!(taken.0, "FailedOperation.AddDuplicationErr");
}

#[test]
fn invalid_batches() {
    let served = class(|profile| profile.writes.batch_max = 3);
    let cases = [
        (json!({}), "no `value`"),
        (json!({ "value": null }), "is null, not a list"),
        (json!({ "value": { "name": "a" } }), "is an object, not a list"),
        (json!({ "value": "[]" }), "is a text, not a list"),
        (json!({ "value": [] }), "is empty"),
        (json!({ "value": [{}, 5] }), "record 2 of `value` is a number, not an object"),
        (json!({ "value": [[{}]] }), "record 1 of `value` is a list, not an object"),
        (json!({ "value": [{}, {}, {}, {}] }), "4 records, the limit is 3 (`writes.batch_max`)"),
    ];
    for (body, what) in cases {
        let message = served.call("POST", PATH, &body.to_string()).invalid();
        assert!(message.contains(what), "{body}: {message}");
    }
    assert_eq!(served.call("POST", PATH, "[]").common().0, "BAD_REQUEST");
    assert_eq!(served.call("POST", "/weda/odata/v1/batch/prod/sys_user", "{}").common().0, "PERMISSION_DENIED");
}

#[test]
fn one_id_is_documented() {
    let served = class(|_| ());
    let at = |id: &str| format!("{PATH}('{id}')");
    assert_eq!(names(&served.get("batch/pre/student('b')")), ["b"]);
    assert_eq!(served.get("batch/pre/student(%27nobody%27)").json()["value"], json!([]));
    let updated = served.call("PATCH", &at("b"), r#"{"age":2,"_id":"z"}"#);
    assert_eq!((updated.status, updated.json()), (200, json!({ "updateCount": 1 })));
    assert_eq!(served.names("age eq 2"), ["b"]);
    assert_eq!(served.call("PATCH", &at("nobody"), r#"{"age":2}"#).json(), json!({ "updateCount": 0 }));
    assert!(served.call("PATCH", &at("b"), r#"{"age":"two"}"#).invalid().contains("`age`"));
    let deleted = served.call("DELETE", &at("b"), "");
    assert_eq!((deleted.status, deleted.json()), (200, json!({ "deleteCount": 1 })));
    assert_eq!(served.call("DELETE", &at("b"), "").json(), json!({ "deleteCount": 0 }));
    for (ids, switch) in [("('a','b')", "accept.quoted_ids"), ("('a,b')", "accept.comma_ids")] {
        for method in ["GET", "PATCH", "DELETE"] {
            let message = served.call(method, &format!("{PATH}{ids}"), r#"{"age":3}"#).invalid();
            assert!(message.contains("one call per id") && message.contains(switch), "{message}");
        }
    }
    assert_eq!(served.names("age eq 1"), ["a", "c", "a,b"]);
    for broken in ["('a''b", "('a'b')", "('a'%20'b')", "('a',)", "(a)", "()"] {
        assert_eq!(served.get(&format!("batch/pre/student{broken}")).common().0, "BAD_REQUEST", "{broken}");
    }
}

#[test]
fn several_ids_as_the_profile_reads_them() {
    let quoted = class(|profile| profile.accept.quoted_ids = true);
    assert_eq!(names(&quoted.get("batch/pre/student('c','a',%20'nobody','c')")), ["c", "a"], "each once, as asked");
    assert_eq!(quoted.call("PATCH", &format!("{PATH}('a','b','x')"), r#"{"age":5}"#).json()["updateCount"], 2);
    assert_eq!(quoted.names("age eq 5"), ["a", "b"]);
    assert_eq!(quoted.call("DELETE", &format!("{PATH}('a','b','x')"), "").json()["deleteCount"], 2);

    let split = class(|profile| profile.accept.comma_ids = CommaIds::Split);
    assert_eq!(names(&split.get("batch/pre/student('c,a')")), ["c", "a"]);
    assert_eq!(split.call("DELETE", &format!("{PATH}('a,%20b')"), "").json()["deleteCount"], 2);

    let one = class(|profile| profile.accept.comma_ids = CommaIds::One);
    assert_eq!(names(&one.get("batch/pre/student('a,b')")), ["a,b"]);
    assert_eq!(one.call("DELETE", &format!("{PATH}('a,c')"), "").json()["deleteCount"], 0);
}

/// A unique field cannot get one value in two records: none of them is changed.
#[test]
fn a_change_of_many_is_all_or_nothing() {
    let served = class(|profile| profile.accept.quoted_ids = true);
    let taken = served.call("PATCH", &format!("{PATH}('a','b')"), r#"{"card":"A1"}"#);
    assert_eq!(taken.business().0, "FailedOperation.AddDuplicationErr");
    assert_eq!(served.names("card eq 'A1'"), [""; 0]);
}
