use std::net::TcpStream;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use weda_emulator::{Definition, Definitions, Emulator, Error, Source};

use crate::fixture::{BASIC, line, served, token};
use crate::http::send;

#[test]
fn loaded_records_keep_their_system_values() {
    let served = served();
    let given = json!({ "_id": "r1", "name": "王五", "course": "音乐", "createdAt": 1000, "updatedAt": 2000, "owner": "o", "createBy": "c",
                        "updateBy": "u", "serial": "S-0008", "tags": ["a"], "school": { "_id": "s" }, "friends": [{ "_id": "x" }],
                        "unknown": 1 });
    served.emulator.load("prod/student", [given, json!({ "name": "赵六", "course": "音乐" })]).unwrap();
    let record = served.get("prod/student('r1')").json();
    for (key, value) in
        [("createdAt", json!(1000)), ("updatedAt", json!(2000)), ("owner", json!("o")), ("createBy", json!("c"))]
    {
        assert_eq!(record[key], value, "{key}");
    }
    assert_eq!(
        (&record["serial"], &record["tags"], &record["school"]),
        (&json!("S-0008"), &json!("[\"a\"]"), &json!("{\"_id\":\"s\"}"))
    );
    assert_eq!((record.get("unknown"), &record["friends"]), (None, &Value::Null));
    let made = served.get("prod/student?$skip=1").json()["value"][0].clone();
    assert_eq!((made["serial"].as_str(), made["_id"].as_str().map(str::len)), (Some("S-0007"), Some(32)));
    let next = served.call("POST", "/weda/odata/v1/prod/student", r#"{"name":"n","course":"c"}"#).json();
    assert_eq!(next["serial"], "S-0009", "S-0008 was loaded");
    assert_eq!(served.get("pre/student").json()["value"], json!([]));
}

#[test]
fn a_bad_record_loads_none() {
    let served = served();
    let load = |records: Vec<Value>| served.emulator.load("student", records).unwrap_err();
    let good = json!({ "_id": "a", "name": "n", "course": "c" });
    let broken = load(vec![good.clone(), json!({ "name": "n", "course": "c", "score": "high" })]);
    let expected = format!(
        "record 2 for `student`: {}expects a number, found a text: give a number; nothing was loaded",
        line("score")
    );
    assert_eq!(broken.to_string(), expected);
    let twice = load(vec![good.clone(), good]).to_string();
    assert!(twice.starts_with(&format!("record 2 for `student`: {}is unique", line("_id"))), "{twice}");
    assert!(load(vec![json!({ "course": "c" })]).to_string().contains("is required"));
    assert!(load(vec![json!({ "_id": "", "name": "n", "course": "c" })]).to_string().contains("is empty"));
    assert!(load(vec![json!([])]).to_string().contains("record 1 for `student`: is not an object"));
    assert_eq!(served.get("pre/student").json()["value"], json!([]));
    assert_eq!(served.student(&json!({}))["serial"], "S-0007", "records that were not loaded consume no number");

    let unknown = served.emulator.load("studnet", []).unwrap_err();
    assert!(matches!(&unknown, Error::UnknownModel { model, .. } if model == "studnet"));
    assert!(unknown.to_string().contains("student, sys_department, sys_user"), "{unknown}");
    assert!(matches!(served.emulator.load("dev/student", []), Err(Error::UnknownStage { .. })));
}

/// A pulled `sys_user` may have other fields, types and required ones: built-in records are fitted to it.
#[test]
fn a_definition_of_a_system_model_replaces_the_built_in_one() {
    let text = r#"{ "properties": {
        "_id": { "type": "array", "format": "one-many" },
        "name": { "type": "string" }, "type": { "type": "string" }, "nick": { "type": "string" }
    } }"#;
    let emulator = Emulator::builder()
        .definitions(Definition::parse("sys_user", "x/sys_user.json", text).unwrap())
        .start()
        .unwrap();
    emulator.load("sys_user", [json!({ "_id": "u9", "name": "周八", "type": "内部" })]).unwrap();
    let authorization = format!("Bearer {}", token(&emulator));
    let page =
        send(emulator.address(), "GET", "/weda/odata/v1/prod/sys_user", &[("Authorization", &authorization)], "")
            .json();
    let users = page["value"].as_array().unwrap();
    assert_eq!(users.len(), 5);
    assert_eq!((&users[0]["name"], &users[0]["type"], users[0].get("uin")), (&json!("王小明"), &Value::Null, None));
    assert_eq!((&users[4]["name"], &users[4]["type"]), (&json!("周八"), &json!("内部")));

    let text = r#"{ "required": ["badge"], "properties": { "badge": { "type": "string" } } }"#;
    Emulator::builder().definitions(Definition::parse("sys_user", "x/sys_user.json", text).unwrap()).start().unwrap();
}

#[test]
fn an_address_in_use_is_an_error() {
    let first = Emulator::builder().start().unwrap();
    let error = Emulator::builder().listen(first.address().to_string()).start().unwrap_err();
    assert!(matches!(error, Error::Address { .. }));
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("cannot listen on {}", first.address()))
            && text.contains("choose a free port, as in 127.0.0.1:4010"),
        "{text}"
    );
    assert!(matches!(Emulator::builder().listen("nonsense").start(), Err(Error::Address { .. })));
}

/// Dropping must not wait for idle connections, or a test with a pooled client would never end.
#[test]
fn dropping_stops_it() {
    let emulator = Emulator::builder().start().unwrap();
    let address = emulator.address();
    let idle = TcpStream::connect(address).unwrap();
    assert_eq!(emulator.url(), format!("http://{address}"));
    drop(emulator);
    drop(idle);
    assert!(TcpStream::connect(address).is_err());
    Emulator::builder().listen(address.to_string()).start().unwrap();
}

#[test]
fn it_starts_and_stops_inside_an_async_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let emulator = Emulator::builder().start().unwrap();
        assert_eq!(send(emulator.address(), "GET", "/nowhere", &[("Authorization", BASIC)], "").status, 404);
        drop(emulator);
    });
}

#[test]
fn debug_output_has_no_keys() {
    let builder = Emulator::builder().keys("my-id", "my-key");
    assert!(!format!("{builder:?}").contains("my-"));
    assert!(format!("{:?}", builder.start().unwrap()).contains("127.0.0.1"));
}

#[test]
fn a_model_that_is_too_wide_is_refused_at_the_start() {
    let wide = |count: usize| {
        let fields: Vec<String> = (0..count).map(|number| format!(r#""f{number}": {{ "type": "string" }}"#)).collect();
        let text = format!(r#"{{ "properties": {{ {} }} }}"#, fields.join(", "));
        Definition::parse("wide", "wide.json", &text).unwrap()
    };
    let error = Emulator::builder().definitions(wide(1991)).start().unwrap_err().to_string();
    assert!(error.contains("model `wide` has 1991 fields") && error.contains("use fewer fields"), "{error}");
    let emulator = Emulator::builder().definitions(wide(1990)).start().unwrap();
    emulator.load("wide", [json!({ "f1989": "a" })]).unwrap();
    assert_eq!(emulator.records("wide").unwrap()[0]["f1989"], "a");
    assert!(emulator.define(wide(1991)).unwrap_err().to_string().contains("1991"));
}

/// Definitions come from a directory with option sets beside it, or are passed; the later one of a name wins.
#[test]
fn definitions_come_from_any_source() {
    let label = |name: &str| {
        Definition::parse(name, "x.json", r#"{ "properties": { "label": { "type": "string" } } }"#).unwrap()
    };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/database-schemas");
    let all = Definitions::read(path).unwrap();
    let many = vec![label("a"), label("b")];
    let sources: [(Source, &str); 12] = [
        (path.into(), "student"),
        (path.to_owned().into(), "student"),
        (Path::new(path).into(), "student"),
        (PathBuf::from(path).into(), "student"),
        ((&PathBuf::from(path)).into(), "student"),
        ((&all).into(), "student"),
        (all.into(), "student"),
        (label("a").into(), "a"),
        ([label("a"), label("b")].into(), "b"),
        ((&many).into(), "b"),
        (many[1..].into(), "b"),
        (many.into(), "b"),
    ];
    for (source, model) in sources {
        let emulator = Emulator::builder().definitions(source).start().unwrap();
        assert_eq!(emulator.records(model).unwrap(), [Value::Null; 0]);
    }
    let emulator = Emulator::builder().definitions(path).definitions([label("student")]).start().unwrap();
    emulator.load("student", [json!({ "label": "later" })]).unwrap();
    assert!(emulator.load("class", [json!({})]).is_err(), "the directory's other models are still there");

    let error = Emulator::builder().definitions("no/where").start().unwrap_err();
    // Printing the error and its causes must not repeat a sentence.
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    assert!(cause.is_none_or(|cause| cause != error.to_string()), "{error}");
    assert!(matches!(&error, Error::Definitions(_)));
    assert!(error.to_string().contains("no/where cannot be read as a directory of definitions"), "{error}");
}
