//! Requests that a client of the vendor, `@cloudbase/node-sdk` 3.18.3, was recorded sending: bodies byte for byte, with the
//! headers of that client. Each answer has the form that the client reads correctly.

mod sent;

use std::fs;

use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator};

use crate::fixture::{Served, serving, token};
use crate::http::{Answer, send};
use crate::signed::{KEYS, authorization, token_call};
use crate::storage::Folder;
use sent::{ADMIN, GATEWAY, Sent, TEMPLATES, TOKEN};

/// The fields of the recorded requests. `b` has this type: one request compares it with a text, others with numbers.
fn definitions(b: &str) -> Vec<Definition> {
    let to = |format: &str, target: &str, inverse: &str| {
        json!({
            "type": if format.ends_with("many") { "array" } else { "object" }, "format": format,
            "x-parent": { "parentDataSourceName": target, "parentFieldKey": inverse }
        })
    };
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "number" });
    let student = json!({
        "name": text(), "score": number(), "ok": { "type": "boolean" },
        "tags": { "type": "array", "items": { "type": "string" } },
        "addr": { "type": "object", "properties": { "city": { "type": "string" } } },
        "when": { "type": "number", "format": "datetime" }, "none": text(), "author": to("many-one", "person", ""),
        "a": number(), "b": { "type": b }, "c": number(), "d": { "type": "number", "format": "datetime" }, "e": number(),
        "f": text(), "g": text(), "h": text(), "i": text(), "j": text(), "k": text(), "l": text(), "m": text(),
        "n": number(), "o": { "type": "boolean" }
    });
    let post = json!({
        "title": text(), "author": to("many-one", "person", ""), "comments": to("one-many", "comment", "post")
    });
    let models = [
        ("student", student),
        ("post", post),
        ("comment", json!({ "text": text(), "post": to("many-one", "post", "comments") })),
        ("person", json!({ "name": text() })),
        ("after-service", json!({ "label": text() })),
    ];
    let parse = |(name, properties): (&str, Value)| {
        let text = json!({ "type": "object", "properties": properties }).to_string();
        Definition::parse(name, &format!("database-schemas/{name}.json"), &text).unwrap()
    };
    models.map(parse).into()
}

/// An emulator with a few records in both stages.
fn filled(b: &str) -> Served {
    let served = serving(definitions(b));
    for stage in ["pre", "prod"] {
        let load = |model: &str, records: Value| {
            served.emulator.load(&format!("{stage}/{model}"), records.as_array().unwrap().clone()).unwrap();
        };
        load("person", json!([{ "_id": "U1", "name": "王五" }]));
        load(
            "student",
            json!([
                { "_id": "A1", "name": "a", "score": 5, "author": { "_id": "U1" } }, { "_id": "A2", "name": "x", "score": 0 }
            ]),
        );
        load("post", json!([{ "_id": "P1", "title": "p" }, { "_id": "P2", "title": "q" }]));
        load(
            "comment",
            json!([
                { "_id": "C1", "text": "好", "post": { "_id": "P1" } }, { "_id": "C2", "post": { "_id": "P1" } }
            ]),
        );
        load("after-service", json!([{ "_id": "S1", "label": "退货" }]));
    }
    served
}

/// Sends a request as the client does.
fn replay(served: &Served, sent: &Sent) -> Answer {
    let bearer = format!("Bearer {}", token(&served.emulator));
    send(served.emulator.address(), sent.method, sent.path, &headers(&bearer), sent.body)
}

fn headers(authorization: &str) -> [(&str, &str); 6] {
    [
        ("Content-Type", "application/json"),
        ("User-Agent", "tcb-node-sdk/3.18.3"),
        ("X-TCB-Source", ",unknown"),
        ("X-Client-Timestamp", "1796004761002"),
        ("X-SDK-Version", "tcb-node-sdk/3.18.3"),
        ("Authorization", authorization),
    ]
}

/// The data of a success, which the client takes for one: an object without `code`.
fn succeeded(sent: &Sent, answer: &Answer) -> Value {
    let mut body = answer.json();
    let is_success = body.get("code").is_none() && body["requestId"].as_str().is_some_and(|id| !id.is_empty());
    assert!(answer.status == 200 && is_success && body["data"].is_object(), "{}: {answer:?}", sent.number);
    body["data"].take()
}

/// Code and message of an error, which the client takes for one.
fn failed(sent: &Sent, answer: &Answer) -> (String, String) {
    let (code, message) = answer.common();
    assert!(!code.is_empty() && !message.is_empty() && answer.json().is_object(), "{}: {answer:?}", sent.number);
    (code, message)
}

#[test]
fn requests_to_the_gateway_are_answered_as_the_client_reads_them() {
    for sent in GATEWAY {
        // One request compares `b` with a text.
        let served = filled(if sent.number == 14 { "string" } else { "number" });
        if sent.number == 21 {
            served.emulator.load("prod/student", [json!({
                "_id": "ALL", "a": 1, "b": 3, "c": 5, "d": 1, "e": 1, "f": "x", "g": "y", "h": "pqr", "i": "PQR", "j": "z",
                "k": "z", "m": "", "n": null, "o": true
            })]).unwrap();
        }
        let answer = replay(&served, sent);
        check(&served, sent, &answer);
    }
    let numbers: Vec<u32> = GATEWAY.iter().map(|sent| sent.number).collect();
    assert_eq!(numbers, (1..=29).collect::<Vec<_>>());
}

/// Checks the outcome of a request.
fn check(served: &Served, sent: &Sent, answer: &Answer) {
    let data = || succeeded(sent, answer);
    let error = |expected: (&str, &str)| {
        let (code, message) = failed(sent, answer);
        assert_eq!((code.as_str(), message.as_str()), expected, "{}", sent.number);
    };
    let stored = |model: &str| served.emulator.records(model).unwrap();
    let created = |model: &str| {
        let record = stored(model).pop().unwrap();
        assert_eq!(data(), json!({ "id": record["_id"] }), "{}", sent.number);
        record
    };
    let ids =
        |records: &Value| records.as_array().unwrap().iter().map(|record| record["_id"].clone()).collect::<Value>();
    match sent.number {
        1 => {
            let (record, given): (Value, Value) = (created("prod/student"), serde_json::from_str(sent.body).unwrap());
            for (key, value) in given["data"].as_object().unwrap() {
                assert_eq!(record[key], *value, "{key}");
            }
        }
        2 => assert_eq!((created("pre/student")["name"].as_str(), stored("prod/student").len()), (Some("a"), 2)),
        3 => assert_eq!(created("prod/post")["author"], json!({ "_id": "U1" })),
        4 => {
            let id = created("prod/post")["_id"].clone();
            assert!(stored("prod/comment").iter().all(|comment| comment["post"] == json!({ "_id": id })));
        }
        5 => assert_eq!(created("prod/student")["name"], Value::Null),
        6 => error((
            "INVALID_PARAMETER",
            "`data.d` is a text, as JavaScript makes of a Date: send the milliseconds, date.getTime()",
        )),
        7 => {
            let students = stored("prod/student");
            assert_eq!(data(), json!({ "idList": [students[2]["_id"], students[3]["_id"]] }));
            assert_eq!((&students[2]["name"], &students[3]["name"]), (&json!("a"), &json!("b")));
        }
        8 => error(("INVALID_PARAMETER", "`data` is empty: send at least one record")),
        9 => assert_eq!((data(), &stored("prod/student")[0]["name"]), (json!({ "count": 1 }), &json!("b"))),
        10 => {
            let (code, message) = failed(sent, answer);
            assert!(code == "MISSING_PARAMETER" && message.starts_with("`filter` is missing"), "{message}");
            assert_eq!(stored("prod/student")[0]["name"], "a");
        }
        11 => assert_eq!(
            (data(), &stored("prod/student")[0]["score"], &stored("pre/student")[0]["score"]),
            (json!({ "count": 1, "legalIdList": ["A1"], "illegalIdList": [] }), &json!(1), &json!(5))
        ),
        12 => assert_eq!((data(), &stored("prod/student")[0]["score"]), (json!({ "count": 1, "id": "" }), &json!(2))),
        13 => assert_eq!((data(), stored("prod/student").len()), (json!({ "count": 1 }), 1)),
        14 => assert_eq!(
            (data(), stored("prod/student").len()),
            (json!({ "count": 2, "legalIdList": ["A1", "A2"], "illegalIdList": [] }), 0),
            "neither has a value of `b`"
        ),
        15 | 16 => {
            let record = &data()["record"];
            assert_eq!(
                (&record["_id"], &record["score"], &record["author"]),
                (&json!("A1"), &json!(5), &json!({ "_id": "U1" }))
            );
        }
        17 => {
            let mut record = data()["record"].take();
            let author = record["author"].take();
            assert_eq!(record, json!({ "_id": "A1", "name": "a", "author": null }));
            assert_eq!((&author["_id"], &author["name"]), (&json!("U1"), &json!("王五")));
        }
        18 | 20 | 25 | 27 => {
            let data = data();
            assert_eq!((ids(&data["records"]), data.get("total")), (json!(["A1", "A2"]), None));
        }
        19 => assert_eq!(data(), json!({ "records": [], "total": 2 })),
        21 => assert_eq!(ids(&data()["records"]), json!(["ALL"])),
        22 => {
            let records = data()["records"].take();
            assert_eq!((ids(&records), &records[0]["comments"]), (json!(["P1"]), &json!([{ "text": "好" }])));
        }
        23 | 24 => assert_eq!(ids(&data()["records"]), json!(["P1", "P2"])),
        26 => assert_eq!(data()["records"], json!([{ "name": "a" }, { "name": "x" }])),
        28 => assert_eq!(data()["records"][0]["label"], "退货"),
        29 => {
            let (code, message) = failed(sent, answer);
            assert!(code == "RESOURCE_NOT_FOUND" && message.starts_with("there is no operation `b`"), "{message}");
        }
        number => panic!("{number} has no outcome"),
    }
}

/// With a key pair, the client requests a token before each call. If it gets none, it sends the call with its signature in
/// place of the token, and shows no error of its own: only the gateway's refusal tells of a wrong key.
#[test]
fn a_key_pair_gets_a_token_and_a_signature_is_none() {
    let served = filled("number");
    let address = served.emulator.address();
    let list = &GATEWAY[17];
    assert_eq!((list.number, list.path), (18, "/v1/model/prod/student/list"));
    let issued = served.emulator.tokens_issued();
    let token = token_call(address, KEYS, TOKEN).json()["access_token"].as_str().unwrap().to_owned();
    let answer = send(address, list.method, list.path, &headers(&format!("Bearer {token}")), list.body);
    assert_eq!(succeeded(list, &answer)["records"].as_array().unwrap().len(), 2);
    assert_eq!(served.emulator.tokens_issued(), issued + 1);

    let wrong = (KEYS.0, "wrong-key");
    let refused = token_call(address, wrong, TOKEN).json();
    assert!(refused.get("access_token").is_none() && refused["code"].is_string(), "{refused}");
    let signed = [("content-type", "application/json"), ("host", "localhost")];
    for keys in [wrong, KEYS] {
        let signature = authorization(keys, "tcb", list.path, &signed, list.body);
        let answer = send(address, list.method, list.path, &headers(&signature), list.body);
        let (code, _) = failed(list, &answer);
        assert!(["AUTH_FAILURE_TOKEN_FAILURE", "INVALID_ACCESS_TOKEN"].contains(&code.as_str()), "{answer:?}");
    }
}

/// Templates have an envelope of their own.
#[test]
fn templates_are_answered_in_their_own_envelope() {
    let folder = Folder::new("replayed-templates");
    let texts = [
        (
            "topN",
            "SELECT name, {{ s }} AS s, {{ b }} AS b, {{ a }} AS a, {{ o }} AS o, {{ z }} AS z FROM \
                  {{ model.tableName('student') }} WHERE score < {{ n }}",
        ),
        ("t", "SELECT name FROM {{ model.tableName('student') }} ORDER BY name DESC"),
    ];
    for (name, text) in texts {
        fs::write(folder.0.join(format!("{name}.sql")), text).unwrap();
    }
    let emulator = Emulator::builder().definitions(definitions("number")).templates(&folder.0).start().unwrap();
    let served = Served::of(emulator);
    for stage in ["pre", "prod"] {
        let records = [("a", 5), ("x", 0)].map(|(name, score)| json!({ "name": name, "score": score }));
        served.emulator.load(&format!("{stage}/student"), records).unwrap();
    }
    let records = |sent: &Sent| {
        let answer = replay(&served, sent);
        let mut body = answer.json();
        let response = body["Response"].take();
        let has_id = response["RequestId"].as_str().is_some_and(|id| !id.is_empty());
        assert!(has_id && response.get("Error").is_none() && body.get("code").is_none(), "{}: {answer:?}", sent.number);
        assert_eq!(response["Data"]["total"], response["Data"]["records"].as_array().unwrap().len());
        response["Data"]["records"].clone()
    };
    let [with_parameters, without] = TEMPLATES else { panic!("two templates") };
    let row = records(with_parameters)[0].clone();
    assert_eq!((&row["name"], &row["s"], &row["z"]), (&json!("x"), &json!("x"), &Value::Null));
    assert_eq!((&row["a"], &row["o"]), (&json!("[1]"), &json!("{\"k\":1}")));
    assert_eq!(records(without), json!([{ "name": "x" }, { "name": "a" }]));

    let unknown = Sent { path: "/v1/sql/prod/nothing/run", ..*without };
    let (code, message) = replay(&served, &unknown).business();
    assert!(code == "RESOURCE_NOT_FOUND" && message.starts_with("there is no template `nothing`"), "{message}");
}

/// Raw SQL travels to a cloud function, which is not emulated. The client shows an error, since the answer has a code.
#[test]
fn raw_sql_of_the_client_is_refused() {
    let served = filled("number");
    for sent in ADMIN {
        let (code, message) = failed(sent, &replay(&served, sent));
        assert!(
            code == "UNSUPPORTED_OPERATION" && message.contains("a cloud function, which is not emulated"),
            "{message}"
        );
    }
    assert_eq!(ADMIN.iter().map(|sent| sent.number).collect::<Vec<_>>(), [32, 33]);
}
