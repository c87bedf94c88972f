//! Valid requests with random changes: they may succeed, but never fail as a fault of the emulator.
//!
//! `WEDA_CASES` sets the number of requests, `WEDA_SEED` the seed.

use std::time::Instant;

use fastrand::Rng;
use serde_json::{Value, json};

use super::{PROMPT, address, filled, mutate, shown};
use crate::fixture::{Served, token};
use crate::http::raw;
use crate::model::data;

/// The number of requests before the records are made again.
const REQUESTS: u64 = 250;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

fn requests() -> Vec<(&'static str, Value)> {
    let record = json!({
        "_id": "NEW", "name": "新", "code": "N1", "price": 1.5, "stock": 2, "on": false, "since": 1_700_000_000_000_i64,
        "tags": ["a"], "size": { "w": 1 }, "maker": "1700000000000000002", "labels": [{ "_id": "L" }], "page": { "_id": "P" },
        "skus": [{ "_id": "S" }], "notes": [{ "_id": "N" }], "unknown": 1
    });
    let filter = json!({
        "where": { "$and": [
            { "name": { "$search": "茶", "$nsearch_ci": "A", "$regex": "^.茶?$|茶", "$nin": ["杯", null] } },
            { "$or": [{ "price": { "$gte": 1, "$lt": 100.5 } }, { "tags": { "$in": ["绿"] } }, { "since": { "$empty": true } }] },
            { "page": { "$nempty": true } }, { "on": { "$neq": false } }, {}
        ] },
        "relateWhere": {
            "skus": { "where": { "count": { "$gt": 0 }, "name": { "$search_ci": "茶" } } },
            "labels": { "where": { "$or": [{ "_id": { "$nin": [] } }, { "text": { "$eq": "热" } }] } },
            "page": { "where": { "text": { "$nempty": true } } }, "notes": {}
        }
    });
    let select = json!({
        "$master": true, "name": true, "price": false, "skus": { "name": true, "_id": true }, "labels": true,
        "page": { "$master": true }, "notes": { "text": false }
    });
    let list = json!({
        "filter": filter, "select": select, "orderBy": [{ "price": "desc" }, { "name": "asc" }, { "_id": "asc" }],
        "pageSize": 5, "pageNumber": 1, "getCount": true, "envType": "pre"
    });
    vec![
        ("create", json!({ "data": record })),
        ("createMany", json!({ "data": [{ "name": "一", "price": 1 }, {}, { "name": "二", "tags": [] }] })),
        ("update", json!({ "data": record, "filter": filter })),
        ("updateMany", json!({ "data": { "stock": 1, "tags": ["b"], "size": null }, "filter": filter })),
        (
            "upsert",
            json!({ "create": record, "update": { "labels": [{ "_id": "L" }], "price": null }, "filter": filter }),
        ),
        ("delete", json!({ "filter": filter })),
        ("deleteMany", json!({ "filter": filter })),
        ("get", json!({ "filter": filter, "select": select })),
        ("list", list.clone()),
        ("list", list),
    ]
}

#[test]
fn changed_requests() {
    let (cases, seed) = (number("WEDA_CASES", 2_000), number("WEDA_SEED", 20_261_130));
    let (mut rng, requests) = (Rng::with_seed(seed), requests());
    let (mut sent, mut accepted, mut refused) = (0, 0, 0);
    while sent < cases {
        let served = filled();
        // Unchanged, all of them are accepted.
        for (operation, body) in &requests {
            let (method, target) = address(operation);
            let answer = served.call(method, &target, &body.to_string()).json();
            assert!(answer["code"].is_null() || answer["code"] == "FAILED_OPERATION", "{operation}: {answer}");
        }
        let bearer = token(&served.emulator);
        for _ in 0..REQUESTS.min(cases - sent) {
            let (operation, mut body) = rng.choice(requests.iter()).unwrap().clone();
            let body = if rng.u8(0..3) == 0 {
                let mut bytes = body.to_string().into_bytes();
                mutate::bytes(&mut rng, &mut bytes);
                bytes
            } else {
                for _ in 0..rng.usize(1..3) {
                    mutate::structure(&mut rng, &mut body);
                }
                body.to_string().into_bytes()
            };
            sent += 1;
            let outcome = outcome(&served, operation, &body, &bearer);
            assert!(outcome.is_ok(), "WEDA_SEED={seed}, request {sent}: {}", outcome.unwrap_err());
            if outcome == Ok(true) { accepted += 1 } else { refused += 1 }
        }
        let listed = data(&served, "spu", "list", &json!({ "getCount": true }));
        assert!(listed["total"].is_u64(), "it still serves: {listed}");
    }
    println!("WEDA_SEED={seed} {accepted} accepted, {refused} refused");
    assert!(accepted > cases / 20 && refused > cases / 20, "{accepted} accepted, {refused} refused");
}

/// True if the request was accepted, false if it was refused; an error if the answer is not one that it may get.
fn outcome(served: &Served, operation: &str, body: &[u8], bearer: &str) -> Result<bool, String> {
    let (method, target) = address(operation);
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {bearer}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let start = Instant::now();
    let answer = raw(served.emulator.address(), &[head.as_bytes(), body].concat(), false);
    let shown = shown(method, &target, &String::from_utf8_lossy(body));
    let Some(answer) = answer else { return Err(format!("{shown}: no answer")) };
    if answer.status >= 500 || start.elapsed() > PROMPT {
        return Err(format!("{shown}: {:?} {answer:?}", start.elapsed()));
    }
    let json: Value = serde_json::from_str(&answer.body).map_err(|error| format!("{shown}: {error}"))?;
    let is_text = |member: &str| json[member].as_str().is_some_and(|text| !text.is_empty());
    let code = json["code"].as_str().unwrap_or_default();
    let is_own_fault = code == "FLEXDB_INTERNAL_ERROR" || code == "OPERATION_TIMEOUT";
    match (json["data"].is_object(), is_text("code") && is_text("message")) {
        (is_accepted, is_refused) if is_accepted != is_refused && is_text("requestId") && !is_own_fault => {
            Ok(is_accepted)
        }
        _ => Err(format!("{shown}: {answer:?}")),
    }
}
