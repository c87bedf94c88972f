//! INSERT, REPLACE, UPDATE and DELETE.

use serde_json::{Value, json};
use weda_emulator::profile::TemplateWrite;

use super::{School, empty, open, parameter};

const ADD: &str = "-- model: student
INSERT INTO {{ model.tableName() }} (_id, owner, _openid, name, score, present, tags)
VALUES ({{ model.dataId() }}, {{ user.userId() }}, {{ user.openId() }}, {{ name }}, {{ score }} + 1, {{ present }}, {{ tags }})";

fn templates() -> Vec<(&'static str, &'static str)> {
    vec![
        ("add.sql", ADD),
        (
            "put.sql",
            "REPLACE INTO {{ model.tableName('student') }} (_id, owner, _openid, name, card) \
             VALUES ({{ id }}, 'U2', 'O2', {{ name }}, {{ card }}), ('S9', 'U2', 'O2', '新', NULL)",
        ),
        (
            "raise.sql",
            "UPDATE {{ model.tableName('student') }} SET score = score + {{ by }}, note = CONCAT(name, '!') \
             WHERE age >= 20 ORDER BY age LIMIT 10",
        ),
        ("drop_low.sql", "DELETE FROM {{ model.tableName('student') }} WHERE score < {{ least }} OR score IS NULL"),
        ("bare.sql", "INSERT INTO student (_id, name) VALUES ('x', 'y')"),
        (
            "twice.sql",
            "INSERT INTO student (_id, owner, _openid, name, card) VALUES ('x1', '', '', 'y', 'N1'), ('x2', '', '', 'z', 'A1')",
        ),
        ("teach.sql", "INSERT INTO teacher (owner, _openid, name, room) VALUES ('U1', 'O1', 12, '7')"),
        ("bad_room.sql", "INSERT INTO teacher (owner, _openid, name, room) VALUES ('U1', 'O1', 'x', 'seven')"),
        ("clash.sql", "UPDATE student SET card = 'A1' WHERE _id IN ('S2', 'S3')"),
        ("id.sql", "UPDATE student SET _id = 'x'"),
        ("system.sql", "DELETE FROM sys_user"),
    ]
}

fn total(school: &School, stage: &str, name: &str, parameters: &Value) -> u64 {
    let answer = school.run(stage, name, parameters);
    let data = &answer.json()["Response"]["Data"];
    assert_eq!(data["records"], json!([]), "{answer:?}");
    data["total"].as_u64().unwrap()
}

#[test]
fn inserted_records_follow_the_definition() {
    let school = open(&templates(), |_| {});
    let parameters = json!([
        parameter("name", "STRING", "王五"),
        parameter("score", "NUMBER", "70"),
        parameter("present", "BOOLEAN", "true"),
        parameter("tags", "ARRAY", r#"["x"]"#)
    ]);
    assert_eq!(total(&school, "prod", "add", &parameters), 1);
    let records = school.served.emulator.records("prod/student").unwrap();
    let record = records.iter().find(|record| record["name"] == "王五").unwrap();
    assert_eq!(record["_id"].as_str().unwrap().len(), 32);
    assert_eq!((&record["owner"], &record["_openid"]), (&json!("1700000000000000001"), &json!("")));
    assert_eq!((&record["score"], &record["present"]), (&json!(71), &json!(true)));
    assert_eq!(record["createdAt"], 1_767_196_800_000_i64, "the platform fills in what the statement leaves out");
    let body =
        json!({ "filter": { "where": { "name": { "$eq": "王五" } } }, "select": { "$master": true } }).to_string();
    let read = school.served.call("POST", "/v1/model/prod/student/get", &body).json();
    assert_eq!(read["data"]["record"]["tags"], json!(["x"]), "the other faces read it as their own");
    let long = "长".repeat(31);
    let parameters = json!([
        parameter("name", "STRING", &long),
        parameter("score", "NUMBER", "70"),
        parameter("present", "BOOLEAN", "true"),
        parameter("tags", "ARRAY", "[]")
    ]);
    let (code, message) = school.run("prod", "add", &parameters).business();
    assert!(code == "INVALID_PARAMETER" && message.contains("field `name` (student.json:1)"), "{message}");
    assert_eq!(total(&school, "pre", "teach", &json!([])), 1);
    let teacher = school.rows("SELECT name, room, owner FROM teacher WHERE owner = 'U1'");
    assert_eq!(teacher, json!([{ "name": "12", "room": 7, "owner": "U1" }]), "converted; a table name is that of prod");
}

#[test]
fn replaced_and_changed_records() {
    let school = open(&templates(), |_| {});
    let parameters =
        json!([parameter("id", "STRING", "S1"), parameter("name", "STRING", "替"), parameter("card", "STRING", "B1")]);
    let count = || school.served.get("prod/student?$count=true").json()["@odata.count"].clone();
    assert_eq!(count(), 4);
    assert_eq!(total(&school, "prod", "put", &parameters), 2);
    assert_eq!(count(), 5, "one was replaced and one added");
    let replaced = school.rows("SELECT name, card, score, owner FROM student WHERE _id = 'S1'");
    assert_eq!(replaced, json!([{ "name": "替", "card": "B1", "score": null, "owner": "U2" }]));
    assert_eq!(school.value("(SELECT COUNT(*) FROM student)"), 5);
    assert_eq!(total(&school, "prod", "raise", &json!([parameter("by", "NUMBER", "5")])), 1);
    let rows = school.rows("SELECT _id, score, note FROM student WHERE note LIKE '%!'");
    assert_eq!(rows, json!([{ "_id": "S3", "score": 65, "note": "anna!" }]));
    assert_eq!(total(&school, "prod", "drop_low", &json!([parameter("least", "NUMBER", "61")])), 4);
    assert_eq!(school.rows("SELECT _id FROM student"), json!([{ "_id": "S3" }]));
    assert_eq!(total(&school, "pre", "drop_low", &json!([parameter("least", "NUMBER", "9")])), 1);
}

/// A refused write changes nothing, also of several records.
#[test]
fn refused_writes() {
    let school = open(&templates(), |_| {});
    let before = school.served.emulator.records("prod/student").unwrap();
    for (name, code, part) in [
        ("bare", "MISSING_PARAMETER", "needs the column `owner`"),
        ("twice", "FAILED_OPERATION", "record 2: duplicate value"),
        ("clash", "FAILED_OPERATION", "duplicate value"),
        ("bad_room", "INVALID_PARAMETER", "field `room`"),
        ("id", "INVALID_PARAMETER", "`_id` of a record cannot be changed"),
        ("system", "UNAUTHORIZED_OPERATION", "read-only system model"),
    ] {
        let (found, message) = school.run("prod", name, &json!([])).business();
        assert!(found == code && message.contains(part), "{name}: {found} {message}");
    }
    assert_eq!(school.served.emulator.records("prod/student").unwrap(), before);
    assert_eq!(school.value("(SELECT COUNT(*) FROM sys_user)"), 4);
}

/// G44: only SELECT is open for commands.
#[test]
fn commands_that_write() {
    let add = "INSERT INTO teacher (_id, owner, _openid, name) VALUES ('T9', '', '', 'Wu')";
    let school = open(&[], |_| {});
    for text in [
        add,
        "REPLACE INTO teacher (_id, owner, _openid, name) VALUES ('T1', '', '', 'Wu')",
        "UPDATE teacher SET name = 'x'",
        "DELETE FROM teacher",
    ] {
        let (code, message) = school.refused(text);
        assert_eq!(code, "UNSUPPORTED_OPERATION");
        assert!(message.contains("`model_api.sql_writes`"), "{message}");
    }
    assert_eq!(school.value("(SELECT COUNT(*) FROM teacher)"), 2);
    let school = open(&[], |profile| profile.model_api.sql_writes = true);
    let answer = school.sql(add).json();
    assert_eq!((&answer["data"]["total"], &answer["data"]["executeResultList"]), (&json!(1), &json!([])));
    assert_eq!(school.sql("UPDATE teacher SET room = 1").json()["data"]["total"], 3);
    assert_eq!(school.sql("DELETE FROM teacher WHERE name = 'wu'").json()["data"]["total"], 1);
    assert_eq!(school.value("(SELECT SUM(room) FROM teacher)"), 2);
}

/// G45: the form of the answer to a write.
#[test]
fn the_answer_of_a_template_that_writes() {
    let school = empty(&templates(), |_| {});
    let answer = school.run("prod", "teach", &json!([])).json();
    let data = &answer["Response"]["Data"];
    assert_eq!((&data["total"], &data["records"]), (&json!(1), &json!([])));
    let school = empty(&templates(), |profile| profile.model_api.template_write = TemplateWrite::Empty);
    assert_eq!(school.run("prod", "teach", &json!([])).json()["Response"]["Data"], json!({}));
}
