//! `mysqlCommand` and its parameters.

use serde_json::{Value, json};

use super::{open, parameter};
use crate::http::send;

#[test]
fn the_answer_of_a_command() {
    let school = open(&[], |_| {});
    let answer = school.sql("SELECT name FROM student WHERE _id = 'S1'");
    assert_eq!(answer.status, 200);
    let json = answer.json();
    assert_eq!(json["data"]["executeResultList"], json!([{ "name": "张三" }]));
    assert_eq!(json["data"]["total"], 1);
    assert!(json["data"]["backendExecute"].as_str().unwrap().parse::<u64>().is_ok());
    assert!(!json["requestId"].as_str().unwrap().is_empty());
    assert!(json.get("code").is_none());
}

#[test]
fn parameters_are_values() {
    let school = open(&[], |_| {});
    let call = |text: &str, parameters: Value| {
        let answer = school.command(&json!({
            "sqlTemplate": text, "parameter": parameters, "config": { "timeout": 5, "preparedStatements": true, "dbLinkName": "x" }
        }));
        let list = answer.json()["data"]["executeResultList"].clone();
        assert!(list.is_array(), "{answer:?}");
        list
    };
    let ids = |rows: Value| {
        rows.as_array().unwrap().iter().map(|row| row["_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let where_name = "SELECT _id FROM student WHERE name = {{ name }}";
    assert_eq!(ids(call(where_name, json!([parameter("name", "STRING", "张三")]))), ["S1"]);
    for injection in ["' OR '1'='1", "张三' -- ", "x'; DROP TABLE student; --", "{{ name }}", "\\' OR 1=1 #", "`", "?1"]
    {
        assert_eq!(
            ids(call(where_name, json!([parameter("name", "STRING", injection)]))),
            Vec::<String>::new(),
            "{injection}"
        );
    }
    let in_ages = "SELECT _id FROM student WHERE age IN ({{ ages }}) ORDER BY _id";
    assert_eq!(ids(call(in_ages, json!([parameter("ages", "ARRAY", "[19, 21, null]")]))), ["S2", "S3"]);
    let in_names = "SELECT _id FROM student WHERE name IN ({{ names }}, 'x', {{ one }}) ORDER BY _id";
    let both = json!([parameter("names", "ARRAY", r#"["张三","ANNA"]"#), parameter("one", "STRING", "李四")]);
    assert_eq!(ids(call(in_names, both)), ["S1", "S2", "S3", "S4"]);
    let limited = "SELECT _id FROM student WHERE score > {{ least }} ORDER BY _id LIMIT {{ n }} OFFSET {{ m }}";
    let page =
        json!([parameter("least", "NUMBER", "59.5"), parameter("n", "NUMBER", "1"), parameter("m", "NUMBER", "1")]);
    assert_eq!(ids(call(limited, page)), ["S2"]);
    let kinds =
        "SELECT {{ n }} AS n, {{ s }} AS s, {{ b }} AS b, {{ a }} AS a, {{ o }} AS o, {{ z }} AS z, {{ n }} + 1 AS m";
    let all = json!([
        parameter("n", "NUMBER", "3"),
        parameter("s", "STRING", "x"),
        parameter("b", "BOOLEAN", "true"),
        parameter("a", "ARRAY", "[1]"),
        parameter("o", "OBJECT", "{\"k\":1}"),
        parameter("z", "OBJECT", "null")
    ]);
    assert_eq!(
        call(kinds, all),
        json!([{ "n": 3, "s": "x", "b": 1, "a": "[1]", "o": "{\"k\":1}", "z": null, "m": 4 }])
    );
    let null = "SELECT _id FROM student WHERE score <=> {{ z }}";
    assert_eq!(ids(call(null, json!([parameter("z", "OBJECT", "null")]))), ["S4"]);
    let system = "SELECT {{ system.currentEpoch() }} AS s, {{ system.currentEpochMillis() }} AS m, {{ user.userId() }} AS u, {{ auth.rowPermission('student') }} AS p";
    assert_eq!(
        call(system, json!([])),
        json!([{ "s": 1_767_196_800, "m": 1_767_196_800_000_i64, "u": "1700000000000000001", "p": 1 }])
    );
    let named = "SELECT COUNT(*) AS n FROM {{ model.tableName('student') }} WHERE `{{ model.tableName('student') }}`._id > 'S2'";
    assert_eq!(call(named, json!([])), json!([{ "n": 2 }]));
}

#[test]
fn parameters_that_do_not_fit() {
    let school = open(&[], |_| {});
    let message = |text: &str, parameters: Value| {
        school.command(&json!({ "sqlTemplate": text, "parameter": parameters })).common()
    };
    let text = "SELECT {{ n }} AS x";
    let cases = [
        (json!([]), "MISSING_PARAMETER", "line 1, column 8: the parameter `n` is missing"),
        (
            json!([parameter("n", "NUMBER", "1"), parameter("m", "NUMBER", "1")]),
            "UNKNOWN_PARAMETER",
            "no parameter `m`: it has n",
        ),
        (
            json!([parameter("n", "NUMBER", "1"), parameter("n", "NUMBER", "2")]),
            "INVALID_PARAMETER",
            "`n` occurs twice",
        ),
        (
            json!([parameter("n", "NUMBER", "x")]),
            "INVALID_PARAMETER_VALUE",
            "of type NUMBER has a value that is not JSON text",
        ),
        (
            json!([parameter("n", "NUMBER", "\"1\"")]),
            "INVALID_PARAMETER_VALUE",
            "of type NUMBER has the value of a text",
        ),
        (
            json!([parameter("n", "BOOLEAN", "1")]),
            "INVALID_PARAMETER_VALUE",
            "of type BOOLEAN has the value of a number",
        ),
        (json!([parameter("n", "ARRAY", "{}")]), "INVALID_PARAMETER_VALUE", "of type ARRAY has the value of an object"),
        (json!([parameter("n", "OBJECT", "[]")]), "INVALID_PARAMETER_VALUE", "of type OBJECT has the value of a list"),
        (json!([parameter("n", "INTEGER", "1")]), "INVALID_PARAMETER_VALUE", "unknown type"),
        (
            json!([{ "key": "n", "type": "NUMBER", "value": 1 }]),
            "INVALID_PARAMETER",
            "`parameter[0].value` is a number",
        ),
        (json!([{ "key": "n", "type": "NUMBER" }]), "MISSING_PARAMETER", "`parameter[0].value` is missing"),
        (json!([7]), "INVALID_PARAMETER", "`parameter[0]` is a number"),
        (json!({ "n": 1 }), "INVALID_PARAMETER", "`parameter` is an object"),
    ];
    for (parameters, code, part) in cases {
        let (found, message) = message(text, parameters.clone());
        assert_eq!(found, code, "{parameters}: {message}");
        assert!(message.contains(part), "{parameters}: {message}");
    }
    let (_, empty) = message("SELECT 1 IN ({{ n }})", json!([parameter("n", "ARRAY", "[]")]));
    assert!(empty.contains("the array of IN is empty"), "{empty}");
    let (_, quoted) = message("SELECT '{{ n }}'", json!([parameter("n", "NUMBER", "1")]));
    assert!(quoted.contains("inside quotes"), "{quoted}");
    for (text, place) in [
        ("SELECT * FROM {{ n }}", "line 1, column 15"),
        ("SELECT *\nFROM student s JOIN {{ n }} t ON s._id = t._id", "line 2, column 21"),
    ] {
        let (code, problem) = message(text, json!([parameter("n", "STRING", "student")]));
        let expected = "a table cannot be a parameter: write its name, or {{ model.tableName('student') }}";
        assert_eq!((code.as_str(), problem), ("INVALID_PARAMETER", format!("{place}: {expected}")));
    }
    let (_, limit) = message("SELECT 1 LIMIT {{ n }}", json!([parameter("n", "NUMBER", "-1")]));
    assert!(limit.contains("LIMIT and OFFSET need a whole number"), "{limit}");
}

#[test]
fn bodies_and_settings() {
    let school = open(&[], |_| {});
    for (body, code, part) in [
        (json!({}), "MISSING_PARAMETER", "`sqlTemplate` is missing"),
        (json!({ "sqlTemplate": 1 }), "INVALID_PARAMETER", "`sqlTemplate` is a number"),
        (json!({ "sqlTemplate": "SELECT 1", "config": 1 }), "INVALID_PARAMETER", "`config` is a number"),
        (json!({ "sqlTemplate": "SELECT 1", "config": { "timeout": 31 } }), "INVALID_PARAMETER_VALUE", "from 1 to 30"),
        (json!({ "sqlTemplate": "SELECT 1", "config": { "timeout": "5" } }), "INVALID_PARAMETER_VALUE", "from 1 to 30"),
        (
            json!({ "sqlTemplate": "SELECT 1", "config": { "dbLinkName": 1 } }),
            "INVALID_PARAMETER",
            "`config.dbLinkName`",
        ),
        (
            json!({ "sqlTemplate": "SELECT 1", "config": { "preparedStatements": 1 } }),
            "INVALID_PARAMETER",
            "true or false",
        ),
    ] {
        let (found, message) = school.command(&body).common();
        assert!(found == code && message.contains(part), "{body}: {found} {message}");
    }
    let raw = json!({ "sqlTemplate": "SELECT 1 AS x", "parameter": [], "config": { "preparedStatements": false } });
    assert_eq!(school.command(&raw).json()["data"]["executeResultList"], json!([{ "x": 1 }]));
    let raw = json!({
        "sqlTemplate": "SELECT {{ n }}", "parameter": [parameter("n", "NUMBER", "1")], "config": { "preparedStatements": false }
    });
    let (code, message) = school.command(&raw).common();
    assert!(code == "UNSUPPORTED_OPERATION" && message.contains("`preparedStatements` false"), "{message}");
    let text = school.served.call("POST", "/v1/model/plugin/prod/mysqlCommand", "SELECT 1").common();
    assert_eq!(text.0, "INVALID_PARAMETER");
}

/// Trial data has tables of its own, so that there is no such path for it (G44).
#[test]
fn paths_and_callers() {
    let school = open(&[], |_| {});
    let body = json!({ "sqlTemplate": "SELECT 1" }).to_string();
    let (code, message) = school.served.call("POST", "/v1/model/plugin/pre/mysqlCommand", &body).common();
    assert!(code == "RESOURCE_NOT_FOUND" && message.contains("/v1/model/plugin/prod/mysqlCommand"), "{message}");
    let get = school.served.call("GET", "/v1/model/plugin/prod/mysqlCommand", "");
    assert_eq!((get.status, get.common().0.as_str()), (405, "UNSUPPORTED_OPERATION"));
    let address = school.served.emulator.address();
    let bare = send(address, "POST", "/v1/model/plugin/prod/mysqlCommand", &[], &body);
    assert_eq!(bare.common().0, "AUTH_FAILURE_TOKEN_FAILURE");
}

/// `$runSQL` of the SDKs goes to a cloud function on another host.
#[test]
fn run_sql_of_the_sdks_is_refused() {
    let school = open(&[], |_| {});
    let address = school.served.emulator.address();
    let body = json!({
        "action": "functions.invokeFunction", "function_name": "lowcode-datasource", "request_data": "{}", "envName": "env-1abc2def"
    });
    for target in ["/admin?env=env-1abc2def&seqId=1", "/web?action=RunMysqlCommand&env=env-1abc2def"] {
        let answer = send(address, "POST", target, &[], &body.to_string());
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (200, "UNSUPPORTED_OPERATION"));
        assert!(message.contains("mysqlCommand") && message.contains("runSQLTemplate"), "{message}");
    }
}
