use serde_json::json;

use crate::fixture::{encoded, served};
use crate::http::send;

/// Quotes and parentheses plain, encoded, and mixed; ids with every special character of a path.
#[test]
fn record_paths_in_every_encoding() {
    let served = served();
    let ids = ["9G5C0WQN26", "李四", "a/b", "a b", "a+b", "O'Brien", "100%", "a(b)", "a,b", "?#&=", "%27", "\"\\"];
    let records = ids.map(|id| json!({ "_id": id, "name": id, "course": "c" }));
    served.emulator.load("student", records).unwrap();
    for id in ids {
        let quoted = id.replace('\'', "''");
        let id_part = encoded(&quoted);
        let paths = [
            format!("pre/student('{id_part}')"),
            format!("pre/student(%27{id_part}%27)"),
            format!("pre/student%28%27{id_part}%27%29"),
            format!("p%72e/st%75dent{}", encoded(&format!("('{quoted}')"))),
        ];
        for path in paths {
            assert_eq!(served.get(&path).json()["name"], id, "{path}");
        }
    }
    assert_eq!(served.get("pre/student('李四')").json()["name"], "李四", "UTF-8 as it is");
}

#[test]
fn queries_in_every_encoding() {
    let served = served();
    served.student(&json!({ "name": "O'Brien + 李四 & 100%" }));
    let literal = "name eq 'O''Brien + 李四 & 100%'";
    let queries = [
        format!("$filter={}", encoded(literal)),
        format!("%24filter={}", encoded(literal).replace("%20", "+")),
        format!("%24%66ilter={}", encoded(literal)),
        "$filter=name+eq+'O''Brien+%2B+李四+%26+100%25'".to_owned(),
        "&&$filter=name%20eq%20%27O%27%27Brien%20%2B%20%E6%9D%8E%E5%9B%9B%20%26%20100%25%27&".to_owned(),
    ];
    for query in queries {
        let page = served.get(&format!("pre/student?{query}"));
        assert_eq!(page.json()["value"].as_array().map(Vec::len), Some(1), "{query}: {page:?}");
    }
    for broken in ["%FF", "name+eq+'100%'", "name+eq+'%2", "name+eq+'%zz'", "name+eq+'%李'"] {
        let message = served.get(&format!("pre/student?$filter={broken}")).invalid();
        assert!(message.contains("percent-encoded UTF-8") && message.contains("%25"), "{message}");
    }
}

#[test]
fn broken_record_keys() {
    let served = served();
    for key in ["(1)", "('a'", "('a)", "(a')", "('')x", "('a','b')", "('O'Brien')", "()", "('", "(')", "(", "("] {
        let answer = served.get(&format!("pre/student{key}"));
        let (code, message) = answer.common();
        assert_eq!(code, "BAD_REQUEST", "{key}");
        assert!(message.contains("('id')"), "{message}");
    }
    for id in ["%FF", "100%", "%2", "%zz", "%%41", "%+1"] {
        let (code, message) = served.get(&format!("pre/student('{id}')")).common();
        assert_eq!(code, "BAD_REQUEST", "{id}");
        assert!(message.contains("percent-encoded UTF-8") && message.contains("%25"), "{message}");
    }
}

/// The vendor's Java sample writes `/('id')` after the model, which must fail.
#[test]
fn unknown_paths_are_not_found_even_without_a_token() {
    let served = served();
    let paths = [
        "/openapi",
        "/weda",
        "/weda/odata/v1/pre",
        "/weda/odata/v1/pre/",
        "/weda/weda/odata/v1/pre/student",
        "/odata/v1/pre/student",
    ];
    for path in paths.into_iter().chain(["/weda/odata/v1/pre/student/('1')", "/weda/odata/v1/pre/student/", "//", "*"])
    {
        let answer = send(served.emulator.address(), "GET", path, &[], "");
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (404, "RESOURCE_NOT_FOUND"), "{path}");
        assert!(message.contains("/weda/odata/v1/{pre or prod}/{model}('{id}')"), "{message}");
    }
}

#[test]
fn wrong_methods() {
    let served = served();
    let cases = [
        ("PUT", "/weda/odata/v1/pre/student('1')", "PATCH, or allow it with `accept.put`", "GET, PATCH, DELETE"),
        ("PUT", "/weda/odata/v1/pre/student", "create with POST", "GET, POST"),
        ("PUT", "/weda/odata/v1/batch/pre/student('1')", "PATCH", "GET, PATCH, DELETE"),
        ("OPTIONS", "/weda/odata/v1/batch/pre/student('1')", "GET to read", "GET, PATCH, DELETE"),
        ("DELETE", "/weda/odata/v1/batch/pre/student", "list records with GET", "GET, POST"),
        ("POST", "/weda/model/v1/getSchemaList", "with GET", "GET"),
        ("GET", "/weda/model/v1/describeOptionSet", "with POST", "POST"),
        ("POST", "/weda/odata/v1/pre/student('1')", "PATCH", "GET, PATCH, DELETE"),
        ("OPTIONS", "/weda/odata/v1/pre/student('1')", "GET to read", "GET, PATCH, DELETE"),
        ("PATCH", "/weda/odata/v1/pre/student", "create with POST", "GET, POST"),
        ("DELETE", "/weda/odata/v1/pre/student", "list records with GET", "GET, POST"),
        ("GET", "/auth/v1/token/clientCredential", "with POST", "POST"),
    ];
    for (method, path, right, allow) in cases {
        let answer = served.call(method, path, "{}");
        let (code, message) = answer.common();
        assert_eq!((answer.status, code.as_str()), (405, "BAD_REQUEST"), "{method} {path}");
        assert!(message.contains(right), "{message}");
        assert!(answer.head.contains(&format!("allow: {allow}")), "{answer:?}");
    }
    assert_eq!(served.call("HEAD", "/weda/odata/v1/pre/student", "").status, 405);
}

#[test]
fn environment_types_other_than_pre_and_prod() {
    let served = served();
    for stage in ["dev", "preview", "PRE", "%20pre", ""] {
        let answer = served.get(&format!("{stage}/student"));
        assert_eq!((answer.status, answer.common().0.as_str()), (200, "INVALID_ENV"), "{stage}");
    }
}

#[test]
fn unemulated_calls_are_refused() {
    let served = served();
    let cases = [
        ("POST", "/weda/auth/v1/prod/addUser", "sys_user"),
        ("POST", "/weda/workflow/v1/prod/StartFlow", "real environment"),
    ];
    for (method, path, instead) in cases {
        let message = served.call(method, path, "{}").invalid();
        assert!(message.contains("not emulated") && message.contains(instead), "{message}");
        let answer = send(served.emulator.address(), method, path, &[], "");
        assert_eq!(answer.common().0, "INVALID_ACCESS_TOKEN", "{path}");
    }
}

#[test]
fn only_lists_have_query_options() {
    let served = served();
    let message = served.get("pre/student('1')?$select=name").invalid();
    assert!(message.contains("`$select`") && message.contains("only lists"), "{message}");
    served.call("POST", "/weda/odata/v1/pre/student?$top=1", "{}").invalid();
}
