//! Models and records, read through either interface of the service.

use serde_json::json;

use crate::Plain;
use crate::support::{Attached, at, command, environment, page};

pub const TESTS: &[Plain] = &[
    ("gateways::odata_reads_models_and_records", odata_reads_models_and_records),
    ("gateways::the_data_model_gateway_reads_the_same", the_data_model_gateway_reads_the_same),
    ("gateways::a_directory_replaces_the_definitions", a_directory_replaces_the_definitions),
];

fn odata_reads_models_and_records() {
    reads("odata");
}

fn the_data_model_gateway_reads_the_same() {
    reads("model");
}

fn reads(gateway: &str) {
    let emulator = environment();
    let mut command = command(&emulator.address().to_string(), &[]);
    command.env("WEDA_GATEWAY", gateway);
    let studio = Attached::of(command);

    let about = studio.ok("about", &json!({}));
    assert_eq!((&about["emulator"], &about["write"]), (&json!(false), &json!(false)), "{gateway}");
    let models = studio.ok("models", &json!({}));
    let student = models.as_array().unwrap().iter().find(|model| model["pre"]["identifier"] == "student").unwrap();
    assert_eq!((&student["pre"]["title"], &student["pre"]["primary"]), (&json!("学生"), &json!("name")));
    assert!(studio.ok("code", &at("pre", "student"))["rust"].as_str().unwrap().contains("pub struct Student"));

    let all = studio.ok("page", &page("pre", ""));
    assert_eq!((&all["count"], &all["rows"][0]["name"]), (&json!(2), &json!("李四")), "{all}");
    // Natively, although lists travel as texts.
    assert_eq!(all["rows"][0]["tags"], json!(["班长", "球队"]));
    let some = studio.ok("page", &page("pre", "score ge 89.5 and contains(name,'李')"));
    assert_eq!((&some["count"], &some["rows"][0]["_id"]), (&json!(1), &json!("S1")), "{gateway}");
    let sorted = json!({ "at": at("pre", "student"), "sort": [{ "field": "score" }], "offset": 1, "limit": 1 });
    let sorted = studio.ok("page", &sorted);
    assert_eq!((&sorted["count"], &sorted["rows"][0]["_id"]), (&json!(2), &json!("S1")));
    assert_eq!(studio.ok("page", &json!({ "at": at("pre", "student"), "limit": 0 }))["count"], 2);
    assert_eq!(studio.ok("page", &page("prod", ""))["count"], 0);
    assert_eq!(studio.refused("page", &page("pre", "score like 3"), 400)["at"], 7);
    let unknown = studio.refused("page", &page("pre", "none eq 3"), 400);
    assert_eq!(unknown["kind"], "invalid", "{unknown}");

    assert_eq!(studio.ok("record", &json!({ "at": at("pre", "student"), "id": "S1" }))["tags"][1], "球队");
    assert_eq!(studio.ok("record", &json!({ "at": at("pre", "student"), "id": "none" })), json!(null));
    let names = studio.ok("names", &json!({ "at": at("pre", "class"), "ids": ["C1", "none"] }));
    assert_eq!(names, json!({ "C1": "三年二班", "none": null }));
    let before = emulator.log().len();
    let names = studio.ok("names", &json!({ "at": at("pre", "student"), "ids": ["S1", "S2", "S1"] }));
    assert_eq!(names, json!({ "S1": "李四", "S2": "王五" }));
    assert_eq!(emulator.log().len(), before + 1, "names are one call");
}

fn a_directory_replaces_the_definitions() {
    let emulator = environment();
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{ "title": "我的学生", "properties": { "name": { "type": "string", "title": "名字" } } }"#;
    std::fs::write(folder.path().join("student.json"), text).unwrap();
    let studio = Attached::start(&emulator, &["--dir", folder.path().to_str().unwrap()]);
    let models = studio.ok("models", &json!({}));
    assert_eq!((models.as_array().unwrap().len(), &models[0]["pre"]["title"]), (1, &json!("我的学生")));
    assert_eq!(studio.ok("page", &page("pre", ""))["count"], 2);
    assert!(emulator.log().iter().all(|entry| !entry.target.contains("schema")), "{:?}", emulator.log());
}
