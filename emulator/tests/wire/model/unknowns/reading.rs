//! Records that do not exist, pages, orders and selections.

use serde_json::{Value, json};
use weda_emulator::profile::{Excess, NoRecord, NoSelect, Total};

use super::{fill, invalid, listed, note, switched};
use crate::fixture::encoded;
use crate::model::{create, data, error, serving, serving_with};

#[test]
fn a_record_that_does_not_exist_has_one_of_three_forms() {
    for (form, expected) in [
        (NoRecord::Null, json!({ "record": null })),
        (NoRecord::Empty, json!({ "record": {} })),
        (NoRecord::Missing, json!({})),
    ] {
        let served = switched(|api| api.unknown_get = form);
        assert_eq!(data(&served, "spu", "get", &json!({ "filter": { "where": {} } })), expected);
        assert_eq!(served.call("GET", "/v1/model/pre/spu/X/get", "").json()["data"], expected);
    }
}

#[test]
fn an_id_in_the_path_may_have_any_character() {
    let served = serving();
    for id in ["a/b?c#d 中('%')", "get", "a%2Fb", "\u{1f600}\"\\"] {
        create(&served, "spu", &json!({ "_id": id, "name": "茶" }));
        let path = format!("/v1/model/pre/spu/{}", encoded(id));
        assert_eq!(served.call("GET", &format!("{path}/get"), "").json()["data"]["record"]["_id"], id);
        let delete = || served.call("DELETE", &format!("{path}/delete"), "").json()["data"]["count"].clone();
        assert_eq!((delete(), delete()), (json!(1), json!(0)), "{id}");
    }
}

#[test]
fn a_page_size_above_the_limit_is_cut_or_refused() {
    let page = json!({ "pageSize": 5, "pageNumber": 1 });
    let served = switched(|api| api.page_max = 4);
    fill(&served, 6);
    assert_eq!(listed(&served, &page).len(), 4);
    assert_eq!(note(&served), "`pageSize` of 5 was reduced to 4");
    let served = switched(|api| (api.page_max, api.excess) = (4, Excess::Refused));
    fill(&served, 6);
    let (code, message) = error(&served, "spu", "list", &page);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("INVALID_PARAMETER_VALUE", "`pageSize` is 5, but a page has at most 4 records: read further pages")
    );
    assert_eq!(listed(&served, &json!({ "pageSize": 4, "pageNumber": 2 })), ["n04", "n05"]);
}

#[test]
fn one_paging_member_alone_is_ignored_or_used() {
    let served = serving();
    fill(&served, 13);
    assert_eq!(listed(&served, &json!({ "pageSize": 3 })).len(), 10);
    assert_eq!(note(&served), "`pageSize` was ignored, as it takes effect only together with `pageNumber`");
    assert_eq!(listed(&served, &json!({ "pageNumber": 2 }))[0], "n00");
    assert_eq!(note(&served), "`pageNumber` was ignored, as it takes effect only together with `pageSize`");
    let served = switched(|api| api.single_page_member = true);
    fill(&served, 13);
    assert_eq!(listed(&served, &json!({ "pageSize": 3 })), ["n00", "n01", "n02"]);
    assert_eq!(listed(&served, &json!({ "pageNumber": 2 })), ["n10", "n11", "n12"]);
}

#[test]
fn a_page_number_below_one_is_refused_or_the_first() {
    let served = serving();
    for number in [0, -3] {
        let (code, message) = error(&served, "spu", "list", &json!({ "pageSize": 2, "pageNumber": number }));
        let expected = format!("`pageNumber` is {number}: pages are counted from 1");
        assert_eq!((code.as_str(), message), ("INVALID_PARAMETER_VALUE", expected));
    }
    let served = switched(|api| api.page_zero = true);
    fill(&served, 3);
    assert_eq!(listed(&served, &json!({ "pageSize": 2, "pageNumber": -3 })), ["n00", "n01"]);
    let (code, message) = error(&served, "spu", "list", &json!({ "pageSize": 0, "pageNumber": 1 }));
    assert!(code == "INVALID_PARAMETER_VALUE" && message.starts_with("`pageSize` is 0: "), "{message}");
}

#[test]
fn the_total_without_a_count_is_absent_or_zero() {
    for (form, expected) in [(Total::Absent, None), (Total::Zero, Some(json!(0)))] {
        let served = switched(|api| api.total = form);
        fill(&served, 2);
        assert_eq!(data(&served, "spu", "list", &json!({})).get("total"), expected.as_ref());
        assert_eq!(data(&served, "spu", "list", &json!({ "getCount": false })).get("total"), expected.as_ref());
        assert_eq!(data(&served, "spu", "list", &json!({ "getCount": true }))["total"], 2);
    }
}

#[test]
fn excess_order_fields_are_refused_or_ignored() {
    let four =
        json!({ "orderBy": [{ "stock": "desc" }, { "name": "desc" }, { "price": "asc" }, { "code": "sideways" }] });
    let two = json!({ "orderBy": [{ "stock": "asc", "name": "desc" }] });
    let served = serving();
    let refused = invalid("`orderBy` has 4 fields, the limit is 3: send the first ones");
    assert_eq!(error(&served, "spu", "list", &four), refused);
    let refused = invalid("`orderBy[0]` is not an object of one field: send {\"createdAt\":\"desc\"}");
    assert_eq!(error(&served, "spu", "list", &two), refused);
    let served = switched(|api| api.excess_orders = true);
    fill(&served, 3);
    assert_eq!(listed(&served, &four), ["n02", "n01", "n00"]);
    assert_eq!(note(&served), "`orderBy` has 4 fields, the limit is 3: the others were ignored");
    assert_eq!(listed(&served, &two), ["n02", "n01", "n00"]);
    assert_eq!(note(&served), "`orderBy[0]` has several fields: all but `name` were ignored");
    let refused = invalid("`orderBy[0].name` is not a direction: send \"asc\" or \"desc\"");
    assert_eq!(error(&served, "spu", "list", &json!({ "orderBy": [{ "name": "up" }] })), refused);
    assert_eq!(error(&served, "spu", "list", &json!({ "orderBy": [{}] })).0, "INVALID_PARAMETER");
}

#[test]
fn relations_lists_and_objects_have_no_order() {
    for api in [serving(), switched(|api| (api.excess_orders, api.loose_comparisons) = (true, true))] {
        for field in ["page", "skus", "labels", "tags", "size"] {
            let refused = invalid(&format!("`orderBy[0].{field}` has no order: sort by a text, a number or a date"));
            assert_eq!(error(&api, "spu", "list", &json!({ "orderBy": [{ field: "asc" }] })), refused);
        }
    }
}

#[test]
fn records_without_an_order_are_in_that_of_creation_or_shuffled() {
    let page = json!({ "pageSize": 30, "pageNumber": 1 });
    let served = serving();
    fill(&served, 30);
    assert!(listed(&served, &page).is_sorted());
    assert_eq!(data(&served, "spu", "get", &json!({}))["record"]["name"], "n00");
    let served = serving_with(|profile| profile.lists.shuffled = true);
    fill(&served, 30);
    assert_ne!(listed(&served, &page), listed(&served, &page));
    let first = |_| data(&served, "spu", "get", &json!({}))["record"]["name"].clone();
    assert!((0..20).map(first).any(|name| name != "n00"), "get finds any record");
    assert!(listed(&served, &json!({ "pageSize": 30, "pageNumber": 1, "orderBy": [{ "name": "asc" }] })).is_sorted());
}

#[test]
fn a_selection_of_nothing_is_all_fields_or_the_id() {
    let nothing = [json!({}), json!({ "select": {} }), json!({ "select": { "name": false, "page": false } })];
    for (form, name, ids_only) in [(NoSelect::Master, json!("茶"), false), (NoSelect::Id, Value::Null, true)] {
        let served = switched(|api| api.no_select = form);
        let label = create(&served, "label", &json!({ "text": "新" }));
        let id = create(&served, "spu", &json!({ "name": "茶", "labels": [{ "_id": label }] }));
        for body in &nothing {
            let record = data(&served, "spu", "get", body)["record"].take();
            assert_eq!((&record["_id"], &record["name"]), (&json!(id), &name), "{body}");
            assert_eq!(record.as_object().unwrap().len() == 1, ids_only, "{record}");
        }
        let by_id = served.call("GET", &format!("/v1/model/pre/spu/{id}/get"), "").json();
        assert_eq!(by_id["data"]["record"]["name"], "茶", "no path with an id takes a selection");
        let simple = served.call("GET", "/v1/model/pre/spu/list", "").json();
        assert_eq!(simple["data"]["records"][0], by_id["data"]["record"]);
        for select in [json!({ "labels": {} }), json!({ "labels": { "text": false } })] {
            let label = data(&served, "spu", "get", &json!({ "select": select }))["record"]["labels"][0].take();
            assert_eq!(label.as_object().unwrap().len() == 1, ids_only, "{label}");
        }
    }
}

#[test]
fn unknown_names_are_refused_or_ignored() {
    let known = "_id, code, createdAt, maker, name, on, owner, page, price, since, size, stock, tags, updatedAt, \
                 createBy, updateBy";
    let cases = [
        (
            json!({ "filter": { "where": { "nmae": { "$eq": "茶" } } } }),
            format!("`filter.where.nmae.$eq` names `nmae`, which model `spu` does not have: use one of {known}"),
        ),
        (
            json!({ "filter": { "relateWhere": { "sku": { "where": { "name": { "$eq": "茶" } } } } } }),
            "`filter.relateWhere.sku` is not a relation of model `spu`: page, labels, notes, skus".to_owned(),
        ),
        (
            json!({ "orderBy": [{ "nmae": "asc" }] }),
            format!("`orderBy[0].nmae` is not a field of model `spu`: use one of {known}"),
        ),
        (
            json!({ "select": { "nmae": true, "name": true } }),
            format!("`select.nmae` is not a field of model `spu`: use $master or some of {known}"),
        ),
        (
            json!({ "select": { "name": true, "skus": { "nmae": true } } }),
            "`select.skus.nmae` is not a field of model `sku`: use $master or some of count, name, spu, _id, createdAt, \
             updatedAt, owner, createBy, updateBy"
                .to_owned(),
        ),
    ];
    let served = serving();
    for (body, expected) in &cases {
        assert_eq!(error(&served, "spu", "list", body), invalid(expected));
    }
    let served = switched(|api| api.unknown_names_ignored = true);
    fill(&served, 2);
    for (body, _) in &cases {
        assert_eq!(listed(&served, body), ["n00", "n01"], "{body}");
        let note = note(&served);
        assert!(note.starts_with('`') && note.contains("` was ignored: `s") && note.ends_with("has no such field"));
    }
}

#[test]
fn the_simple_list_is_that_of_an_empty_body() {
    let served = switched(|api| api.page_max = 12);
    fill(&served, 15);
    let get = |query: &str| served.call("GET", &format!("/v1/model/pre/spu/list{query}"), "").json();
    assert_eq!(get("")["data"], data(&served, "spu", "list", &json!({})));
    let page = json!({ "pageSize": 200, "pageNumber": 1, "getCount": true });
    assert_eq!(get("?pageSize=200&pageNumber=1&getCount=true")["data"], data(&served, "spu", "list", &page));
    assert_eq!(get("?pageSize=200&pageNumber=1")["data"]["records"].as_array().unwrap().len(), 12);
    let refused = get("?select=name");
    let message = "`select` is not an option of this path: use pageSize, pageNumber and getCount, or POST with a body";
    assert_eq!((&refused["code"], &refused["message"]), (&json!("INVALID_PARAMETER"), &json!(message)));
}

/// Some languages write every number with a fraction.
#[test]
fn paging_accepts_whole_numbers_in_any_form() {
    let served = serving();
    fill(&served, 5);
    assert_eq!(listed(&served, &json!({ "pageSize": 2.0, "pageNumber": 2e0 })), ["n02", "n03"]);
    for (member, other) in [("pageSize", "pageNumber"), ("pageNumber", "pageSize")] {
        let refused = |value: Value| error(&served, "spu", "list", &json!({ member: value, other: 1 }));
        for large in [json!(u64::MAX), json!(1e300), json!(-1e300)] {
            let message = format!("`{member}` is out of range: send a smaller number");
            assert_eq!(refused(large), ("INVALID_PARAMETER_VALUE".to_owned(), message));
        }
        let message = format!("`{member}` is a number with a fraction, expected a whole number");
        assert_eq!(refused(json!(1.5)), invalid(&message));
        assert_eq!(refused(json!("1")), invalid(&format!("`{member}` is a text, expected a whole number")));
    }
}
