//! Each operation on records without relations.

use serde_json::json;

use super::{call, create, data, error, names, serving};

#[test]
fn a_record_is_created_read_changed_and_deleted() {
    let served = serving();
    let record = json!({
        "name": "茶", "code": "T1", "price": 9.5, "stock": 3, "on": true, "since": 1_700_000_000_000_i64,
        "tags": ["绿", "新"], "size": { "w": 2 }, "maker": "1700000000000000002"
    });
    let id = create(&served, "spu", &record);
    let by_id = json!({ "where": { "_id": { "$eq": id } } });
    let read = |select| data(&served, "spu", "get", &json!({ "filter": by_id, "select": select }))["record"].clone();
    let stored = read(json!({ "$master": true }));
    for (key, value) in record.as_object().unwrap() {
        assert_eq!(stored[key], *value, "{key} is native JSON");
    }
    assert!(stored["_id"] == json!(id) && stored["createdAt"].is_i64() && stored["owner"].is_string());
    assert!(stored.get("skus").is_none() && stored["page"].is_null());
    assert_eq!(read(json!({ "name": true, "stock": true, "price": false })), json!({ "name": "茶", "stock": 3 }));

    let changed = data(&served, "spu", "update", &json!({ "data": { "stock": 2, "price": null }, "filter": by_id }));
    assert_eq!(changed, json!({ "count": 1 }));
    assert_eq!(read(json!({ "stock": true, "price": true })), json!({ "stock": 2, "price": null }));

    assert_eq!(served.call("GET", &format!("/v1/model/pre/spu/{id}/get"), "").json()["data"]["record"]["stock"], 2);
    assert_eq!(data(&served, "spu", "delete", &json!({ "filter": by_id })), json!({ "count": 1 }));
    assert_eq!(data(&served, "spu", "delete", &json!({ "filter": by_id })), json!({ "count": 0 }));
    assert_eq!(data(&served, "spu", "get", &json!({ "filter": by_id })), json!({ "record": null }));
    let gone = served.call("DELETE", &format!("/v1/model/pre/spu/{id}/delete"), "");
    assert_eq!(gone.json()["data"], json!({ "count": 0 }));
}

#[test]
fn many_records_are_created_changed_and_deleted() {
    let served = serving();
    let rows = json!({ "data": [{ "name": "一" }, {}, { "name": "二" }] });
    let ids = data(&served, "spu", "createMany", &rows)["idList"].clone();
    assert_eq!(ids.as_array().unwrap().len(), 2, "an empty object is skipped");
    let first = data(&served, "spu", "get", &json!({ "filter": { "where": { "_id": { "$eq": ids[0] } } } }));
    assert_eq!(first["record"]["name"], "一");
    let (code, message) = error(&served, "spu", "createMany", &json!({ "data": [] }));
    assert!(code == "INVALID_PARAMETER" && message == "`data` is empty: send at least one record", "{message}");

    let body = json!({ "data": { "stock": 5 }, "filter": { "where": { "name": { "$in": ["一", "二", "三"] } } } });
    let changed = data(&served, "spu", "updateMany", &body);
    assert_eq!(changed, json!({ "count": 2, "legalIdList": ids, "illegalIdList": [] }));
    let deleted = data(&served, "spu", "deleteMany", &json!({ "filter": { "where": { "stock": { "$eq": 5 } } } }));
    assert_eq!(deleted, json!({ "count": 2, "legalIdList": ids, "illegalIdList": [] }));
    assert!(names(&served, "spu", &json!({})).is_empty());
}

#[test]
fn an_upsert_creates_or_changes() {
    let served = serving();
    let upsert = |stock| {
        let body = json!({
            "create": { "_id": "SPU0000001", "name": "茶", "code": "T1", "stock": 1 }, "update": { "stock": stock },
            "filter": { "where": { "code": { "$eq": "T1" } } }
        });
        data(&served, "spu", "upsert", &body)
    };
    assert_eq!(upsert(7), json!({ "count": 0, "id": "SPU0000001" }), "the caller's id is used");
    assert_eq!(upsert(7), json!({ "count": 1, "id": "" }));
    let found = data(&served, "spu", "get", &json!({ "select": { "stock": true } }));
    assert_eq!(found["record"], json!({ "stock": 7 }));
}

#[test]
fn an_operation_on_one_record_refuses_several() {
    let served = serving();
    for name in ["一", "二"] {
        create(&served, "spu", &json!({ "name": name }));
    }
    let all = json!({ "where": {} });
    let several =
        "`filter` matches several records, and the call is for one: use a filter on `_id`, or the call for many";
    for (operation, body) in [
        ("update", json!({ "data": { "stock": 1 }, "filter": all })),
        ("delete", json!({ "filter": all })),
        ("upsert", json!({ "create": { "name": "三" }, "update": { "stock": 1 }, "filter": all })),
    ] {
        assert_eq!(error(&served, "spu", operation, &body), ("INVALID_PARAMETER".into(), several.into()));
    }
    assert_eq!(names(&served, "spu", &json!({ "where": { "stock": { "$empty": true } } })).len(), 2);
    let (code, message) = error(&served, "spu", "update", &json!({ "data": { "stock": 1 } }));
    assert!(code == "MISSING_PARAMETER" && message.starts_with("`filter` is missing"), "{message}");
}

#[test]
fn pages_orders_and_counts() {
    let served = serving();
    let row = |number: i64| json!({ "name": format!("n{number:03}"), "stock": number % 3 });
    let rows: Vec<_> = (0..230).map(row).collect();
    data(&served, "spu", "createMany", &json!({ "data": rows }));
    let list = |body| data(&served, "spu", "list", &body);
    let all = list(json!({ "filter": { "where": {} }, "select": { "$master": true } }));
    assert!(all["records"].as_array().unwrap().len() == 10 && all.get("total").is_none());
    let page = list(json!({
        "pageSize": 100, "pageNumber": 3, "getCount": true, "select": { "name": true, "stock": true },
        "orderBy": [{ "stock": "desc" }, { "name": "asc" }]
    }));
    assert_eq!((page["records"].as_array().unwrap().len(), &page["total"]), (30, &json!(230)));
    assert_eq!(page["records"][29], json!({ "name": "n228", "stock": 0 }));
    let counted = list(json!({
        "filter": { "where": { "stock": { "$eq": 1 } } }, "select": { "_id": true }, "pageSize": 1, "pageNumber": 1,
        "getCount": true
    }));
    assert_eq!(counted["total"], 77);
    assert_eq!(list(json!({ "pageSize": 500, "pageNumber": 1 }))["records"].as_array().unwrap().len(), 200);
    assert_eq!(list(json!({ "pageSize": 50 }))["records"].as_array().unwrap().len(), 10, "only with a page number");
    let simple = served.call("GET", "/v1/model/pre/spu/list?pageSize=3&pageNumber=2&getCount=true", "").json();
    assert_eq!((simple["data"]["records"].as_array().unwrap().len(), &simple["data"]["total"]), (3, &json!(230)));
}

#[test]
fn pre_and_prod_are_apart_and_methods_are_told() {
    let served = serving();
    let created = served.call("POST", "/v1/model/prod/spu/create", r#"{"data":{"name":"茶"}}"#).json();
    assert!(created["data"]["id"].is_string(), "{created}");
    assert!(names(&served, "spu", &json!({})).is_empty());
    let wrong = served.call("POST", "/v1/model/pre/spu/update", "{}");
    assert_eq!(
        (wrong.status, wrong.common()),
        (405, ("UNSUPPORTED_OPERATION".to_owned(), "POST is not supported by `update`: use PUT".to_owned()))
    );
    let unknown = served.call("POST", "/v1/model/pre/spu/count", "{}");
    assert_eq!((unknown.status, unknown.common().0.as_str()), (404, "RESOURCE_NOT_FOUND"));
    let (code, _) = call(&served, "nothing", "list", &json!({})).common();
    assert_eq!(code, "DATASOURCE_NOT_EXIST");
}
