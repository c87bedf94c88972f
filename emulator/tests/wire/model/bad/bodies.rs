use serde_json::json;

use super::{Guard, address, refusal};
use crate::fixture::token;
use crate::http::raw;

const OPERATIONS: [&str; 9] =
    ["create", "createMany", "update", "updateMany", "upsert", "delete", "deleteMany", "get", "list"];

#[test]
fn that_are_not_objects() {
    let mut guard = Guard::new();
    let deep = |open: &str, close: &str| format!(r#"{{"filter":{}1{}}}"#, open.repeat(20_000), close.repeat(20_000));
    let broken = [
        "",
        " ",
        "{",
        "}",
        "[]",
        "[{}]",
        "null",
        "true",
        "1",
        "\"a\"",
        "{data:{}}",
        "{'data':{}}",
        r#"{"data":{},}"#,
        r#"{"data":{}}x"#,
        r#"{"data":{}}{}"#,
        r#"{"data":}"#,
        r#"{"data":{}"#,
        r#"{"data":{"name":"\x"}}"#,
        r#"{"data":{"name":"\ud83d"}}"#,
        "{\"data\":{\"name\":\"a\nb\"}}",
        "{\"data\":{\"name\":\"a\u{0}\"}}",
        r#"{"pageSize":01}"#,
        r#"{"pageSize":.5}"#,
        r#"{"pageSize":1.}"#,
        r#"{"pageSize":+1}"#,
        r#"{"pageSize":-}"#,
        r#"{"pageSize":NaN}"#,
        r#"{"pageSize":Infinity}"#,
        r#"{"pageSize":1e999}"#,
        r#"{"pageSize":0x10}"#,
        r#"{"pageSize":1_000}"#,
        r#"{"data":undefined}"#,
        "/* a */ {}",
        "<xml/>",
        "data=a&filter=b",
        &deep("[", "]"),
        &deep(r#"{"$and":["#, "]}"),
        &deep(r#"{"where":"#, "}"),
    ];
    for operation in OPERATIONS {
        let (method, target) = address(operation);
        for body in broken {
            let message = guard.refused(method, &target, body, "INVALID_PARAMETER");
            let expected = if body.len() > 1_000 {
                "the body has more than 127 objects and lists inside each other (line 1 column "
            } else {
                "the body is not a JSON object"
            };
            assert!(message.starts_with(expected), "{body}: {message}");
        }
    }
    guard.end(300);
}

#[test]
fn that_are_not_text_or_end_early() {
    let mut guard = Guard::new();
    let (address_of, token) = (guard.served.emulator.address(), token(&guard.served.emulator));
    let request = |operation: &str, length: usize, body: &[u8]| {
        let (method, target) = address(operation);
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        raw(address_of, &[head.as_bytes(), body].concat(), length > body.len())
    };
    for operation in OPERATIONS {
        for bytes in [&b"\xff\xfe"[..], b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf"] {
            let body = [b"{\"data\":{\"name\":\"", bytes, b"\"}}"].concat();
            let answer = request(operation, body.len(), &body).expect("an answer");
            refusal(operation, &answer, "INVALID_PARAMETER");
            guard.count += 1;
        }
        if let Some(answer) = request(operation, 100, b"{\"data\":{\"name\":\"a\"}}") {
            assert!((400..500).contains(&answer.status) || answer.json()["data"].is_null(), "{answer:?}");
        }
    }
    guard.end(45);
}

/// The members of the body, each of a wrong type or absent.
#[test]
fn with_wrong_members() {
    let mut guard = Guard::new();
    let (name, filter) = (json!({ "name": "一" }), json!({ "where": { "_id": { "$eq": "TEA" } } }));
    let valid = |operation: &str| match operation {
        "create" => json!({ "data": name }),
        "createMany" => json!({ "data": [name] }),
        "update" | "updateMany" => json!({ "data": name, "filter": filter }),
        "upsert" => json!({ "create": name, "update": name, "filter": filter }),
        _ => json!({ "filter": filter }),
    };
    for operation in OPERATIONS {
        let body = valid(operation);
        for member in body.as_object().unwrap().keys() {
            let optional = ["get", "list"].contains(&operation);
            for absent in [true, false] {
                let mut body = body.clone();
                if absent {
                    body.as_object_mut().unwrap().remove(member);
                } else {
                    body[member] = json!(null);
                }
                if !optional {
                    guard.misplaced(operation, &body, "MISSING_PARAMETER", member);
                }
            }
            let list = operation == "createMany";
            for wrong in
                [json!(1), json!(-0.5), json!(true), json!("a"), json!("{}"), json!([]), json!([[]]), json!({})]
            {
                // An empty filter is one, so is an empty change, and a record that is not created is not checked.
                if wrong == json!({}) && !list && operation != "create" {
                    continue;
                }
                let mut body = body.clone();
                body[member] = wrong.clone();
                let (method, target) = address(operation);
                let message = guard.refused(method, &target, &body.to_string(), "INVALID_PARAMETER");
                assert!(
                    message.contains(&format!("`{member}")) || message.contains("field `name`"),
                    "{body}: {message}"
                );
            }
        }
    }
    guard.end(110);
}

#[test]
fn that_are_large() {
    let mut guard = Guard::new();
    let large = format!(r#"{{"data":{{"name":"{}"}}}}"#, "a".repeat(17 << 20));
    guard.refused("POST", &address("create").1, &large, "LIMIT_EXCEEDED");
    let records = vec![json!({ "name": "a" }); 5000];
    guard.misplaced("createMany", &json!({ "data": records }), "INVALID_PARAMETER_VALUE", "data");
    let ids = vec![json!({ "_id": "N" }); 100_000];
    let body = json!({ "data": { "name": "一", "notes": ids } });
    guard.misplaced("create", &body, "INVALID_PARAMETER_VALUE", "data.notes");
    let values: Vec<usize> = (0..40_000).collect();
    let body = json!({ "filter": { "where": { "price": { "$in": values } } } });
    guard.misplaced("deleteMany", &body, "INVALID_PARAMETER", "filter");
    let conditions = vec![json!({ "price": { "$empty": true } }); 60_000];
    for group in ["$and", "$or"] {
        let body = json!({ "filter": { "where": { group: conditions } } });
        guard.misplaced("deleteMany", &body, "INVALID_PARAMETER", "filter");
    }
    guard.end(5);
}

/// Wide groups in each of fifty levels: the statement is within SQLite's limits, or refused.
#[test]
fn that_are_wide_and_deep() {
    let mut guard = Guard::new();
    for (width, group) in [(60, "$or"), (60, "$and"), (5_000, "$or")] {
        let mut condition = json!({ "price": { "$nsearch": "a" } });
        condition = json!({ "name": condition["price"] });
        for level in 0..49 {
            let mut parts = vec![json!({ "name": { "$nin": [] } }); width];
            parts.insert((level * 7) % width, condition);
            condition = json!({ "$and": [{}], group: parts, "price": { "$gt": 1, "$empty": true } });
        }
        let body = json!({ "filter": { "where": condition, "relateWhere": { "labels": { "where": {} } } } });
        let start = std::time::Instant::now();
        let answer = guard.served.call("POST", &address("list").1, &body.to_string());
        let code = answer.json()["code"].clone();
        assert!(code.is_null() || code == "INVALID_PARAMETER", "{width} {group}: {answer:?}");
        assert!(start.elapsed() < super::PROMPT * 2, "{width} {group}: {:?}", start.elapsed());
    }
    guard.count += 3;
    guard.end(3);
}
