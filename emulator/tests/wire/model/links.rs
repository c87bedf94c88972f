//! Links that no field of a record has, outside of the store: in files, and in programs that load and read records.

use std::fs;

use serde_json::{Value, json};
use weda_emulator::{Durability, Emulator, Existing};

use super::{create, data, serving, shop};
use crate::fixture::Served;
use crate::storage::Folder;

/// Two goods and three labels. Tea has two labels and a note, the cup has one label; the third label is not used.
fn filled() -> Served {
    let served = serving();
    let load = |model, records: Value| served.emulator.load(model, records.as_array().unwrap().clone()).unwrap();
    load(
        "label",
        json!([{ "_id": "new", "text": "新" }, { "_id": "hot", "text": "热" }, { "_id": "old", "text": "旧" }]),
    );
    load("note", json!([{ "_id": "n1", "text": "备注" }]));
    for record in [
        json!({ "_id": "tea", "name": "茶", "labels": refer(&["hot", "new"]), "notes": refer(&["n1"]) }),
        json!({ "_id": "cup", "name": "杯", "labels": refer(&["hot"]) }),
    ] {
        create(&served, "spu", &record);
    }
    served
}

fn refer(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "_id": id })).collect()
}

/// The ids that the gateway shows in a list of related records.
fn linked(served: &Served, model: &str, id: &str, relation: &str) -> Vec<String> {
    let body = json!({ "filter": { "where": { "_id": { "$eq": id } } }, "select": { relation: { "_id": true } } });
    let mut record = data(served, model, "get", &body)["record"].take();
    let related = record[relation].take();
    let id = |related: &Value| related["_id"].as_str().unwrap().to_owned();
    related.as_array().unwrap().iter().map(id).collect()
}

/// All links of the shop, from both sides.
fn all(served: &Served) -> Vec<Vec<String>> {
    [
        ("spu", "tea", "labels"),
        ("spu", "cup", "labels"),
        ("label", "new", "spus"),
        ("label", "hot", "spus"),
        ("label", "old", "spus"),
        ("spu", "tea", "notes"),
        ("spu", "cup", "notes"),
    ]
    .map(|(model, id, relation)| linked(served, model, id, relation))
    .into()
}

fn change(served: &Served, model: &str, id: &str, values: Value) {
    let body = json!({ "data": values, "filter": { "where": { "_id": { "$eq": id } } } });
    assert_eq!(data(served, model, "update", &body)["count"], 1);
}

/// Saved records had no links of many-many relations, and of lists whose other side has no field: a restart without a
/// data file lost them.
#[test]
fn links_are_saved_and_loaded() {
    let (folder, served) = (Folder::new("links"), filled());
    let expected = all(&served);
    assert_eq!(
        expected,
        [vec!["new", "hot"], vec!["hot"], vec!["tea"], vec!["tea", "cup"], vec![], vec!["n1"], vec![]]
    );
    served.emulator.save_files(&folder.0).unwrap();
    let saved =
        |model: &str| -> Value { serde_json::from_str(&fs::read_to_string(folder.0.join(model)).unwrap()).unwrap() };
    let (labels, spus) = (saved("label.json"), saved("spu.json"));
    let of_labels = json!([refer(&["tea"]), refer(&["tea", "cup"]), []]);
    assert_eq!(json!([labels[0]["spus"], labels[1]["spus"], labels[2]["spus"]]), of_labels);
    assert_eq!(json!([spus[0]["notes"], spus[1]["notes"]]), json!([refer(&["n1"]), []]));
    let keys = [spus[0].get("labels"), spus[0].get("skus"), spus[0].get("page")];
    assert_eq!(keys, [None; 3], "the other records have them");

    let again = serving();
    let loaded = again.emulator.load_files(&folder.0).unwrap();
    assert!(loaded.files.iter().all(|file| file.unknown_fields.is_empty()), "{loaded:?}");
    assert_eq!(all(&again), expected);
    for model in ["spu", "label", "note"] {
        assert_eq!(again.emulator.records(model).unwrap(), served.emulator.records(model).unwrap());
    }
    assert_eq!(again.emulator.records("label").unwrap()[1]["spus"], refer(&["tea", "cup"]));

    let reloaded = serving();
    for model in ["note", "spu", "label"] {
        reloaded.emulator.load(model, served.emulator.records(model).unwrap()).unwrap();
    }
    assert_eq!(all(&reloaded), expected, "programs load what they read");
}

#[test]
fn existing_links_are_kept_or_replaced_with_their_records() {
    let (folder, served) = (Folder::new("relinks"), filled());
    let expected = all(&served);
    served.emulator.save_files(&folder.0).unwrap();
    change(&served, "spu", "tea", json!({ "labels": refer(&["old"]), "notes": null }));
    change(&served, "spu", "cup", json!({ "notes": refer(&["n1"]) }));
    let changed = all(&served);
    assert_eq!(changed[0], ["old"]);
    let _ = served.emulator.load_files_with(&folder.0, Existing::Keep).unwrap();
    assert_eq!(all(&served), changed);
    let _ = served.emulator.load_files_with(&folder.0, Existing::Replace).unwrap();
    assert_eq!(all(&served), expected, "an empty list clears");

    // Files that do not have the lists, such as exported ones: OData shows null.
    fs::write(folder.0.join("label.json"), r#"[{"_id":"hot","text":"热门","spus":null},{"_id":"new"}]"#).unwrap();
    fs::write(folder.0.join("spu.json"), r#"[{"_id":"tea","name":"茶叶"}]"#).unwrap();
    let _ = served.emulator.load_files(&folder.0).unwrap();
    assert_eq!(all(&served), expected);
}

#[test]
fn links_may_be_loaded_from_either_side() {
    let (folder, served) = (Folder::new("sides"), filled());
    let write = |model: &str, records: Value| fs::write(folder.0.join(model), records.to_string()).unwrap();
    write("spu.json", json!([{ "_id": "tea", "name": "茶", "labels": refer(&["old"]) }]));
    write("label.json", json!([{ "_id": "new", "spus": refer(&["cup"]) }]));
    let loaded = served.emulator.load_files(&folder.0).unwrap();
    assert!(loaded.files.iter().all(|file| file.unknown_fields.is_empty()), "{loaded:?}");
    assert_eq!(
        (linked(&served, "spu", "tea", "labels"), linked(&served, "spu", "cup", "labels")),
        (vec!["old".to_owned()], vec!["new".to_owned(), "hot".to_owned()])
    );

    // A list whose other side has a field is not stored with this side.
    write("spu.json", json!([{ "_id": "tea", "name": "茶", "skus": refer(&["s1"]) }]));
    let loaded = served.emulator.load_files(&folder.0).unwrap();
    assert_eq!(loaded.files.iter().map(|file| file.unknown_fields.get("skus")).max(), Some(Some(&1)));

    let text = json!({ "_id": "pot", "name": "壶", "labels": refer(&["old"]).to_string() });
    served.emulator.load("spu", [text]).unwrap();
    assert_eq!(linked(&served, "spu", "pot", "labels"), ["old"]);
    let advice = "field `labels` is a list of related records: write [{\"_id\":\"..\"}]";
    for wrong in [json!("old"), json!(["old"]), json!([{ "_id": "" }]), json!({ "_id": "old" }), json!("\"x\"")] {
        write("spu.json", json!([{ "_id": "tea", "name": "茶" }, { "_id": "x", "name": "x", "labels": wrong }]));
        let error = served.emulator.load_files(&folder.0).unwrap_err().to_string();
        assert!(error.contains("spu.json") && error.contains("2") && error.contains(advice), "{error}");
        let error = served.emulator.load("spu", [json!({ "name": "x", "labels": wrong })]).unwrap_err().to_string();
        assert!(error.contains(advice), "{error}");
    }
    assert_eq!(served.emulator.records("spu").unwrap().len(), 3, "nothing was loaded");
}

/// A link to a record that does not exist yet.
#[test]
fn links_to_missing_records_are_saved() {
    let (folder, served) = (Folder::new("missing"), filled());
    served.emulator.load("label", [json!({ "_id": "late", "spus": refer(&["pot"]) })]).unwrap();
    assert_eq!(linked(&served, "label", "late", "spus"), [""; 0]);
    served.emulator.save_files(&folder.0).unwrap();
    let again = serving();
    let _ = again.emulator.load_files(&folder.0).unwrap();
    again.emulator.load("spu", [json!({ "_id": "pot", "name": "壶" })]).unwrap();
    assert_eq!(linked(&again, "label", "late", "spus"), ["pot"]);
}

#[test]
fn a_data_file_keeps_links() {
    let folder = Folder::new("linked-data");
    let start = || {
        let emulator = Emulator::builder().definitions(shop()).data(folder.0.join("data"), Durability::Process);
        Served::of(emulator.start().unwrap())
    };
    let served = start();
    served.emulator.load("label", [json!({ "_id": "hot" })]).unwrap();
    create(&served, "spu", &json!({ "_id": "tea", "name": "茶", "labels": refer(&["hot"]) }));
    drop(served);
    let served = start();
    assert_eq!(linked(&served, "label", "hot", "spus"), ["tea"]);
    served.emulator.reset().unwrap();
    served.emulator.load("label", [json!({ "_id": "hot" })]).unwrap();
    served.emulator.load("spu", [json!({ "_id": "tea", "name": "茶" })]).unwrap();
    assert_eq!(linked(&served, "label", "hot", "spus"), [""; 0]);
}
