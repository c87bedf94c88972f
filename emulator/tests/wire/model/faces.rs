//! A record that one interface writes is read by all others, value by value.

use serde_json::{Map, Value, json};
use weda_emulator::Definition;

use super::{call, create, data, shop};
use crate::fixture::{Served, definitions, encoded, serving};

const ODATA: &str = "/weda/odata/v1/pre/student";

/// The models of the fixture, with the targets of their relations.
fn school() -> Served {
    let bare = r#"{ "properties": { "name": { "type": "string" } } }"#;
    let target = |name: &str| Definition::parse(name, &format!("{name}.json"), bare).unwrap();
    let served = serving(definitions().into_iter().chain([target("school"), target("teacher")]).collect::<Vec<_>>());
    served.emulator.load("school", [json!({ "_id": "s1", "name": "一中" })]).unwrap();
    served.emulator.load("teacher", [json!({ "_id": "t1", "name": "陈静" })]).unwrap();
    served
}

/// A value of each kind, as the gateway and programs have them.
fn values() -> Map<String, Value> {
    let values = json!({
        "name": "李四 \"引\" \\ 换\n行 😀", "course": "", "score": 9_007_199_254_740_993_i64, "age": 9_007_199_254_740_993_i64,
        "present": false, "born": -1, "seen": 1_700_000_000_123_i64, "wakes": 86_399_999, "grade": "二年级",
        "hobbies": ["琴", "画"], "tags": ["[1]", "", "{}"],
        "address": { "city": "北京", "floors": [1, -2.5] },
        "extra": { "深": [null, true, { "n": 9_007_199_254_740_993_i64 }], "空": {} },
        "card": "A12", "tutor": "t1", "school": { "_id": "s1" }, "photo": "cloud://env/照片.png",
        "papers": ["cloud://env/一.pdf"], "region": "110000",
        "home": { "address": "北京", "geopoint": { "type": "Point", "coordinates": [116.25, 39.5] } }, "note": "空"
    });
    values.as_object().unwrap().clone()
}

/// The values as OData has them: lists and objects are JSON text.
fn as_text(values: &Map<String, Value>) -> Map<String, Value> {
    let text = |value: &Value| match value {
        Value::Array(_) | Value::Object(_) => Value::from(value.to_string()),
        value => value.clone(),
    };
    values.iter().map(|(key, value)| (key.clone(), text(value))).collect()
}

/// No values, except of required fields.
fn nothing() -> Map<String, Value> {
    values()
        .into_iter()
        .map(|(key, value)| (key.clone(), if key == "name" || key == "course" { value } else { Value::Null }))
        .collect()
}

fn by_id(id: &str) -> Value {
    json!({ "where": { "_id": { "$eq": id } } })
}

type Write = fn(&Served, &Map<String, Value>) -> String;
type Read = fn(&Served, &str) -> Value;

/// The writers, each of which stores a record with these values and returns its id.
const WRITERS: [(&str, Write); 9] = [
    ("OData POST of texts", |served, values| odata_create(served, &json!(as_text(values)))),
    ("OData POST of native JSON", |served, values| odata_create(served, &json!(values))),
    ("OData PATCH", |served, values| {
        let id = odata_create(served, &json!({ "name": "n", "course": "c", "note": "旧" }));
        let changed = served.call("PATCH", &format!("{ODATA}('{id}')"), &json!(as_text(values)).to_string());
        assert_eq!(changed.status, 204, "{changed:?}");
        id
    }),
    ("gateway create", |served, values| create(served, "student", &json!(values))),
    ("gateway update", |served, values| {
        let id = create(served, "student", &json!({ "name": "n", "course": "c", "note": "旧" }));
        let changed = data(served, "student", "update", &json!({ "data": values, "filter": by_id(&id) }));
        assert_eq!(changed, json!({ "count": 1 }));
        id
    }),
    ("gateway upsert, new", |served, values| {
        let body = json!({ "create": values, "update": { "note": "x" }, "filter": by_id("none") });
        data(served, "student", "upsert", &body)["id"].as_str().unwrap().to_owned()
    }),
    ("gateway upsert, existing", |served, values| {
        let id = create(served, "student", &json!({ "name": "n", "course": "c", "note": "旧" }));
        let body = json!({ "create": { "name": "n", "course": "c" }, "update": values, "filter": by_id(&id) });
        assert_eq!(data(served, "student", "upsert", &body), json!({ "count": 1, "id": "" }));
        id
    }),
    ("load", |served, values| load(served, values.clone())),
    ("load of texts", |served, values| load(served, as_text(values))),
];

fn odata_create(served: &Served, record: &Value) -> String {
    let created = served.call("POST", ODATA, &record.to_string());
    assert_eq!(created.status, 201, "{created:?}");
    created.json()["_id"].as_str().unwrap().to_owned()
}

fn load(served: &Served, mut record: Map<String, Value>) -> String {
    record.insert("_id".to_owned(), json!("LOADED0001"));
    served.emulator.load("student", [Value::Object(record)]).unwrap();
    "LOADED0001".to_owned()
}

/// The readers, and whether they read native JSON.
const READERS: [(&str, bool, Read); 6] = [
    ("OData get", false, |served, id| served.get(&format!("pre/student('{id}')")).json()),
    ("OData list", false, |served, id| served.filter(&format!("_id eq '{id}'")).json()["value"][0].take()),
    ("gateway get", true, |served, id| {
        data(served, "student", "get", &json!({ "filter": by_id(id) }))["record"].take()
    }),
    ("gateway list", true, |served, id| {
        let body = json!({ "filter": by_id(id), "select": { "$master": true }, "pageSize": 10, "pageNumber": 1 });
        data(served, "student", "list", &body)["records"][0].take()
    }),
    ("gateway get by id", true, |served, id| {
        served.call("GET", &format!("/v1/model/pre/student/{id}/get"), "").json()["data"]["record"].take()
    }),
    ("records", true, |served, id| {
        served.emulator.records("student").unwrap().into_iter().find(|record| record["_id"] == id).unwrap()
    }),
];

#[test]
fn every_writer_is_read_by_every_reader() {
    for values in [values(), nothing()] {
        for (writer, write) in WRITERS {
            let served = school();
            // Fills the caches of all readers with an earlier state.
            let earlier = create(&served, "student", &json!({ "_id": "EARLIER001", "name": "早", "course": "c" }));
            READERS.iter().for_each(|(_, _, read)| assert_eq!(read(&served, &earlier)["name"], "早"));
            let id = write(&served, &values);
            for (reader, is_native, read) in READERS {
                let (record, expected) =
                    (read(&served, &id), if is_native { values.clone() } else { as_text(&values) });
                for (key, value) in &expected {
                    assert!(
                        is_same(&record[key], value),
                        "{key} of {writer}, {reader}: {} is not {value}",
                        record[key]
                    );
                }
                assert_eq!(record["_id"], json!(id), "{writer}, {reader}");
                assert_eq!(record["serial"], "S-0008", "{writer}, {reader}: one sequence for all");
                assert!(record["createdAt"].as_f64().unwrap() > 1.7e12, "{writer}, {reader}");
                assert_eq!(
                    record["owner"],
                    served.emulator.records("student").unwrap()[0]["owner"],
                    "{writer}, {reader}"
                );
            }
        }
    }
}

/// Compares values; whole numbers may have a fraction of zero, but no lost digits. The texts of lists and objects are
/// compared as JSON, since the order of members does not matter.
fn is_same(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Number(found), Value::Number(expected)) if found.is_f64() || expected.is_f64() => {
            found.as_f64() == expected.as_f64() && expected.as_f64().is_some_and(|double| double.abs() < 9e15)
        }
        (Value::String(found), Value::String(expected)) if expected.starts_with(['[', '{']) => {
            let parse = |text| serde_json::from_str::<Value>(text).ok();
            parse(found) == parse(expected)
        }
        (found, expected) => found == expected,
    }
}

#[test]
fn each_face_sees_the_writes_of_the_other_at_once() {
    let served = school();
    let (odata_names, gateway_names) = (
        |served: &Served| served.names("course eq 'c'"),
        |served: &Served| {
            let body = json!({
                "filter": { "where": { "course": { "$eq": "c" } } }, "select": { "name": true }, "getCount": true,
                "pageSize": 200, "pageNumber": 1
            });
            let listed = data(served, "student", "list", &body);
            let names: Vec<String> = listed["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|record| record["name"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(listed["total"], names.len());
            names
        },
    );
    let count = |served: &Served| {
        served.get(&format!("pre/student?$count=true&$top=1&$filter={}", encoded("course eq 'c'"))).json()["@odata.count"].clone()
    };
    let agree = |expected: &[&str]| {
        // Twice: the second answers come from caches.
        for _ in 0..2 {
            assert_eq!(odata_names(&served), expected);
            assert_eq!(gateway_names(&served), expected);
            assert_eq!(count(&served), expected.len());
            let records = served.emulator.records("student").unwrap();
            assert_eq!(records.iter().map(|record| record["name"].as_str().unwrap()).collect::<Vec<_>>(), expected);
        }
    };
    agree(&[]);
    let first = odata_create(&served, &json!({ "name": "甲", "course": "c" }));
    agree(&["甲"]);
    let second = create(&served, "student", &json!({ "name": "乙", "course": "c" }));
    agree(&["甲", "乙"]);
    data(&served, "student", "update", &json!({ "data": { "name": "甲二" }, "filter": by_id(&first) }));
    agree(&["甲二", "乙"]);
    assert_eq!(served.get(&format!("pre/student('{first}')")).json()["name"], "甲二");
    served.patch(&second, &json!({ "name": "乙二" }));
    agree(&["甲二", "乙二"]);
    data(
        &served,
        "student",
        "createMany",
        &json!({ "data": [{ "name": "丙", "course": "c" }, { "name": "丁", "course": "c" }] }),
    );
    agree(&["甲二", "乙二", "丙", "丁"]);
    served.emulator.load("student", [json!({ "_id": "L1", "name": "戊", "course": "c" })]).unwrap();
    agree(&["甲二", "乙二", "丙", "丁", "戊"]);
    served.call("DELETE", &format!("{ODATA}('{first}')"), "");
    agree(&["乙二", "丙", "丁", "戊"]);
    data(&served, "student", "deleteMany", &json!({ "filter": { "where": { "name": { "$in": ["丙", "丁"] } } } }));
    agree(&["乙二", "戊"]);
    assert!(call(&served, "student", "delete", &json!({ "filter": by_id("L1") })).json()["code"].is_null());
    agree(&["乙二"]);
    assert_eq!(served.get("pre/student('L1')").json().get("name"), None);
}

/// A relation that is written from the other side changes the column of records that OData has printed before.
#[test]
fn odata_sees_relations_that_the_gateway_writes_from_either_side() {
    let served = serving(shop());
    let sku = create(&served, "sku", &json!({ "name": "大杯" }));
    let of = |served: &Served| {
        let single = served.get(&format!("pre/sku('{sku}')")).json()["spu"].take();
        let listed = served.get("pre/sku").json()["value"][0]["spu"].take();
        assert_eq!(single, listed);
        single
    };
    assert_eq!(of(&served), Value::Null);
    let cup = create(&served, "spu", &json!({ "_id": "CUP0000001", "name": "杯", "skus": [{ "_id": sku }] }));
    assert_eq!(of(&served), r#"{"_id":"CUP0000001"}"#);
    let tea = create(&served, "spu", &json!({ "_id": "TEA0000001", "name": "茶" }));
    data(&served, "spu", "update", &json!({ "data": { "skus": [{ "_id": sku }] }, "filter": by_id(&tea) }));
    assert_eq!(of(&served), r#"{"_id":"TEA0000001"}"#);
    let changed =
        served.call("PATCH", &format!("/weda/odata/v1/pre/sku('{sku}')"), r#"{"spu":"{\"_id\":\"CUP0000001\"}"}"#);
    assert_eq!(changed.status, 204, "{changed:?}");
    let select = json!({ "filter": by_id(&cup), "select": { "skus": { "name": true } } });
    assert_eq!(data(&served, "spu", "get", &select)["record"], json!({ "skus": [{ "name": "大杯" }] }));
    data(&served, "spu", "update", &json!({ "data": { "skus": [] }, "filter": by_id(&cup) }));
    assert_eq!(of(&served), Value::Null);
}

/// A list without another side, and relations of both styles, by all faces.
#[test]
fn relations_of_each_style() {
    let served = school();
    let friend =
        odata_create(&served, &json!({ "name": "乙", "course": "c", "tutor": "t1", "school": "{\"_id\":\"s1\"}" }));
    let id = create(
        &served,
        "student",
        &json!({
            "name": "甲", "course": "c", "tutor": "t1", "school": { "_id": "s1" }, "friends": [{ "_id": friend }]
        }),
    );
    let select =
        json!({ "name": true, "tutor": true, "school": { "name": true }, "friends": { "name": true, "tutor": true } });
    let found = data(&served, "student", "get", &json!({ "filter": by_id(&id), "select": select }))["record"].take();
    assert_eq!(
        found,
        json!({
            "name": "甲", "tutor": "t1", "school": { "name": "一中" }, "friends": [{ "name": "乙", "tutor": "t1" }]
        })
    );
    let odata = served.get(&format!("pre/student('{id}')")).json();
    assert_eq!(
        (&odata["tutor"], &odata["school"], &odata["friends"]),
        (&json!("t1"), &json!("{\"_id\":\"s1\"}"), &Value::Null)
    );
    let records = served.emulator.records("student").unwrap();
    assert_eq!((&records[1]["school"], &records[1]["friends"]), (&json!({ "_id": "s1" }), &json!([{ "_id": friend }])));
    let refused = call(
        &served,
        "student",
        "create",
        &json!({ "data": { "name": "n", "course": "c", "tutor": { "_id": "t1" } } }),
    );
    assert_eq!(refused.common().0, "INVALID_PARAMETER");
    let refused =
        call(&served, "student", "create", &json!({ "data": { "name": "n", "course": "c", "school": "s1" } }));
    assert_eq!(refused.common().0, "INVALID_PARAMETER");
}
