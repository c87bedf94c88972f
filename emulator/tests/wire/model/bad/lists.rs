use serde_json::{Value, json};

use super::Guard;

fn misplaced(guard: &mut Guard, cases: Vec<(&str, &str, Value)>) {
    for (code, place, body) in cases {
        guard.misplaced("list", &body, code, place);
    }
}

#[test]
fn in_pages() {
    let mut guard = Guard::new();
    for member in ["pageSize", "pageNumber"] {
        let other = if member == "pageSize" { "pageNumber" } else { "pageSize" };
        for wrong in ["\"10\"", "\"\"", "true", "[]", "{}", "[1]", "1.5", "1e-5"] {
            let body: Value = serde_json::from_str(&format!(r#"{{"{member}":{wrong},"{other}":1}}"#)).unwrap();
            guard.misplaced("list", &body, "INVALID_PARAMETER", member);
        }
        for wrong in ["1e30", "18446744073709551616", "9223372036854775808"] {
            let body: Value = serde_json::from_str(&format!(r#"{{"{member}":{wrong},"{other}":1}}"#)).unwrap();
            guard.misplaced("list", &body, "INVALID_PARAMETER_VALUE", member);
        }
        for wrong in [0, -1, i64::MIN] {
            guard.misplaced("list", &json!({ member: wrong, other: 1 }), "INVALID_PARAMETER_VALUE", member);
            // Refused although it would be ignored.
            guard.misplaced("list", &json!({ member: wrong }), "INVALID_PARAMETER_VALUE", member);
        }
    }
    for wrong in [json!(1), json!(0), json!("true"), json!([]), json!({})] {
        guard.misplaced("list", &json!({ "getCount": wrong }), "INVALID_PARAMETER", "getCount");
    }
    for query in [
        "pageSize=",
        "pageSize=a",
        "pageSize=-1",
        "pageSize=0",
        "pageSize=1.5",
        "pageSize=%00",
        "pageSize=1e3x",
        "pageNumber=0",
        "pageNumber=%22a%22",
        "getCount=yes",
        "getCount=1",
        "getCount=TRUE",
        "pageSize=1&pageSize=2",
        "filter=%7B%7D",
        "select=a",
        "orderBy=name",
        "a",
        "=",
        "%",
        "%GG",
        "%FF=1",
        "pageSize=99999999999999999999",
        "$where=1",
        "getCount=%7B%7D",
    ] {
        let code = match query {
            "pageSize=-1" | "pageSize=0" | "pageNumber=0" | "pageSize=99999999999999999999" => {
                "INVALID_PARAMETER_VALUE"
            }
            _ => "INVALID_PARAMETER",
        };
        guard.refused("GET", &format!("/v1/model/pre/spu/list?{query}"), "", code);
    }
    guard.end(50);
}

#[test]
fn in_orders() {
    let mut guard = Guard::new();
    let invalid = |place, order: Value| ("INVALID_PARAMETER", place, json!({ "orderBy": order }));
    misplaced(
        &mut guard,
        vec![
            invalid("orderBy", json!({})),
            invalid("orderBy", json!({ "name": "asc" })),
            invalid("orderBy", json!("name")),
            invalid("orderBy", json!("name asc; DROP TABLE records_1")),
            invalid("orderBy", json!(1)),
            invalid("orderBy", json!(true)),
            invalid("orderBy[0]", json!([1])),
            invalid("orderBy[0]", json!([null])),
            invalid("orderBy[0]", json!(["name"])),
            invalid("orderBy[0]", json!([[]])),
            invalid("orderBy[0]", json!([{}])),
            invalid("orderBy[1]", json!([{ "name": "asc" }, {}])),
            invalid("orderBy[0]", json!([{ "name": "asc", "price": "asc" }])),
            invalid("orderBy[0].name", json!([{ "name": "ASC" }])),
            invalid("orderBy[0].name", json!([{ "name": "ascending" }])),
            invalid("orderBy[0].name", json!([{ "name": 1 }])),
            invalid("orderBy[0].name", json!([{ "name": -1 }])),
            invalid("orderBy[0].name", json!([{ "name": null }])),
            invalid("orderBy[0].name", json!([{ "name": {} }])),
            invalid("orderBy[0].name", json!([{ "name": "asc; DROP TABLE records_1" }])),
            invalid("orderBy", json!([{ "name": "asc" }, { "price": "asc" }, { "stock": "asc" }, { "_id": "asc" }])),
            invalid("orderBy[0].tags", json!([{ "tags": "asc" }])),
            invalid("orderBy[0].size", json!([{ "size": "asc" }])),
            invalid("orderBy[0].skus", json!([{ "skus": "asc" }])),
            invalid("orderBy[0].labels", json!([{ "labels": "asc" }])),
            invalid("orderBy[0].page", json!([{ "page": "asc" }])),
            invalid("orderBy[0].nmae", json!([{ "nmae": "asc" }])),
            invalid("orderBy[0].", json!([{ "": "asc" }])),
            invalid("orderBy[0].name.length", json!([{ "name.length": "asc" }])),
            invalid("orderBy[0].$natural", json!([{ "$natural": "asc" }])),
            invalid("orderBy[0].__proto__", json!([{ "__proto__": "asc" }])),
            invalid("orderBy[0].place", json!([{ "place": "asc" }])),
            invalid("orderBy[0].random()", json!([{ "random()": "asc" }])),
            invalid("orderBy[0].name--", json!([{ "name--": "asc" }])),
        ],
    );
    guard.end(30);
}

#[test]
fn in_selects() {
    let mut guard = Guard::new();
    let invalid = |place, select: Value| ("INVALID_PARAMETER", place, json!({ "select": select }));
    let cases = || {
        vec![
            invalid("select", json!(1)),
            invalid("select", json!("*")),
            invalid("select", json!(true)),
            invalid("select", json!([])),
            invalid("select", json!(["name"])),
            invalid("select.name", json!({ "name": 1 })),
            invalid("select.name", json!({ "name": 0 })),
            invalid("select.name", json!({ "name": "true" })),
            invalid("select.name", json!({ "name": null })),
            invalid("select.name", json!({ "name": {} })),
            invalid("select.name", json!({ "name": [] })),
            invalid("select.$master", json!({ "$master": 1 })),
            invalid("select.$master", json!({ "$master": {} })),
            invalid("select.$all", json!({ "$all": true })),
            invalid("select.nmae", json!({ "nmae": true })),
            invalid("select.nmae", json!({ "nmae": false })),
            invalid("select.*", json!({ "*": true })),
            invalid("select.", json!({ "": true })),
            invalid("select.__proto__", json!({ "__proto__": true })),
            invalid("select.size", json!({ "size": { "w": true } })),
            invalid("select.size.w", json!({ "size.w": true })),
            invalid("select.owner", json!({ "owner": { "name": true } })),
            invalid("select.name; DROP TABLE records_1", json!({ "name; DROP TABLE records_1": true })),
            invalid("select.skus", json!({ "skus": 1 })),
            invalid("select.skus", json!({ "skus": null })),
            invalid("select.skus", json!({ "skus": "name" })),
            invalid("select.skus", json!({ "skus": ["name"] })),
            invalid("select.skus.name", json!({ "skus": { "name": 1 } })),
            invalid("select.skus.nmae", json!({ "skus": { "nmae": true } })),
            invalid("select.skus.$master", json!({ "skus": { "$master": "x" } })),
            invalid("select.skus.spu", json!({ "skus": { "spu": true } })),
            invalid("select.skus.spu", json!({ "skus": { "spu": { "name": true } } })),
            invalid("select.skus.spu", json!({ "skus": { "spu": { "labels": { "text": true } } } })),
            invalid("select.labels.spus", json!({ "labels": { "$master": true, "spus": true } })),
            invalid("select.page.spu", json!({ "page": { "spu": {} } })),
            invalid("select.page.text", json!({ "page": { "text": { "_id": true } } })),
            invalid("select.labels.skus", json!({ "labels": { "skus": true } })),
        ]
    };
    misplaced(&mut guard, cases());
    for (code, place, body) in cases() {
        guard.misplaced("get", &body, code, place);
    }
    guard.end(70);
}
