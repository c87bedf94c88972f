//! Requests that the service accepts although they are not what was meant, and the notes about them in the log.

use serde_json::{Map, Value, json};
use weda_emulator::profile::Misuse;
use weda_emulator::{Definition, Profile};

use super::{invalid, note, switched};
use crate::fixture::serving_as;
use crate::model::{create, data, error, names, serving};

const DATE: &str = "2023-11-14T22:13:20.000Z";
const MILLIS: i64 = 1_700_000_000_000;

#[test]
fn misused_values_of_records_are_refused_or_logged() {
    let date = "is a text, as JavaScript makes of a Date: send the milliseconds, date.getTime()";
    let id = "is a text, but the relation is an object: send {\"_id\":\"..\"}";
    let cases = [
        ("since", json!(DATE), json!(MILLIS), format!("`data.since` {date}")),
        ("page", json!("P1"), json!({ "_id": "P1" }), format!("`data.page` {id}")),
        ("labels", json!(["L1"]), json!([{ "_id": "L1" }]), format!("`data.labels[0]` {id}")),
        (
            "maker",
            json!({ "_id": "U1" }),
            json!("U1"),
            "`data.maker` is an object, but a relation of this style is a text: send the id".to_owned(),
        ),
        (
            "tags",
            json!("[\"新\"]"),
            json!(["新"]),
            "`data.tags` is a text, expected list of text: send it as JSON, not as text of JSON".to_owned(),
        ),
        (
            "size",
            json!("{\"w\":2}"),
            json!({ "w": 2 }),
            "`data.size` is a text, expected object: send it as JSON, not as text of JSON".to_owned(),
        ),
    ];
    let (refusing, logging) = (serving(), switched(|api| api.misuse = Misuse::Logged));
    for served in [&refusing, &logging] {
        create(served, "label", &json!({ "_id": "L1" }));
        create(served, "page", &json!({ "_id": "P1" }));
    }
    for (field, sent, meant, told) in cases {
        let record = json!({ "name": "茶", field: sent });
        assert_eq!(error(&refusing, "spu", "create", &json!({ "data": record })), invalid(&told));
        let stored = create(&logging, "spu", &record);
        assert_eq!(note(&logging), told);
        let body = json!({
            "filter": { "where": { "_id": { "$eq": stored } } },
            "select": { "$master": true, "labels": { "_id": true }, "page": { "_id": true } }
        });
        assert_eq!(data(&logging, "spu", "get", &body)["record"][field], meant);
    }
    assert!(names(&refusing, "spu", &json!({})).is_empty());
}

#[test]
fn values_without_a_certain_meaning_are_always_refused() {
    for served in [serving(), switched(|api| api.misuse = Misuse::Logged)] {
        for (field, value, told) in [
            ("page", json!({}), "`data.page` has no `_id`: send {\"_id\":\"..\"}"),
            ("page", json!({ "_id": 7 }), "`data.page` has an `_id` that is not an id: send {\"_id\":\"..\"}"),
            ("page", json!(7), "`data.page` is a number, expected an object: send {\"_id\":\"..\"}"),
            ("labels", json!({ "_id": "L1" }), "`data.labels` is an object, expected a list: send [{\"_id\":\"..\"}]"),
            ("tags", json!("新"), "`data.tags` is a text, expected list of text: send it as JSON, not as text of JSON"),
        ] {
            let body = json!({ "data": { "name": "茶", field: value } });
            assert_eq!(error(&served, "spu", "create", &body), invalid(told));
        }
        let (code, message) = error(&served, "spu", "create", &json!({ "data": { "name": "茶", "since": "明天" } }));
        assert!(code == "INVALID_PARAMETER" && message.starts_with("field `since` "), "{message}");
    }
}

/// A `Date` in a filter travels as a text too, and matched nothing without a word.
#[test]
fn dates_in_filters_are_refused_or_logged() {
    let told = |place: &str| {
        format!(
            "`filter.where.since.{place}` is a text, as JavaScript makes of a Date: send the milliseconds, date.getTime()"
        )
    };
    let (refusing, logging) = (serving(), switched(|api| api.misuse = Misuse::Logged));
    for (place, condition, expected) in [
        ("$gte", json!({ "$gte": DATE }), vec!["茶"]),
        ("$lt", json!({ "$lt": DATE }), vec![]),
        ("$in[1]", json!({ "$in": [1, DATE] }), vec!["茶"]),
    ] {
        let filter = json!({ "where": { "since": condition } });
        assert_eq!(error(&refusing, "spu", "list", &json!({ "filter": filter })), invalid(&told(place)));
        if names(&logging, "spu", &json!({})).is_empty() {
            create(&logging, "spu", &json!({ "name": "茶", "since": MILLIS }));
        }
        assert_eq!(names(&logging, "spu", &filter), expected);
        assert_eq!(note(&logging), told(place));
    }
    // A text is what it is in a text field.
    assert!(names(&refusing, "spu", &json!({ "where": { "name": { "$eq": DATE } } })).is_empty());
}

/// A filter that lacks its `where` matches every record.
#[test]
fn filters_with_other_members_are_refused_or_logged() {
    let cases = [
        (json!({ "name": { "$eq": "茶" } }), "filter.name", "use where and relateWhere"),
        (json!({ "Where": {} }), "filter.Where", "use where and relateWhere"),
        (
            json!({ "relateWhere": { "skus": { "name": { "$eq": "茶" } } } }),
            "filter.relateWhere.skus.name",
            "use where; relations are followed one level deep",
        ),
    ];
    let refusing = [serving(), switched(|api| (api.misuse, api.unknown_members_refused) = (Misuse::Logged, true))];
    let logging = switched(|api| api.misuse = Misuse::Logged);
    for (filter, place, advice) in cases {
        for served in &refusing {
            create(served, "spu", &json!({ "name": "茶" }));
            let refused = ("UNKNOWN_PARAMETER".to_owned(), format!("`{place}` is not a member of filters: {advice}"));
            assert_eq!(error(served, "spu", "deleteMany", &json!({ "filter": filter })), refused);
            assert!(!names(served, "spu", &json!({})).is_empty());
        }
        create(&logging, "spu", &json!({ "name": "杯" }));
        assert_eq!(data(&logging, "spu", "deleteMany", &json!({ "filter": filter }))["count"], 1);
        assert_eq!(note(&logging), format!("`{place}` was ignored: {advice}"));
    }
}

#[test]
fn the_platform_s_own_fields_are_not_misused() {
    let served = serving();
    create(&served, "spu", &json!({ "name": "茶", "createdAt": DATE, "owner": { "_id": "U" } }));
    assert_eq!(
        note(&served),
        "`data.createdAt` was ignored: the platform fills it in; `data.owner` was ignored: the platform fills it in"
    );
}

/// The answer of a repeated list is kept, and so is its note.
#[test]
fn a_repeated_list_has_its_note() {
    let served = serving();
    create(&served, "spu", &json!({ "name": "茶" }));
    for _ in 0..3 {
        data(&served, "spu", "list", &json!({ "pageSize": 5, "envType": "prod" }));
        assert_eq!(
            note(&served),
            "`envType` was ignored: it differs from the path, which has `pre`; `pageSize` was ignored, as it takes effect \
             only together with `pageNumber`"
        );
        data(&served, "spu", "list", &json!({}));
        assert_eq!(note(&served), "");
    }
}

#[test]
fn a_note_has_a_limit_and_no_values() {
    let served = serving();
    let mut record = Map::from_iter([("name".to_owned(), json!("机密"))]);
    record.extend((0..100_000).map(|number| (format!("f{number:06}"), json!("机密"))));
    create(&served, "spu", &Value::Object(record));
    let ignored = |number| format!("`data.f00000{number}` was ignored: model `spu` has no such field");
    assert_eq!(note(&served), format!("{}; {}; {}; and 99997 more", ignored(0), ignored(1), ignored(2)));

    let name = "长".repeat(1 << 20);
    create(&served, "spu", &json!({ "name": "茶", name.clone(): "机密" }));
    let note_of_long = note(&served);
    assert!(note_of_long.len() < 310 && note_of_long.starts_with("`data.长长") && note_of_long.ends_with('…'));
    data(&served, "spu", "list", &json!({ name: 1 }));
    assert!(note(&served).len() < 310);
}

/// Text of JSON, numbers and lists were stored.
#[test]
fn an_object_without_declared_members_is_an_object() {
    let text = json!({ "properties": { "name": { "type": "string" }, "dx": { "type": "object" } } }).to_string();
    let model = || [Definition::parse("spu", "spu.json", &text).unwrap()];
    let logged = Profile::documented().with(|profile| profile.model_api.misuse = Misuse::Logged);
    let (refusing, logging) = (serving_as(model(), Profile::documented()), serving_as(model(), logged));
    for served in [&refusing, &logging] {
        for (value, found) in
            [(json!(5), "a number"), (json!([1]), "a list"), (json!(true), "a boolean"), (json!(["{}"]), "a list")]
        {
            let told = format!("`data.dx` is {found}, expected an object: send one such as {{\"key\":1}}");
            assert_eq!(error(served, "spu", "create", &json!({ "data": { "dx": value } })), invalid(&told));
        }
        for value in ["a", "5", "[1]", "{"] {
            let (code, message) = error(served, "spu", "create", &json!({ "data": { "dx": value } }));
            assert!(code == "INVALID_PARAMETER" && message.ends_with("not as text of JSON"), "{message}");
        }
        for value in [json!({}), json!({ "a": [null, "{}"] }), Value::Null] {
            create(served, "spu", &json!({ "dx": value }));
        }
    }
    let (record, told) = (
        json!({ "name": "茶", "dx": "{\"a\":1}" }),
        "`data.dx` is a text, expected an object: send it as JSON, not as text of JSON",
    );
    assert_eq!(error(&refusing, "spu", "create", &json!({ "data": record })), invalid(told));
    create(&logging, "spu", &record);
    assert_eq!(note(&logging), told);
    let found = data(&logging, "spu", "get", &json!({ "filter": { "where": { "name": { "$eq": "茶" } } } }));
    assert_eq!(found["record"]["dx"], json!({ "a": 1 }));
}
