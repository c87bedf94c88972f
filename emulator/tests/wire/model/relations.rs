//! Relations: reading, writing, filtering, from both sides.

use serde_json::{Value, json};
use weda_emulator::{Definition, Profile};

use super::{create, data, error, names, serving};
use crate::fixture::{Served, serving_as};

struct Shop {
    served: Served,
    tea: String,
    cup: String,
    labels: Vec<String>,
}

/// Tea with two variants and two labels, a cup with one variant and one label.
fn filled() -> Shop {
    let served = serving();
    let labels: Vec<String> =
        ["新", "热", "旧"].iter().map(|text| create(&served, "label", &json!({ "text": text }))).collect();
    let reference = |id: &str| json!({ "_id": id });
    let page = create(&served, "page", &json!({ "text": "图文" }));
    let tea = create(
        &served,
        "spu",
        &json!({
            "name": "茶", "labels": [reference(&labels[0]), reference(&labels[1])], "page": reference(&page)
        }),
    );
    let cup = create(&served, "spu", &json!({ "name": "杯", "labels": [reference(&labels[1])] }));
    for (spu, name, count) in [(&tea, "绿茶", 1), (&tea, "红茶", 2), (&cup, "大杯", 3)] {
        create(&served, "sku", &json!({ "name": name, "count": count, "spu": reference(spu) }));
    }
    Shop { served, tea, cup, labels }
}

impl Shop {
    fn record(&self, model: &str, id: &str, select: Value) -> Value {
        let body = json!({ "filter": { "where": { "_id": { "$eq": id } } }, "select": select });
        data(&self.served, model, "get", &body)["record"].take()
    }
}

#[test]
fn related_records_are_selected_from_both_sides() {
    let shop = filled();
    let select =
        json!({ "name": true, "skus": { "name": true, "count": true }, "labels": { "text": true }, "page": true });
    let tea = shop.record("spu", &shop.tea, select);
    assert_eq!(tea["skus"], json!([{ "name": "绿茶", "count": 1 }, { "name": "红茶", "count": 2 }]));
    assert_eq!(tea["labels"], json!([{ "text": "新" }, { "text": "热" }]));
    assert_eq!((&tea["page"]["text"], tea.get("_id")), (&json!("图文"), None));
    let page_id = tea["page"]["_id"].as_str().unwrap();
    assert_eq!(shop.record("page", page_id, json!({ "spu": { "name": true } })), json!({ "spu": { "name": "茶" } }));
    let hot = shop.record("label", &shop.labels[1], json!({ "spus": { "name": true } }));
    assert_eq!(hot, json!({ "spus": [{ "name": "茶" }, { "name": "杯" }] }));
    let old = shop.record("label", &shop.labels[2], json!({ "$master": true, "spus": true }));
    assert_eq!((&old["text"], &old["spus"]), (&json!("旧"), &json!([])));
    let sku = data(&shop.served, "sku", "get", &json!({ "select": { "$master": true } }))["record"].take();
    assert_eq!(sku["spu"], json!({ "_id": shop.tea }));
}

#[test]
fn filters_on_related_records() {
    let shop = filled();
    let by = |relation: &str, condition: Value| {
        names(&shop.served, "spu", &json!({ "relateWhere": { relation: { "where": condition } } }))
    };
    assert_eq!(by("skus", json!({ "count": { "$gte": 2 } })), ["杯", "茶"]);
    assert_eq!(by("skus", json!({ "name": { "$search": "茶" } })), ["茶"]);
    assert_eq!(by("labels", json!({ "text": { "$eq": "热" } })), ["杯", "茶"]);
    assert_eq!(by("labels", json!({ "_id": { "$in": [shop.labels[0]] } })), ["茶"]);
    assert_eq!(by("page", json!({ "text": { "$nempty": true } })), ["茶"]);
    assert_eq!(by("labels", json!({ "text": { "$eq": "旧" } })), Vec::<String>::new());
    let both = json!({ "where": { "name": { "$neq": "杯" } }, "relateWhere": { "labels": { "where": { "text": { "$eq": "热" } } } } });
    assert_eq!(names(&shop.served, "spu", &both), ["茶"]);
    assert_eq!(
        names(&shop.served, "sku", &json!({ "relateWhere": { "spu": { "where": { "name": { "$eq": "茶" } } } } })),
        ["红茶", "绿茶"]
    );
    let narrowed = json!({
        "filter": { "relateWhere": { "skus": { "where": { "count": { "$eq": 2 } } } } }, "select": { "skus": { "name": true } }
    });
    assert_eq!(data(&shop.served, "spu", "list", &narrowed)["records"], json!([{ "skus": [{ "name": "红茶" }] }]));
}

#[test]
fn lists_are_replaced_and_cleared_from_either_side() {
    let shop = filled();
    let update = |model: &str, id: &str, values: Value| {
        data(
            &shop.served,
            model,
            "update",
            &json!({ "data": values, "filter": { "where": { "_id": { "$eq": id } } } }),
        );
    };
    update("label", &shop.labels[2], json!({ "spus": [{ "_id": shop.cup }] }));
    let labels = |id: &str| shop.record("spu", id, json!({ "labels": { "text": true } }))["labels"].clone();
    assert_eq!(labels(&shop.cup), json!([{ "text": "热" }, { "text": "旧" }]));
    update("spu", &shop.tea, json!({ "labels": null }));
    assert_eq!((labels(&shop.tea), labels(&shop.cup).as_array().unwrap().len()), (json!([]), 2));
    let hot = shop.record("label", &shop.labels[1], json!({ "spus": { "name": true } }));
    assert_eq!(hot, json!({ "spus": [{ "name": "杯" }] }));

    // The variants of the cup become those of the tea, and no others.
    let big = data(&shop.served, "sku", "get", &json!({ "filter": { "where": { "name": { "$eq": "大杯" } } } }));
    update("spu", &shop.tea, json!({ "skus": [{ "_id": big["record"]["_id"] }] }));
    let skus = |id: &str| shop.record("spu", id, json!({ "skus": { "name": true } }))["skus"].clone();
    assert_eq!((skus(&shop.tea), skus(&shop.cup)), (json!([{ "name": "大杯" }]), json!([])));

    data(&shop.served, "label", "delete", &json!({ "filter": { "where": { "_id": { "$eq": shop.labels[1] } } } }));
    assert_eq!(labels(&shop.cup), json!([{ "text": "旧" }]), "links of a deleted record are removed");
}

#[test]
fn a_list_without_its_other_side_keeps_its_links() {
    let served = serving();
    let note = create(&served, "note", &json!({ "text": "一" }));
    let id = create(&served, "spu", &json!({ "name": "茶", "notes": [{ "_id": note }] }));
    let body = json!({ "filter": { "where": { "_id": { "$eq": id } } }, "select": { "notes": { "text": true } } });
    assert_eq!(data(&served, "spu", "get", &body)["record"], json!({ "notes": [{ "text": "一" }] }));
}

#[test]
fn misused_relations_are_told() {
    let served = serving();
    for (record, expected) in [
        (
            json!({ "name": "a", "page": "P1" }),
            "`data.page` is a text, but the relation is an object: send {\"_id\":\"..\"}",
        ),
        (
            json!({ "name": "a", "labels": ["L1"] }),
            "`data.labels[0]` is a text, but the relation is an object: send {\"_id\":\"..\"}",
        ),
        (
            json!({ "name": "a", "labels": { "_id": "L1" } }),
            "`data.labels` is an object, expected a list: send [{\"_id\":\"..\"}]",
        ),
        (json!({ "name": "a", "page": {} }), "`data.page` has no `_id`: send {\"_id\":\"..\"}"),
        (
            json!({ "name": "a", "maker": { "_id": "U" } }),
            "`data.maker` is an object, but a relation of this style is a text: send the id",
        ),
        (
            json!({ "name": "a", "since": "1970-01-01T00:00:00.000Z" }),
            "`data.since` is a text, as JavaScript makes of a Date: send the milliseconds, date.getTime()",
        ),
    ] {
        assert_eq!(
            error(&served, "spu", "create", &json!({ "data": record })),
            ("INVALID_PARAMETER".into(), expected.into())
        );
    }
    let (code, message) = error(&served, "spu", "createMany", &json!({ "data": [{ "name": "a", "labels": [] }] }));
    assert!(code == "UNSUPPORTED_OPERATION" && message.starts_with("`data[0].labels` is a relation"), "{message}");
    let deep = json!({ "select": { "skus": { "spu": { "name": true } } } });
    assert!(error(&served, "spu", "list", &deep).1.starts_with("`select.skus.spu` is a second level of relations"));
    assert!(names(&served, "spu", &json!({})).is_empty(), "nothing was stored");
}

/// A list of several records whose other side is unique failed as a fault of the emulator.
/// It violated the column's index.
/// It is refused as a duplicate value now, and nothing is stored.
#[test]
fn a_unique_other_side_has_one_record() {
    let model = |name: &str, key: &str, field: Value| {
        let text = json!({ "type": "object", "properties": { "name": { "type": "string" }, key: field } }).to_string();
        Definition::parse(name, &format!("database-schemas/{name}.json"), &text).unwrap()
    };
    let to = |target: &str, field: &str| json!({ "parentDataSourceName": target, "parentFieldKey": field });
    let rooms =
        model("house", "rooms", json!({ "type": "array", "format": "one-many", "x-parent": to("room", "house") }));
    let house = json!({ "type": "object", "format": "many-one", "x-unique": true, "x-parent": to("house", "rooms") });
    let served = serving_as([rooms, model("room", "house", house)], Profile::documented());
    let rooms: Vec<Value> =
        ["一", "二"].iter().map(|name| json!({ "_id": create(&served, "room", &json!({ "name": name })) })).collect();
    let body = |rooms: &[Value]| json!({ "data": { "name": "茶馆", "rooms": rooms } });
    let (code, message) = error(&served, "house", "create", &body(&rooms));
    assert_eq!(code, "FAILED_OPERATION");
    let place = "database-schemas/room.json:1";
    assert_eq!(
        message,
        format!(
            "duplicate value: field `house` ({place}) is unique and another record has this value: send another one"
        )
    );
    assert!(names(&served, "house", &json!({})).is_empty());
    let id = create(&served, "house", &body(&rooms[..1])["data"]);
    let change = json!({ "data": { "rooms": rooms }, "filter": { "where": { "_id": { "$eq": id } } } });
    assert_eq!(error(&served, "house", "update", &change).0, "FAILED_OPERATION");
    let related = json!({ "relateWhere": { "house": { "where": { "_id": { "$eq": id } } } } });
    assert_eq!(names(&served, "room", &related), ["一"]);
}

/// The other side of a relation that a record requires cannot be taken away from it.
#[test]
fn a_required_relation_is_not_cleared_from_its_other_side() {
    let parse = |name: &str, text: Value| {
        Definition::parse(name, &format!("database-schemas/{name}.json"), &text.to_string()).unwrap()
    };
    let to = |format: &str, target: &str, inverse: &str| {
        json!({ "type": "object", "format": format,
                "x-parent": { "parentDataSourceName": target, "parentFieldKey": inverse } })
    };
    let served = serving_as(
        [
            parse(
                "spu",
                json!({ "properties": { "name": { "type": "string" }, "skus": to("one-many", "sku", "spu") } }),
            ),
            parse("sku", json!({ "required": ["spu"], "properties": { "spu": to("many-one", "spu", "skus") } })),
        ],
        Profile::documented(),
    );
    let [tea, cup] = ["茶", "杯"].map(|name| create(&served, "spu", &json!({ "name": name })));
    let sku = create(&served, "sku", &json!({ "spu": { "_id": tea } }));
    let update =
        |id: &str, skus: Value| json!({ "data": { "skus": skus }, "filter": { "where": { "_id": { "$eq": id } } } });
    let (code, message) = error(&served, "spu", "update", &update(&tea, json!([])));
    let expected =
        format!("record `{sku}` of `sku` requires field `spu` (database-schemas/sku.json:1) and would lose it");
    assert!(code == "FAILED_OPERATION" && message.starts_with(&expected), "{message}");
    data(&served, "spu", "update", &update(&cup, json!([{ "_id": sku }])));
    let found = data(&served, "sku", "get", &json!({ "select": { "spu": { "name": true } } }));
    assert_eq!(found["record"], json!({ "spu": { "name": "杯" } }), "it may be moved");
}

/// Two records had the same target, which showed one of them.
#[test]
fn a_one_one_target_has_one_record() {
    let shop = filled();
    let served = &shop.served;
    let page = data(served, "page", "get", &json!({ "select": { "_id": true } }))["record"].take();
    let id = page["_id"].as_str().unwrap();
    let found = || {
        let related = json!({ "relateWhere": { "page": { "where": { "_id": { "$eq": id } } } } });
        let by_condition = names(served, "spu", &related);
        let spu = shop.record("page", id, json!({ "spu": { "name": true } }))["spu"].take();
        let printed = served.get("pre/spu").json();
        let by_odata: Vec<&Value> =
            printed["value"].as_array().unwrap().iter().filter(|spu| !spu["page"].is_null()).collect();
        assert_eq!((by_condition.len(), by_odata.len()), (1, 1), "{by_condition:?} {by_odata:?}");
        assert_eq!((&spu["name"], &by_odata[0]["name"]), (&json!(by_condition[0]), &json!(by_condition[0])));
        by_condition[0].clone()
    };
    assert_eq!(found(), "茶");
    let to = |id: &str| json!({ "filter": { "where": { "_id": { "$eq": id } } }, "data": { "page": page } });
    data(served, "spu", "update", &to(&shop.cup));
    assert_eq!(found(), "杯");
    data(served, "spu", "update", &to(&shop.cup));
    assert_eq!(found(), "杯", "it keeps its own");
    create(served, "spu", &json!({ "name": "壶", "page": page }));
    assert_eq!(found(), "壶");
    let odata = json!({ "page": page.to_string() }).to_string();
    assert_eq!(served.call("PATCH", &format!("/weda/odata/v1/pre/spu('{}')", shop.tea), &odata).status, 204);
    assert_eq!(found(), "茶");
    let odata = json!({ "name": "盘", "page": page }).to_string();
    assert_eq!(served.call("POST", "/weda/odata/v1/pre/spu", &odata).status, 201);
    assert_eq!(found(), "盘");
    served.emulator.load("spu", [json!({ "name": "碗", "page": id })]).unwrap();
    assert_eq!(found(), "碗");
}

/// A record that requires its one-one target keeps it.
#[test]
fn a_required_one_one_target_is_not_taken_over() {
    let parse = |name: &str, text: Value| {
        Definition::parse(name, &format!("database-schemas/{name}.json"), &text.to_string()).unwrap()
    };
    let page = json!({ "type": "object", "format": "one-one", "x-parent": { "parentDataSourceName": "page" } });
    let served = serving_as(
        [
            parse("spu", json!({ "required": ["page"], "properties": { "name": { "type": "string" }, "page": page } })),
            parse("page", json!({ "properties": { "text": { "type": "string" } } })),
        ],
        Profile::documented(),
    );
    let page = create(&served, "page", &json!({ "text": "图文" }));
    let tea = create(&served, "spu", &json!({ "name": "茶", "page": { "_id": page } }));
    let (code, message) =
        error(&served, "spu", "create", &json!({ "data": { "name": "杯", "page": { "_id": page } } }));
    let expected =
        format!("record `{tea}` of `spu` requires field `page` (database-schemas/spu.json:1) and would lose it");
    assert!(code == "FAILED_OPERATION" && message.starts_with(&expected), "{message}");
    assert_eq!(names(&served, "spu", &json!({})), ["茶"]);
}
