//! Filters of writes, system fields, many records, unknown members.

use serde_json::{Value, json};
use weda_emulator::profile::{CreateMany, Given, Nullify, SeveralMatches};

use super::{fill, invalid, listed, note, switched};
use crate::model::{create, data, error, names, serving, serving_with};

/// An update of `stock` to 5, a deletion and an upsert with the same effect, for all records.
fn on_one() -> [(&'static str, Value); 3] {
    let all = json!({ "where": {} });
    [
        ("update", json!({ "data": { "stock": 5 }, "filter": all })),
        ("upsert", json!({ "create": { "name": "新" }, "update": { "stock": 5 }, "filter": all })),
        ("delete", json!({ "filter": all })),
    ]
}

#[test]
fn an_operation_on_one_record_refuses_several_or_takes_the_first() {
    let changed = json!({ "where": { "stock": { "$eq": 5 } } });
    let served = serving();
    fill(&served, 2);
    let message =
        "`filter` matches several records, and the call is for one: use a filter on `_id`, or the call for many";
    for (operation, body) in on_one() {
        assert_eq!(error(&served, "spu", operation, &body), invalid(message), "{operation}");
    }
    assert_eq!((names(&served, "spu", &changed).len(), names(&served, "spu", &json!({})).len()), (0, 2));
    let served = switched(|api| {
        (api.several_matches, api.upsert_several) = (SeveralMatches::First, SeveralMatches::First);
    });
    let [(update, update_body), (upsert, upsert_body), (delete, delete_body)] = on_one();
    fill(&served, 2);
    assert_eq!(data(&served, "spu", update, &update_body), json!({ "count": 1 }));
    assert_eq!(names(&served, "spu", &changed), ["n00"]);
    assert_eq!(data(&served, "spu", upsert, &upsert_body), json!({ "count": 1, "id": "" }));
    assert_eq!(names(&served, "spu", &changed), ["n00"]);
    assert_eq!(data(&served, "spu", delete, &delete_body), json!({ "count": 1 }));
    assert_eq!(names(&served, "spu", &json!({})), ["n01"]);
}

/// The switch of upserts is one of its own.
#[test]
fn an_upsert_that_matches_several_has_its_own_switch() {
    let [(update, update_body), (upsert, upsert_body), _] = on_one();
    let served = switched(|api| api.upsert_several = SeveralMatches::First);
    fill(&served, 2);
    assert_eq!(data(&served, "spu", upsert, &upsert_body)["count"], 1);
    assert_eq!(error(&served, "spu", update, &update_body).0, "INVALID_PARAMETER");
    let served = switched(|api| api.several_matches = SeveralMatches::First);
    fill(&served, 2);
    assert_eq!(error(&served, "spu", upsert, &upsert_body).0, "INVALID_PARAMETER");
}

#[test]
fn a_write_that_matches_nothing_counts_zero_or_is_refused() {
    let none = json!({ "where": { "name": { "$eq": "无" } } });
    let cases = [("update", json!({ "data": { "stock": 1 }, "filter": none })), ("delete", json!({ "filter": none }))];
    let (counting, refusing) = (serving(), switched(|api| api.no_match_refused = true));
    let refused = ("RESOURCE_NOT_FOUND".to_owned(), "no record of `spu` matches: list its records".to_owned());
    for (operation, body) in &cases {
        assert_eq!(data(&counting, "spu", operation, body), json!({ "count": 0 }));
        assert_eq!(error(&refusing, "spu", operation, body), refused);
        let many = format!("{operation}Many");
        assert_eq!(data(&refusing, "spu", &many, body)["count"], 0, "{many}");
    }
    let by_id = |served: &crate::fixture::Served| served.call("DELETE", "/v1/model/pre/spu/X/delete", "");
    assert_eq!(by_id(&counting).json()["data"], json!({ "count": 0 }));
    assert_eq!(by_id(&refusing).common(), refused);
}

#[test]
fn an_empty_filter_on_many_is_all_records_or_refused() {
    let bodies = |filter: Value| {
        [
            ("updateMany", json!({ "data": { "stock": 5 }, "filter": filter })),
            ("deleteMany", json!({ "filter": filter })),
        ]
    };
    let blank = [json!({}), json!({ "where": {} }), json!({ "where": { "$and": [{}] } }), json!({ "relateWhere": {} })];
    for filter in &blank {
        let served = serving();
        fill(&served, 3);
        for (operation, body) in bodies(filter.clone()) {
            assert_eq!(data(&served, "spu", operation, &body)["count"], 3, "{filter}");
        }
        assert!(names(&served, "spu", &json!({})).is_empty());
    }
    let served = switched(|api| api.empty_filter_refused = true);
    fill(&served, 3);
    let message = "`filter` has no condition and would match all records (`model_api.empty_filter_refused`)";
    for filter in blank {
        for (operation, body) in bodies(filter) {
            assert_eq!(error(&served, "spu", operation, &body), invalid(message));
        }
    }
    assert_eq!(
        data(&served, "spu", "deleteMany", &bodies(json!({ "where": { "name": { "$eq": "n01" } } }))[1].1)["count"],
        1
    );
}

#[test]
fn a_write_without_a_filter_is_refused() {
    let served = serving();
    fill(&served, 1);
    let advice = "`filter` is missing: send {\"filter\":{\"where\":{\"_id\":{\"$eq\":\"..\"}}}}";
    for filter in [None, Some(Value::Null)] {
        for operation in ["update", "updateMany", "upsert", "delete", "deleteMany"] {
            let mut body = match operation {
                "upsert" => json!({ "create": { "name": "新" }, "update": {} }),
                operation if operation.starts_with("update") => json!({ "data": { "stock": 1 } }),
                _ => json!({}),
            };
            if let Some(filter) = &filter {
                body["filter"] = filter.clone();
            }
            assert_eq!(error(&served, "spu", operation, &body), ("MISSING_PARAMETER".to_owned(), advice.to_owned()));
        }
    }
}

#[test]
fn the_id_of_a_caller_is_stored_and_never_changed() {
    let served = serving();
    let many = json!({ "data": [{ "_id": "B", "name": "乙" }, { "name": "丙" }] });
    assert_eq!(create(&served, "spu", &json!({ "_id": "A", "name": "甲" })), "A");
    let ids = data(&served, "spu", "createMany", &many)["idList"].take();
    assert!(ids[0] == "B" && ids[1].as_str().unwrap().len() == 32, "{ids}");
    let (code, message) = error(&served, "spu", "create", &json!({ "data": { "_id": "A", "name": "丁" } }));
    assert!(code == "FAILED_OPERATION" && message.starts_with("duplicate value: field `_id` "), "{message}");
    let body = json!({ "data": { "_id": "C", "stock": 1 }, "filter": { "where": { "_id": { "$eq": "A" } } } });
    assert_eq!(data(&served, "spu", "update", &body), json!({ "count": 1 }));
    assert_eq!(note(&served), "`data._id` was ignored: ids do not change");
    let read =
        |id: &str| served.call("GET", &format!("/v1/model/pre/spu/{id}/get"), "").json()["data"]["record"].take();
    assert_eq!((&read("A")["stock"], read("C")), (&json!(1), Value::Null));
}

#[test]
fn other_system_fields_are_ignored_or_stored_or_refused() {
    let sent = json!({ "name": "茶", "createdAt": 5, "owner": "me" });
    let update = json!({ "data": { "_id": "B", "updateBy": "you" }, "filter": { "where": {} } });
    let get = |served| data(served, "spu", "get", &json!({}))["record"].take();

    let served = serving();
    create(&served, "spu", &sent);
    let note_of_create = note(&served);
    assert_eq!(
        note_of_create,
        "`data.createdAt` was ignored: the platform fills it in; `data.owner` was ignored: the platform fills it in"
    );
    let record = get(&served);
    assert!(record["createdAt"].as_i64().unwrap() > 1_000_000 && record["owner"] != "me", "{record}");

    let served = switched(|api| api.system_fields = Given::Kept);
    create(&served, "spu", &sent);
    data(&served, "spu", "update", &update);
    let record = get(&served);
    assert_eq!((&record["createdAt"], &record["owner"], &record["updateBy"]), (&json!(5), &json!("me"), &json!("you")));
    assert_ne!(record["_id"], "B");

    let served = switched(|api| api.system_fields = Given::Refused);
    let (code, message) = error(&served, "spu", "create", &json!({ "data": sent }));
    assert!(code == "INVALID_PARAMETER" && message.starts_with("field `createdAt` "), "{message}");
    assert!(message.ends_with("is filled in by the platform: leave it out"), "{message}");
    create(&served, "spu", &json!({ "_id": "A", "name": "茶" }));
    assert_eq!(error(&served, "spu", "update", &update), invalid("`data._id` cannot be changed: leave it out"));
}

#[test]
fn many_records_are_stored_all_or_none_or_the_valid_ones() {
    let rows = json!({ "data": [
        { "name": "一", "code": "1" }, {}, { "code": "2" }, { "name": "三", "page": { "_id": "P" } },
        { "name": "四", "code": "1" }, { "name": "五" }, 6
    ] });
    let names_of = |served| names(served, "spu", &json!({}));
    let served = serving();
    let (code, message) =
        error(&served, "spu", "createMany", &json!({ "data": [{ "name": "一" }, {}, { "code": "2" }] }));
    assert!(code == "INVALID_PARAMETER" && message.starts_with("`data[2]`: field `name` "), "{message}");
    assert_eq!(error(&served, "spu", "createMany", &rows).0, "UNSUPPORTED_OPERATION");
    assert!(names_of(&served).is_empty());

    let served = switched(|api| api.create_many = CreateMany::Partial);
    let ids = data(&served, "spu", "createMany", &rows)["idList"].take();
    assert_eq!(ids.as_array().unwrap().len(), 2);
    assert_eq!(
        note(&served),
        "`data[1]` is empty and was skipped; 4 invalid records were not stored (`model_api.create_many`)"
    );
    assert_eq!(listed(&served, &json!({})), ["一", "五"]);
    let none_valid = json!({ "data": [{ "name": 1 }, { "name": "二", "page": "P" }] });
    let (code, message) = error(&served, "spu", "createMany", &none_valid);
    assert!(code == "INVALID_PARAMETER" && message.starts_with("`data[0]`: field `name` "), "{message}");
    assert_eq!(
        error(&served, "spu", "createMany", &json!({ "data": [{ "name": 1 }, { "name": 2 }] })).0,
        "INVALID_PARAMETER"
    );
    assert_eq!(names_of(&served).len(), 2);
}

#[test]
fn ids_of_many_records_are_in_their_order_or_reversed() {
    let rows = json!({ "data": [{ "_id": "A", "name": "一" }, { "_id": "B", "name": "二" }] });
    for (order, ids) in [(CreateMany::Atomic, ["A", "B"]), (CreateMany::Reversed, ["B", "A"])] {
        let served = switched(|api| api.create_many = order);
        assert_eq!(data(&served, "spu", "createMany", &rows), json!({ "idList": ids }));
    }
}

#[test]
fn id_lists_are_present_or_absent() {
    let update = json!({ "data": { "stock": 1 }, "filter": { "where": {} } });
    for (present, lists) in [(true, json!(["A"])), (false, Value::Null)] {
        let served = switched(|api| api.id_lists = present);
        create(&served, "spu", &json!({ "_id": "A", "name": "茶" }));
        for (operation, body) in [("updateMany", &update), ("deleteMany", &json!({ "filter": { "where": {} } }))] {
            let answer = data(&served, "spu", operation, body);
            assert_eq!((&answer["count"], &answer["legalIdList"]), (&json!(1), &lists));
            let illegal = if present { Some(&json!([])) } else { None };
            assert_eq!(answer.get("illegalIdList").cloned(), illegal.cloned());
        }
    }
}

#[test]
fn null_in_an_update_clears_or_is_ignored() {
    let clear = json!({ "data": { "stock": null, "tags": null }, "filter": { "where": {} } });
    for (null, stock, tags) in
        [(Nullify::Clears, Value::Null, Value::Null), (Nullify::Ignored, json!(3), json!(["新"]))]
    {
        let served = switched(|api| api.null = null);
        create(&served, "spu", &json!({ "name": "茶", "stock": 3, "tags": ["新"] }));
        assert_eq!(data(&served, "spu", "update", &clear), json!({ "count": 1 }));
        let record = data(&served, "spu", "get", &json!({}))["record"].take();
        assert_eq!((&record["stock"], &record["tags"]), (&stock, &tags));
    }
}

#[test]
fn many_records_are_limited() {
    let served = serving_with(|profile| profile.writes.batch_max = 2);
    let rows = |count: usize| json!({ "data": vec![json!({ "name": "茶" }); count] });
    let (code, message) = error(&served, "spu", "createMany", &rows(3));
    let expected = "`data` has 3 records, the limit is 2 (`writes.batch_max`): send several calls";
    assert_eq!((code.as_str(), message.as_str()), ("INVALID_PARAMETER_VALUE", expected));
    assert_eq!(data(&served, "spu", "createMany", &rows(2))["idList"].as_array().unwrap().len(), 2);
}
