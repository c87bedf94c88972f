//! Definitions that change while the emulator runs.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::running::{CREATE, Running, folder};

const WITH_AGE: &str = r#"{ "properties": { "name": { "type": "string" }, "age": { "type": "number" } } }"#;

/// Gives a file another text at once, as careful editors do.
fn replace(folder: &Path, name: &str, text: &str) {
    let (draft, path) = (folder.join("draft"), folder.join(name));
    fs::write(&draft, text).unwrap();
    fs::rename(draft, path).unwrap();
}

/// Changed definitions were silently ignored until a restart.
#[test]
fn changes_are_applied_and_reported() {
    let folder = folder();
    let mut running = Running::start(folder.path(), &["--watch"]);
    assert!(
        running.introduction.contains("student (from database-schemas; watched for changes)"),
        "{}",
        running.introduction
    );
    running.call(CREATE, r#"{"name":"李四"}"#);

    replace(folder.path(), "database-schemas/student.json", WITH_AGE);
    let said = "definitions: database-schemas/student.json changed; reloaded in pre, and in prod after a restart with `--publish`";
    assert_eq!(running.said(), said);
    assert_eq!(running.call(CREATE, r#"{"name":"王五","age":5}"#)["age"], 5.0);
    assert_eq!(running.names("pre"), ["李四", "王五"]);

    // Broken, and whole again: touching it is not a change.
    replace(folder.path(), "database-schemas/student.json", "{ \"properties\": ");
    let said = running.said();
    assert!(said.starts_with("warning: database-schemas/student.json:1:"), "{said}");
    assert!(said.ends_with("; the current definition is retained"), "{said}");
    assert_eq!(running.call(CREATE, r#"{"name":"赵六","age":6}"#)["age"], 6.0);
    replace(folder.path(), "database-schemas/student.json", WITH_AGE);

    // A change that the records do not fit, with the record.
    replace(
        folder.path(),
        "database-schemas/student.json",
        &WITH_AGE.replace(r#""name": { "type": "string" }"#, r#""name": { "type": "number" }"#),
    );
    let said = running.said();
    assert!(said.starts_with("warning: model `student` has changed, and its record `"), "{said}");
    assert!(said.ends_with("; the current definition is retained"), "{said}");
    assert_eq!(running.names("pre"), ["李四", "王五", "赵六"]);

    // One that comes, beside what systems leave; and one that goes, and comes back to its records.
    fs::write(folder.path().join("database-schemas/._course.json"), "\0").unwrap();
    replace(folder.path(), "database-schemas/course.json", WITH_AGE);
    assert!(running.said().starts_with("definitions: database-schemas/course.json was added; reloaded in pre"));
    assert_eq!(running.call("POST /weda/odata/v1/pre/course", r#"{"name":"n"}"#)["name"], "n");
    fs::remove_file(folder.path().join("database-schemas/student.json")).unwrap();
    let said = running.said();
    assert!(
        said.starts_with("definitions: database-schemas/student.json was removed; the model is no longer served"),
        "{said}"
    );
    let refused = running.call("GET /weda/odata/v1/pre/student", "").to_string();
    assert!(refused.contains("there is no model `student`"), "{refused}");
    replace(folder.path(), "database-schemas/student.json", WITH_AGE);
    assert!(running.said().contains("student.json was added"));
    assert_eq!(running.names("pre"), ["李四", "王五", "赵六"]);
}

/// A model that was made by a call of the cloud API stays when files change, come and go.
#[test]
fn models_that_came_over_the_network_stay() {
    let folder = folder();
    // Signatures are the library's matter.
    fs::write(folder.path().join("profile.toml"), "[gateway]\nverify_signatures = false\n").unwrap();
    let mut running = Running::start(folder.path(), &["--watch", "--profile", "profile.toml"]);
    let signature = "X-TC-Action: CreateDataSourceDetail\r\nAuthorization: TC3-HMAC-SHA256 \
                     Credential=emulator-id/2026-11-30/lowcode/tc3_request, SignedHeaders=content-type;host, Signature=0";
    let schema = WITH_AGE.replace('"', "\\\"");
    let body = format!(r#"{{"EnvId":"lowcode-emulator","Name":"order","Title":"订单","Schema":"{schema}"}}"#);
    let created = running.send("POST /", signature, &body);
    assert!(created["Response"]["Data"]["Id"].is_string(), "{created}");
    let create = "POST /weda/odata/v1/pre/order";
    assert_eq!(running.call(create, r#"{"age":1}"#)["age"], 1.0);

    replace(folder.path(), "database-schemas/student.json", WITH_AGE);
    assert!(running.said().contains("student.json changed"));
    replace(folder.path(), "option-sets.json", r#"{ "response": { "data": { "items": [] } } }"#);
    assert!(running.said().contains("option-sets.json changed"));
    replace(folder.path(), "database-schemas/course.json", WITH_AGE);
    assert!(running.said().contains("course.json was added"));
    fs::remove_file(folder.path().join("database-schemas/course.json")).unwrap();
    assert!(running.said().contains("course.json was removed"));
    assert_eq!(running.call(create, r#"{"age":2}"#)["age"], 2.0);

    // A file that is broken, or that its records do not fit, leaves it as it is.
    replace(folder.path(), "database-schemas/order.json", "{");
    let said = running.said();
    assert!(said.starts_with("warning: database-schemas/order.json:1:"), "{said}");
    assert!(said.ends_with("; the current definition is retained"), "{said}");
    replace(folder.path(), "database-schemas/order.json", r#"{ "properties": { "age": { "type": "boolean" } } }"#);
    let said = running.said();
    assert!(said.starts_with("warning: model `order` has changed, and its record `"), "{said}");
    assert!(said.ends_with("; the current definition is retained"), "{said}");
    assert_eq!(running.call(create, r#"{"age":3}"#)["age"], 3.0);
    replace(folder.path(), "database-schemas/lesson.json", "{");
    let said = running.said();
    assert!(said.ends_with("; the model is not served"), "{said}");

    // A file of its own replaces it.
    replace(folder.path(), "database-schemas/order.json", r#"{ "properties": { "note": { "type": "string" } } }"#);
    assert!(running.said().contains("order.json was added"));
    assert_eq!(running.call(create, r#"{"note":"早"}"#)["note"], "早");
}

#[test]
fn with_publish_prod_is_reloaded_too() {
    let folder = folder();
    let mut running = Running::start(folder.path(), &["--watch", "--publish"]);
    replace(folder.path(), "database-schemas/student.json", WITH_AGE);
    assert!(running.said().ends_with("student.json changed; reloaded in pre and prod"));
    assert_eq!(running.call("POST /weda/odata/v1/prod/student", r#"{"name":"n","age":5}"#)["age"], 5.0);
}

#[test]
fn option_sets_are_reloaded() {
    let folder = folder();
    let mut running = Running::start(folder.path(), &["--watch"]);
    let create = |running: &Running| running.call(CREATE, r#"{"name":"n","level":"b"}"#);
    assert_eq!(create(&running)["_id"], Value::Null, "`b` is not an option");
    let text = fs::read_to_string(folder.path().join("option-sets.json")).unwrap();
    replace(folder.path(), "option-sets.json", &text.replace(r#"\"a\""#, r#"\"b\""#));
    assert_eq!(running.said(), "definitions: option-sets.json changed and was reloaded");
    assert!(create(&running)["_id"].is_string());
    replace(folder.path(), "option-sets.json", "{");
    let said = running.said();
    assert!(
        said.starts_with("warning: option-sets.json:1:") && said.ends_with("the current option sets are retained"),
        "{said}"
    );
    assert!(create(&running)["_id"].is_string());
}

/// A directory that comes while the emulator runs, as by a first `weda pull`, and one that goes for a moment.
#[test]
fn the_directory_may_come_and_go() {
    let folder = folder();
    let (dir, away) = (folder.path().join("database-schemas"), folder.path().join("away"));
    fs::rename(&dir, &away).unwrap();
    let mut running = Running::start(folder.path(), &["--watch"]);
    let words = "there are no definitions in database-schemas\n               download some with `weda pull`, write two with records with `weda init --example`, or write one, such as";
    assert!(running.introduction.contains(words), "{}", running.introduction);
    fs::rename(&away, &dir).unwrap();
    assert!(running.said().contains("student.json was added"));
    running.call(CREATE, r#"{"name":"李四"}"#);
    fs::rename(&dir, &away).unwrap();
    let said = running.said();
    assert_eq!(said, "warning: database-schemas cannot be read; the current definitions are retained");
    assert_eq!(running.names("pre"), ["李四"]);
}

/// Without a terminal, definitions are not reloaded by default.
#[test]
fn without_a_terminal_definitions_are_not_reloaded() {
    let folder = folder();
    for flags in [&[][..], &["--watch", "--no-watch"]] {
        let running = Running::start(folder.path(), flags);
        replace(folder.path(), "database-schemas/student.json", WITH_AGE);
        std::thread::sleep(std::time::Duration::from_millis(1200));
        assert_eq!(running.call(CREATE, r#"{"name":"n","age":5}"#).get("age"), None);
        fs::write(
            folder.path().join("database-schemas/student.json"),
            r#"{ "properties": { "name": { "type": "string" } } }"#,
        )
        .unwrap();
    }
}
