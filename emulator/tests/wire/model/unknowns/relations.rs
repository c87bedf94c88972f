//! Relations in selections, filters and writes.

use serde_json::{Value, json};
use weda_emulator::profile::{Absent, MasterRelations, ModelApi, Nullify};

use super::{invalid, note, switched};
use crate::fixture::Served;
use crate::model::{create, data, error, names, serving};

struct Shop {
    served: Served,
    tea: String,
    page: String,
    labels: Vec<String>,
}

/// Tea with a page, two variants and two labels; a cup without any.
fn shop(switch: impl FnOnce(&mut ModelApi)) -> Shop {
    let served = switched(switch);
    let labels: Vec<String> =
        ["新", "热"].map(|text| create(&served, "label", &json!({ "text": text }))).into_iter().collect();
    let page = create(&served, "page", &json!({ "text": "图文" }));
    let record = json!({
        "name": "茶", "page": { "_id": page }, "labels": [{ "_id": labels[0] }, { "_id": labels[1] }]
    });
    let tea = create(&served, "spu", &record);
    create(&served, "spu", &json!({ "name": "杯" }));
    for name in ["绿茶", "红茶"] {
        create(&served, "sku", &json!({ "name": name, "spu": { "_id": tea } }));
    }
    Shop { served, tea, page, labels }
}

impl Shop {
    fn tea(&self, select: Value) -> Value {
        let body = json!({ "filter": { "where": { "_id": { "$eq": self.tea } } }, "select": select });
        data(&self.served, "spu", "get", &body)["record"].take()
    }

    fn update(&self, values: Value) {
        let body = json!({ "data": values, "filter": { "where": { "_id": { "$eq": self.tea } } } });
        assert_eq!(data(&self.served, "spu", "update", &body), json!({ "count": 1 }));
    }

    fn texts(&self) -> Value {
        let labels = self.tea(json!({ "labels": { "text": true } }))["labels"].take();
        Value::from_iter(labels.as_array().unwrap().iter().map(|label| label["text"].clone()))
    }
}

#[test]
fn master_selects_relations_to_one_or_none_or_all() {
    let master = json!({ "$master": true });
    for (relations, to_one, to_many) in [
        (MasterRelations::ToOne, true, false),
        (MasterRelations::None, false, false),
        (MasterRelations::All, true, true),
    ] {
        let shop = shop(|api| api.master_relations = relations);
        let tea = shop.tea(master.clone());
        let (page, labels) =
            (json!({ "_id": shop.page }), json!([{ "_id": shop.labels[0] }, { "_id": shop.labels[1] }]));
        assert_eq!(tea.get("page"), to_one.then_some(&page), "{relations:?}");
        assert_eq!(tea.get("labels"), to_many.then_some(&labels), "{relations:?}");
        let spu = json!({ "_id": shop.tea });
        // The column is in the other model.
        let reverse = data(&shop.served, "page", "get", &json!({ "select": master }))["record"].take();
        assert_eq!(reverse.get("spu"), to_one.then_some(&spu), "{relations:?}");
        let named = shop.tea(json!({ "$master": true, "page": { "text": true } }));
        assert_eq!(named["page"], json!({ "text": "图文" }));
    }
}

#[test]
fn a_condition_on_related_records_narrows_their_list_or_not() {
    let body = json!({
        "filter": { "relateWhere": { "skus": { "where": { "name": { "$eq": "红茶" } } } } },
        "select": { "name": true, "skus": { "name": true } }
    });
    for (narrowing, skus) in
        [(true, json!([{ "name": "红茶" }])), (false, json!([{ "name": "绿茶" }, { "name": "红茶" }]))]
    {
        let shop = shop(|api| api.narrowing = narrowing);
        let expected = json!({ "name": "茶", "skus": skus });
        assert_eq!(data(&shop.served, "spu", "get", &body)["record"], expected);
        assert_eq!(data(&shop.served, "spu", "list", &body)["records"], json!([expected]));
    }
}

#[test]
fn conditions_on_several_relations_must_all_hold() {
    let shop = shop(|_| {});
    let by = |sku: &str, label: &str, condition: Value| {
        let related = json!({
            "skus": { "where": { "name": { "$eq": sku } } }, "labels": { "where": { "text": { "$eq": label } } }
        });
        names(&shop.served, "spu", &json!({ "where": condition, "relateWhere": related }))
    };
    assert_eq!(by("红茶", "热", json!({})), ["茶"]);
    assert_eq!(by("红茶", "旧", json!({})), Vec::<String>::new());
    let any = json!({ "$or": [{ "name": { "$eq": "茶" } }, { "name": { "$eq": "杯" } }] });
    assert_eq!(by("红茶", "热", any.clone()), ["茶"]);
    assert_eq!(by("白茶", "热", any), Vec::<String>::new(), "`$or` does not join them");
}

#[test]
fn a_blank_condition_on_related_records_is_none() {
    let shop = shop(|_| {});
    for related in [
        json!({}),
        json!({ "skus": {} }),
        json!({ "skus": { "where": {} } }),
        json!({ "skus": { "where": { "$and": [{}] } } }),
    ] {
        assert_eq!(names(&shop.served, "spu", &json!({ "relateWhere": related })).len(), 2, "{related}");
    }
}

#[test]
fn conditions_on_relations_to_one_compare_ids_or_are_refused() {
    let shop = shop(|_| {});
    let found = |condition: Value| names(&shop.served, "spu", &json!({ "where": { "page": condition } }));
    assert_eq!(found(json!({ "$eq": shop.page })), ["茶"]);
    assert_eq!(found(json!({ "$in": [shop.page, "X"] })), ["茶"]);
    assert_eq!(found(json!({ "$empty": true })), ["杯"]);
    let served = switched(|api| api.relation_conditions = false);
    let body = json!({ "filter": { "where": { "page": { "$eq": "P" } } } });
    let message = "`filter.where.page.$eq` compares `page`, a relation to `page` (`model_api.relation_conditions`): send \
                   {\"relateWhere\":{\"page\":{\"where\":{\"_id\":..}}}}";
    assert_eq!(error(&served, "spu", "list", &body), invalid(message));
    for served in [serving(), served] {
        let many = json!({ "filter": { "where": { "labels": { "$eq": "L" } } } });
        let (code, message) = error(&served, "spu", "list", &many);
        assert!(code == "INVALID_PARAMETER" && message.contains("compared in `relateWhere`"), "{message}");
    }
}

#[test]
fn a_list_shows_as_many_related_records_as_its_definition_allows() {
    let served = serving();
    let labels: Vec<Value> = (0..51).map(|number| json!({ "text": number.to_string() })).collect();
    let ids = data(&served, "label", "createMany", &json!({ "data": labels }))["idList"].take();
    let labels: Vec<Value> = ids.as_array().unwrap().iter().map(|id| json!({ "_id": id })).collect();
    create(&served, "spu", &json!({ "name": "茶", "labels": labels }));
    let record = data(&served, "spu", "get", &json!({ "select": { "labels": { "text": true } } }))["record"].take();
    let shown = record["labels"].as_array().unwrap();
    assert_eq!((shown.len(), &shown[49]), (50, &json!({ "text": "49" })), "the documented limit of many-many");
}

#[test]
fn an_update_replaces_a_list_or_adds_to_it() {
    for (added, after, emptied) in [(false, json!(["热"]), json!([])), (true, json!(["新", "热"]), json!(["新", "热"]))]
    {
        let shop = shop(|api| api.lists_added = added);
        shop.update(json!({ "labels": [{ "_id": shop.labels[1] }] }));
        assert_eq!(shop.texts(), after);
        shop.update(json!({ "labels": [] }));
        assert_eq!(shop.texts(), emptied);
        shop.update(json!({ "labels": null, "page": null }));
        assert_eq!((shop.texts(), &shop.tea(json!({ "page": true }))["page"]), (json!([]), &Value::Null));
    }
}

#[test]
fn null_clears_relations_or_is_ignored() {
    let shop = shop(|api| api.null = Nullify::Ignored);
    shop.update(json!({ "labels": null, "page": null }));
    assert_eq!(
        (shop.texts(), &shop.tea(json!({ "page": true }))["page"]["text"]),
        (json!(["新", "热"]), &json!("图文"))
    );
}

#[test]
fn relations_to_records_that_do_not_exist_are_stored_or_refused() {
    let records = [
        (
            json!({ "name": "茶", "page": { "_id": "X" } }),
            "`data.page` names record `X`, which `page` does not have: create it first",
        ),
        (
            json!({ "name": "茶", "labels": [{ "_id": "X" }] }),
            "`data.labels` names record `X`, which `label` does not have: create it first",
        ),
        (
            json!({ "name": "茶", "maker": "X" }),
            "`data.maker` names record `X`, which `sys_user` does not have: create it first",
        ),
    ];
    let (accepting, refusing) = (serving(), switched(|api| api.missing_target_refused = true));
    for (record, message) in &records {
        create(&accepting, "spu", record);
        assert_eq!(error(&refusing, "spu", "create", &json!({ "data": record })), invalid(message));
    }
    assert!(names(&refusing, "spu", &json!({})).is_empty());
    let page = create(&refusing, "page", &json!({}));
    create(&refusing, "spu", &json!({ "name": "茶", "page": { "_id": page }, "maker": "" }));
}

/// Ids that a one-many list has nowhere to store vanished without a word.
#[test]
fn missing_records_of_a_one_many_list_are_logged() {
    let served = serving();
    let sku = create(&served, "sku", &json!({}));
    let id = create(&served, "spu", &json!({ "name": "茶", "skus": [{ "_id": "X" }, { "_id": sku }, { "_id": "Y" }] }));
    assert_eq!(note(&served), "2 ids in `data.skus` that `sku` does not have were ignored");
    let change = json!({ "data": { "skus": [{ "_id": "X" }] }, "filter": { "where": { "_id": { "$eq": id } } } });
    data(&served, "spu", "update", &change);
    assert_eq!(note(&served), "1 id in `data.skus` that `sku` does not have was ignored");
    create(&served, "spu", &json!({ "name": "杯", "skus": [{ "_id": sku }], "labels": [{ "_id": "X" }] }));
    assert_eq!(note(&served), "");
}

#[test]
fn members_beside_the_id_of_a_relation_are_ignored() {
    let shop = shop(|api| api.absent = Absent::Missing);
    shop.update(json!({ "page": { "_id": shop.page, "text": "别的" } }));
    assert_eq!(note(&shop.served), "members of `data.page` beside `_id` were ignored");
    assert_eq!(shop.tea(json!({ "page": { "text": true } })), json!({ "page": { "text": "图文" } }));
}

#[test]
fn calls_on_many_records_refuse_relations_or_write_them() {
    let label = |served: &Served| create(served, "label", &json!({ "_id": "L1", "text": "新" }));
    let created = json!({ "data": [{ "name": "茶", "labels": [{ "_id": "L1" }] }] });
    let changed = json!({ "data": { "page": { "_id": "P1" } }, "filter": { "where": {} } });
    let served = serving();
    label(&served);
    let refused = |operation, body, place| {
        let message = format!("`{place}` is a relation, which calls on many records cannot write: write it alone");
        assert_eq!(error(&served, "spu", operation, body), ("UNSUPPORTED_OPERATION".to_owned(), message));
    };
    refused("createMany", &created, "data[0].labels");
    refused("updateMany", &changed, "data.page");
    let served = switched(|api| api.batch_relations = true);
    label(&served);
    create(&served, "page", &json!({ "_id": "P1", "text": "图文" }));
    data(&served, "spu", "createMany", &created);
    assert_eq!(data(&served, "spu", "updateMany", &changed)["count"], 1);
    let select = json!({ "select": { "labels": { "text": true }, "page": { "text": true } } });
    let expected = json!({ "labels": [{ "text": "新" }], "page": { "text": "图文" } });
    assert_eq!(data(&served, "spu", "get", &select)["record"], expected);
}

#[test]
fn a_relation_to_one_is_written_from_its_other_side() {
    let served = serving();
    let tea = create(&served, "spu", &json!({ "name": "茶" }));
    let page = create(&served, "page", &json!({ "text": "图文", "spu": { "_id": tea } }));
    let select = json!({ "select": { "page": { "text": true } } });
    assert_eq!(data(&served, "spu", "get", &select)["record"], json!({ "page": { "text": "图文" } }));
    let refused = invalid("`data.spu` is a text, but the relation is an object: send {\"_id\":\"..\"}");
    assert_eq!(error(&served, "page", "create", &json!({ "data": { "spu": tea } })), refused);
    let clear = json!({ "data": { "spu": null }, "filter": { "where": { "_id": { "$eq": page } } } });
    data(&served, "page", "update", &clear);
    assert_eq!(data(&served, "spu", "get", &select)["record"], json!({ "page": null }));
}
