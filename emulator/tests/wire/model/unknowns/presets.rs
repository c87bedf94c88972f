//! The presets.

use serde_json::{Value, json};
use weda_emulator::Profile;

use super::note;
use crate::fixture::serving_as;
use crate::http::Answer;
use crate::model::{call, create, data, error, shop};

fn outcome(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json()["code"].clone())
}

#[test]
fn the_documented_preset_tells_misuse_and_accepts_the_rest() {
    let served = serving_as(shop(), Profile::documented());
    let (code, message) = error(&served, "spu", "create", &json!({ "data": { "name": "茶", "page": "P" } }));
    assert!(code == "INVALID_PARAMETER" && message.starts_with("`data.page` is a text"), "{message}");
    create(&served, "spu", &json!({ "name": "茶", "nmae": "茶" }));
    assert!(note(&served).contains("`data.nmae` was ignored"));
    assert_eq!(
        data(&served, "spu", "get", &json!({ "filter": { "where": { "name": { "$eq": "无" } } } })),
        json!({ "record": null })
    );
}

#[test]
fn the_lenient_preset_accepts_what_the_service_might_accept() {
    let served = serving_as(shop(), Profile::lenient());
    for name in ["一", "二"] {
        create(
            &served,
            "spu",
            &json!({ "name": name, "page": "P", "since": "2023-11-14T22:13:20.000Z", "owner": "me" }),
        );
        assert!(note(&served).contains("`data.page` is a text"));
    }
    data(&served, "spu", "createMany", &json!({ "data": [{ "name": "三", "labels": [{ "_id": "L" }] }] }));
    let body = json!({
        "filter": { "where": { "stock": { "$neq": "7" }, "nmae": { "$eq": 1 } } }, "pageSize": 2,
        "orderBy": [{ "price": "asc" }, { "owner": "desc" }, { "name": "asc" }, { "nmae": "asc" }], "foo": 1
    });
    assert_eq!(data(&served, "spu", "list", &body)["records"].as_array().unwrap().len(), 2);
    let page_zero = json!({ "pageSize": 500, "pageNumber": 0 });
    assert_eq!(data(&served, "spu", "list", &page_zero)["records"].as_array().unwrap().len(), 3);
    assert_eq!(data(&served, "spu", "delete", &json!({ "filter": {} }))["count"], 1, "the first of several");
}

#[test]
fn the_strict_preset_refuses_what_the_service_might_refuse() {
    let served = serving_as(shop(), Profile::strict());
    create(&served, "spu", &json!({ "_id": "A", "name": "茶" }));
    let invalid = |code: &str| (400, json!(code));
    for (operation, body, code) in [
        ("create", json!({ "data": { "name": "茶", "nmae": 1 } }), "INVALID_PARAMETER"),
        ("create", json!({ "data": { "name": "茶", "owner": "me" } }), "INVALID_PARAMETER"),
        ("create", json!({ "data": { "name": "茶", "page": { "_id": "X" } } }), "INVALID_PARAMETER"),
        ("create", json!({ "data": { "name": "茶" }, "envType": "prod" }), "INVALID_PARAMETER"),
        ("deleteMany", json!({ "filter": {} }), "INVALID_PARAMETER"),
        ("list", json!({ "foo": 1 }), "UNKNOWN_PARAMETER"),
        ("list", json!({ "pageSize": 201, "pageNumber": 1 }), "INVALID_PARAMETER_VALUE"),
        ("list", json!({ "filter": { "where": { "$and": [] } } }), "INVALID_PARAMETER"),
        ("list", json!({ "filter": { "where": { "name": { "$ne": "a" } } } }), "INVALID_PARAMETER"),
        ("list", json!({ "filter": { "where": { "name": { "$regex": "a" } } } }), "INVALID_PARAMETER"),
        ("list", json!({ "filter": { "where": { "page": { "$eq": "P" } } } }), "INVALID_PARAMETER"),
    ] {
        assert_eq!(outcome(&call(&served, "spu", operation, &body)), invalid(code), "{body}");
    }
    let none = json!({ "filter": { "where": { "name": { "$eq": "无" } } } });
    assert_eq!(data(&served, "spu", "get", &none), json!({}));
    assert_eq!(outcome(&call(&served, "spu", "delete", &none)), (404, json!("RESOURCE_NOT_FOUND")));
    assert_eq!(data(&served, "spu", "get", &json!({}))["record"], json!({ "_id": "A" }));
    let master = data(&served, "spu", "get", &json!({ "select": { "$master": true } }))["record"].take();
    assert!(master.get("price").is_none() && master.get("page").is_none() && master["name"] == "茶", "{master}");
    assert_eq!(outcome(&served.call("GET", "/v1/model/pre/spu/A/get", "")), (404, json!("RESOURCE_NOT_FOUND")));
    assert_eq!(served.call("GET", "/v1/model/prod/spu/A/get", "").json()["data"], json!({}));
}
