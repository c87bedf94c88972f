//! `weda get`, `weda create`, `weda models` and `weda describe`.

use serde_json::{Value, json};
use weda_emulator::{Effect, Fault};

use crate::fixture::World;

#[test]
fn records_come_in_the_order_of_their_ids() {
    let world = World::new();
    world.load(5);
    let done = world.run(&["get", "student", "s000003", "s000001", "s000003"]).ok();
    let ids: Vec<&str> = done.out.lines().map(|line| &line[..16]).collect();
    assert_eq!(ids, [r#"{"_id":"s000003""#, r#"{"_id":"s000001""#]);
    let some = world.run(&["get", "student", "s000002", "--select", "score,number,home"]).ok();
    assert_eq!(some.out, "{\"score\":1.0,\"number\":\"N2\",\"home\":\"{\\\"city\\\":\\\"西安\\\\n市\\\"}\"}\n");
}

/// Existing records are printed although one is missing, and the missing one is named.
#[test]
fn an_id_that_no_record_has_is_named() {
    let world = World::new();
    world.load(2);
    let done = world.run(&["get", "student", "s000001", "nope", "o'b,c"]);
    assert_eq!((done.code, done.lines().len()), (Some(4), 1), "{done:?}");
    assert!(done.err.starts_with("error: student has no record `nope`, `o'b,c`\nhint: "), "{done:?}");
    let done = world.run(&["get", "student", "nope", "--json"]);
    let answer: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(answer["error"]["code"], "not-found");
}

#[test]
fn a_record_is_created_from_flags_as_the_definition_says() {
    let world = World::new();
    let done = world
        .run(&[
            "create",
            "student",
            "--set",
            "name=007",
            "-s",
            "score=59.5",
            "-s",
            "active=true",
            "-s",
            "tags=[\"甲\",\"乙\"]",
            "-s",
            "home={\"city\":\"西安\"}",
            "-s",
            "mentor=s1",
            "-s",
            "number=a=b",
            "-s",
            "born=1725120000000",
        ])
        .ok();
    let id = done.out.trim_end();
    let stored = world.stored("student");
    assert_eq!(stored.len(), 1);
    let record = &stored[0];
    assert_eq!(record["_id"], id);
    assert_eq!((&record["name"], &record["score"], &record["active"]), (&json!("007"), &json!(59.5), &json!(true)));
    assert_eq!((&record["number"], &record["mentor"]), (&json!("a=b"), &json!("s1")));
    let tags = world.run(&["get", "student", id, "--select", "tags,home"]).ok().lines();
    assert_eq!(tags[0], json!({ "tags": "[\"甲\",\"乙\"]", "home": "{\"city\":\"西安\"}" }));
}

#[test]
fn a_record_is_created_from_json_a_file_or_stdin() {
    let world = World::new();
    let created = world.run(&["create", "student", r#"{"name":"李四","score":1}"#, "--set", "score=2", "--json"]).ok();
    let created = &created.lines()[0];
    assert_eq!((&created["outcome"], &created["record"]["score"]), (&json!("created"), &json!(2.0)));
    assert_eq!(created["id"], created["record"]["_id"]);
    world.write("r.json", "\u{feff}{\n \"name\": \"王五\"\n}\n");
    world.run(&["create", "student", "r.json"]).ok();
    let mut command = world.weda(&["create", "student", "-"]);
    let mut process = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut process.stdin.take().unwrap(), r#"{"name":"赵六"}"#.as_bytes()).unwrap();
    assert!(process.wait().unwrap().success());
    let mut names: Vec<Value> = world.stored("student").iter().map(|record| record["name"].clone()).collect();
    names.sort_by_key(Value::to_string);
    assert_eq!(names, ["李四", "王五", "赵六"]);
    let dry = world.run(&["create", "student", "--set", "name=不", "--dry-run"]).ok();
    assert_eq!((dry.out.as_str(), world.stored("student").len()), ("{\"name\":\"不\"}\n", 3));
}

/// Nothing of these is sent: each has a reason, and what would be right.
#[test]
fn what_the_definition_does_not_allow_is_refused_with_what_is_meant() {
    let world = World::new();
    let check = |arguments: &[&str], code: i32, what: &str, hint: &str| {
        let done = world.run(&[&["create", "student"], arguments].concat());
        assert_eq!(done.code, Some(code), "{done:?}");
        let lines: Vec<&str> = done.err.lines().collect();
        assert_eq!(lines.len(), 2, "{done:?}");
        assert!(lines[0].starts_with("error: ") && lines[0].contains(what), "{done:?}");
        assert!(lines[1].starts_with("hint: ") && lines[1].contains(hint), "{done:?}");
    };
    check(&["--set", "nmae=李四"], 3, "model `student` has no field `nmae`", "did you mean `name` (text)?");
    check(&["--set", "name=a", "--set", "score=abc"], 3, "--set score: ", "write a number");
    check(&["--set", "name=a", "--set", "score="], 3, "--set score: ", "`--clear score`");
    check(&["--set", "name=a", "--set", "tags=a,b"], 3, "--set tags: ", "JSON list");
    check(&["--set", "name=a", "--set", "name=b"], 3, "`name` is given two values", "once");
    check(&["--set", "score=5"], 3, "needs `name`", "--no-check");
    check(
        &["--set", "name=a", "--set", "createdAt=2024-01-05"],
        3,
        "`createdAt` is filled in by the service",
        "--keep-ids",
    );
    check(&[r#"{"name":5}"#], 3, "field `name` expects a text", "weda describe student");
    check(&[r#"{"name":"a","name":"b"}"#], 3, "`name` is repeated", "weda import");
    check(&[r#"[{"name":"a"}]"#], 3, "is not a JSON object", "weda import");
    check(&[r#"{"name":"#], 3, "is not a JSON object", "--set");
    check(&["name=李四"], 6, "`name=李四` cannot be read", "--set 'name=李四'");
    assert_eq!(world.stored("student").len(), 0);
}

/// The refusal of a value was 5 in one command and 3 in another, and a write to a read-only model was
/// "authentication".
#[test]
fn refusals_have_the_same_code_in_every_command() {
    let world = World::new();
    world.run(&["create", "student", "--set", "name=a", "--set", "number=N1"]).ok();
    let twice = world.run(&["create", "student", "--set", "name=b", "--set", "number=N1", "--json"]);
    assert_eq!(twice.code, Some(3), "{twice:?}");
    assert!(twice.err.contains("AddDuplication"), "{twice:?}");
    let refused = world.run(&["create", "student", r#"{"name":5}"#, "--no-check"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    for command in [vec!["create", "sys_user", "--set", "name=a"], vec!["delete", "sys_user", "1"]] {
        let done = world.run(&command);
        assert_eq!(done.code, Some(3), "{done:?}");
        assert!(done.err.contains("read-only"), "{done:?}");
    }
}

/// Of a create whose answer is lost nobody knows whether it was carried out.
#[test]
fn a_lost_answer_is_in_doubt() {
    let world = World::new();
    world.emulator.inject_fault(Fault::new(Effect::Half).method("POST").path("/odata/")).unwrap();
    let done = world.run(&["create", "student", "--set", "name=a", "--json"]);
    assert_eq!(done.code, Some(5), "{done:?}");
    assert_eq!(done.lines()[0]["outcome"], "in-doubt");
    assert!(done.err.contains("the write may have been applied"), "{done:?}");
}

#[test]
fn models_and_their_fields_are_listed() {
    let world = World::new();
    world.load(3);
    let done = world.run(&["models"]).ok();
    assert!(done.out.starts_with("room\t教室\nstudent\t学生\nsys_department\t"), "{done:?}");
    let counted = world.run(&["models", "--count", "--json"]).ok().lines();
    assert_eq!(counted[1], json!({ "model": "student", "title": "学生", "system": false, "records": 3 }));
    let done = world.run(&["describe", "student"]).ok();
    assert!(done.out.starts_with("student  学生\nfield "), "{done:?}");
    let line = |name: &str| {
        done.out.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().collect::<Vec<_>>()
    };
    assert_eq!(line("name"), ["name", "text", "required"]);
    assert_eq!(line("number"), ["number", "text", "unique"]);
    assert_eq!(line("createdAt"), ["createdAt", "datetime", "read-only"]);
    assert_eq!(line("mentor"), ["mentor", "relation", "to", "`student`"]);
    let json = world.run(&["describe", "student", "--json"]).ok().lines();
    assert_eq!((&json[0]["title"], json[0]["fields"].as_array().unwrap().len()), (&json!("学生"), 11));
    assert_eq!(json[0]["fields"][3]["required"], true);
    assert_eq!(json[0]["fields"][10]["target"], "student");
}

/// A model that does not exist was an error without the one that was meant, in every command but `pull`.
#[test]
fn a_model_that_does_not_exist_gets_the_nearest_one() {
    let world = World::new();
    for command in [
        vec!["query", "studnet"],
        vec!["query", "studnet", "--count"],
        vec!["query", "Student", "--filter", "score gt 1"],
        vec!["get", "studnet", "1"],
        vec!["get", "studnet", "1", "2"],
        vec!["create", "studnet", "--set", "name=a"],
        vec!["update", "studnet", "1", "--set", "name=a"],
        vec!["delete", "studnet", "--filter", "score gt 1"],
        vec!["describe", "学生"],
        vec!["export", "studnet"],
    ] {
        let done = world.run(&command);
        assert_eq!(done.code, Some(4), "{command:?} {done:?}");
        assert!(done.err.contains("did you mean `student` (学生)? `weda models` lists all"), "{command:?} {done:?}");
    }
    let done = world.run(&["query", "nothing_like_it"]);
    assert!(done.err.contains("hint: `weda models` lists its models"), "{done:?}");
}
