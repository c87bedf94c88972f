//! Named templates.

use serde_json::{Value, json};
use weda_emulator::Emulator;

use super::{empty, folder, open, parameter, school};
use crate::http::{Answer, send};
use crate::signed::{KEYS, authorization};

const TOP: &str = "-- 成绩最好的学生\n-- model: student\n\nSELECT name, score FROM `{{ model.tableName() }}`\nWHERE score >= {{ least }} AND {{ auth.rowPermission() }}\nORDER BY score DESC LIMIT {{ n }};\n";

fn data(answer: &Answer) -> Value {
    let mut json = answer.json();
    assert!(!json["Response"]["RequestId"].as_str().unwrap().is_empty(), "{answer:?}");
    assert!(json["Response"]["Error"].is_null(), "{answer:?}");
    json["Response"]["Data"].take()
}

#[test]
fn a_template_reads_the_data_of_its_stage() {
    let school = open(&[("top.sql", TOP), ("notes.txt", "not a template")], |_| {});
    let parameters = json!([parameter("least", "NUMBER", "0"), parameter("n", "NUMBER", "1")]);
    let prod = data(&school.run("prod", "top", &parameters));
    assert_eq!(prod["total"], 1);
    assert_eq!(prod["records"], json!([{ "name": "张三", "score": 89.5 }]));
    assert!(prod["latencyMillis"].as_str().unwrap().parse::<u64>().is_ok());
    let pre = data(&school.run("pre", "top", &parameters));
    assert_eq!(pre["records"], json!([{ "name": "试用", "score": 1 }]));
}

/// The bodies as node-sdk sent them.
#[test]
fn recorded_requests() {
    let top = "SELECT {{ n }} AS n, {{ s }} AS s, {{ b }} AS b, {{ a }} AS a, {{ o }} AS o, {{ z }} AS z";
    let school =
        open(&[("topN.sql", top), ("t.sql", "SELECT COUNT(*) AS n FROM {{ model.tableName('student') }}")], |_| {});
    let body = r#"{"parameter":[{"key":"n","type":"NUMBER","value":"3"},{"key":"s","type":"STRING","value":"x"},{"key":"b","type":"BOOLEAN","value":"true"},{"key":"a","type":"ARRAY","value":"[1]"},{"key":"o","type":"OBJECT","value":"{\"k\":1}"},{"key":"z","type":"OBJECT","value":"null"}]}"#;
    let answer = school.served.call("POST", "/v1/sql/prod/topN/run", body);
    assert_eq!(
        data(&answer)["records"],
        json!([{ "n": 3, "s": "x", "b": 1, "a": "[1]", "o": "{\"k\":1}", "z": null }])
    );
    let answer = school.served.call("POST", "/v1/sql/pre/t/run", r#"{"parameter":[]}"#);
    assert_eq!(data(&answer)["records"], json!([{ "n": 1 }]));
}

/// js-sdk with a key pair signs the call and sends no token.
#[test]
fn a_signature_may_take_the_place_of_a_token() {
    let school = open(&[("top.sql", TOP)], |_| {});
    let (address, path) = (school.served.emulator.address(), "/v1/sql/prod/top/run");
    let body = json!({
        "parameter": [parameter("least", "NUMBER", "0"), parameter("n", "NUMBER", "1")], "envName": ""
    });
    let (body, host) = (body.to_string(), address.to_string());
    let run = |keys, path: &str| {
        let signed = [("content-type", "application/json"), ("host", host.as_str())];
        let authorization = format!("{}, Timestamp=1796004760", authorization(keys, "tcb", path, &signed, &body));
        let headers = [("Content-Type", "application/json"), ("Authorization", authorization.as_str())];
        send(address, "POST", path, &headers, &body)
    };
    assert_eq!(data(&run(KEYS, path))["records"], json!([{ "name": "张三", "score": 89.5 }]));
    for keys in [(KEYS.0, "wrong"), ("wrong", KEYS.1)] {
        assert_eq!(run(keys, path).business().0, "AUTH_FAILURE_TOKEN_FAILURE", "{keys:?}");
    }
    let command = run(KEYS, "/v1/model/plugin/prod/mysqlCommand");
    assert_eq!(command.common().0, "AUTH_FAILURE_TOKEN_FAILURE", "the data-model paths accept tokens only");
}

#[test]
fn errors_have_the_capital_envelope() {
    let school = open(&[("top.sql", TOP)], |_| {});
    let refused = |answer: &Answer| {
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.business()
    };
    let (code, message) = refused(&school.run("prod", "topp", &json!([])));
    assert!(
        code == "RESOURCE_NOT_FOUND" && message.contains("there is no template `topp`: use one of top"),
        "{message}"
    );
    for name in ["..%2Ftop", "top.sql", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "top%00"] {
        assert_eq!(refused(&school.run("prod", name, &json!([]))).0, "RESOURCE_NOT_FOUND", "{name}");
    }
    let (code, message) = refused(&school.run("prod", "top", &json!([])));
    assert_eq!(code, "MISSING_PARAMETER");
    assert!(message.starts_with("line 5, column 16: the parameter `least` is missing"), "{message}");
    assert_eq!(refused(&school.run("dev", "top", &json!([]))).0, "INVALID_PARAMETER_VALUE");
    assert_eq!(refused(&school.served.call("POST", "/v1/sql/prod/top/run", "{}")).0, "MISSING_PARAMETER");
    assert_eq!(refused(&school.served.call("POST", "/v1/sql/prod/top/run", "[]")).0, "INVALID_PARAMETER");
    let get = school.served.call("GET", "/v1/sql/prod/top/run", "");
    assert_eq!((get.status, get.business().0.as_str()), (405, "UNSUPPORTED_OPERATION"));
    let lost = school.served.call("POST", "/v1/sql/prod/top", "{}");
    assert_eq!((lost.status, lost.business().0.as_str()), (404, "RESOURCE_NOT_FOUND"));
}

#[test]
fn the_model_of_a_template_may_be_missing() {
    let school = open(&[("lost.sql", "-- model: teachers\nSELECT * FROM {{ model.tableName() }}")], |_| {});
    let (code, message) = school.run("prod", "lost", &json!([])).business();
    assert_eq!(code, "DATASOURCE_NOT_EXIST");
    assert!(message.starts_with("line 2, column 15: there is no model `teachers` in prod"), "{message}");
}

/// Some editors write a byte order mark, and some systems endings in capitals.
#[test]
fn files_with_a_byte_order_mark_or_an_ending_in_capitals() {
    let text = "\u{feff}-- model: student\r\nSELECT 1 AS n FROM {{ model.tableName() }} LIMIT 0";
    let school = open(&[("mark.sql", text), ("UP.SQL", "SELECT 1 AS n"), ("readme.txt", "SELEC")], |_| {});
    assert_eq!(data(&school.run("prod", "mark", &json!([])))["records"], json!([]));
    assert_eq!(data(&school.run("prod", "UP", &json!([])))["records"], json!([{ "n": 1 }]));
    let two = folder(&[("a.sql", "SELECT 1"), ("a.SQL", "SELECT 2")]);
    // A disk that ignores case has one file.
    if std::fs::read_dir(two.path()).unwrap().count() == 2 {
        let error = Emulator::builder().definitions(super::school()).templates(two.path()).start().unwrap_err();
        assert!(error.to_string().contains("a.sql is a second template `a`: rename one of the files"), "{error}");
    }
}

#[test]
fn invalid_files_are_errors_of_the_start() {
    for (name, text, part) in [
        ("a-b.sql", "SELECT 1", "a-b.sql is not a name for a template: use letters, digits and underscores"),
        (".sql.sql", "SELECT 1", "is not a name for a template"),
        ("a.sql", "SELEC 1", "a.sql is not a template: line 1, column 1: `SELEC` is not emulated"),
        (
            "a.sql",
            "SELECT 1;\nSELECT 2",
            "a.sql is not a template: line 1, column 9: there must be exactly one statement",
        ),
        ("a.sql", "", "exactly one statement"),
        ("a.sql", "SELECT\n '{{ x }}'", "line 2, column 2: `{{ }}` is inside quotes"),
        ("a.sql", "DROP TABLE student", "`DROP` is not emulated"),
        ("a.sql", "SELECT * FROM {{ model.tableName() }}", "line 1, column 15: a function has no model"),
        (
            "a.sql",
            "--model: student\nSELECT * FROM {{ model.tableName() }}",
            "a.sql is not a template: line 1 begins with `--` and no space, which is not a comment: write -- model: student",
        ),
        ("UP.SQL", "SELEC 1", "UP.SQL is not a template: line 1, column 1: `SELEC` is not emulated"),
        ("a.sql", "SELECT {{ model.name() }}", "one of the functions model.tableName()"),
    ] {
        let folder = folder(&[(name, text)]);
        let error = Emulator::builder().definitions(school()).templates(folder.path()).start().unwrap_err().to_string();
        assert!(error.contains(part), "{name} {text}: {error}");
    }
    let missing = Emulator::builder().definitions(school()).templates("/nowhere/templates").start().unwrap_err();
    assert!(missing.to_string().contains("cannot be read as the folder of templates"), "{missing}");
    let _ = empty(&[], |_| {});
}
