//! Starting with a data file and changed definitions.

use std::path::Path;

use rusqlite::Connection;
use serde_json::json;
use weda_emulator::{Definition, Durability, Emulator, Error};

use crate::fixture::Served;
use crate::signed::cloud;
use crate::storage::Folder;

fn defined(name: &str, kind: &str) -> Definition {
    let text = format!(r#"{{ "properties": {{ "value": {{ "type": "{kind}" }} }} }}"#);
    Definition::parse(name, &format!("{name}.json"), &text).unwrap()
}

fn start(path: &Path, definitions: Vec<Definition>, address: &str) -> Result<Served, Error> {
    let builder = Emulator::builder().definitions(definitions).data(path, Durability::Process);
    builder.listen(address).start().map(Served::of)
}

/// The definition of a model of `pre` in the file.
fn stored(path: &Path, model: &str) -> String {
    let sql = "SELECT definition FROM models WHERE stage = 'pre' AND identifier = ?1";
    Connection::open(path).unwrap().query_row(sql, [model], |row| row.get(0)).unwrap()
}

/// A model that was new at a later start was in `prod` immediately.
/// Every start stored the definitions that `prod` did not have.
/// Only the first start does that now.
#[test]
fn a_model_that_is_added_later_is_not_published() {
    let folder = Folder::new("later");
    let path = folder.0.join("data");
    let address = "127.0.0.1:0";
    let first = start(&path, vec![defined("student", "string")], address).unwrap();
    assert_eq!(first.emulator.unpublished(), [""; 0], "a new file begins with all of them");
    drop(first);
    let both = || vec![defined("student", "string"), defined("later", "string")];
    let served = start(&path, both(), address).unwrap();
    assert_eq!(served.emulator.unpublished(), ["later"]);
    assert_eq!(served.get("prod/student").status, 200);
    assert_eq!(served.get("pre/later").json()["value"].as_array().map(Vec::len), Some(0));
    let (code, message) = served.get("prod/later").business();
    assert_eq!(code, "ResourceNotFound.DataSourceNotExist");
    assert!(message.contains("model `later` is not published: publish it"), "{message}");
    served.emulator.publish("later").unwrap();
    assert_eq!(served.get("prod/later").json()["value"].as_array().map(Vec::len), Some(0));
    drop(served);
    assert_eq!(start(&path, both(), address).unwrap().emulator.unpublished(), [""; 0]);
}

/// A start that failed for one changed model, or for its port, left other models changed.
/// Each model was migrated in its own transaction, before the port was opened.
/// There is one transaction now, after the port was opened.
#[test]
fn a_failed_start_changes_no_model() {
    let folder = Folder::new("fails");
    let path = folder.0.join("data");
    let served = start(&path, vec![defined("a", "number"), defined("b", "string")], "127.0.0.1:0").unwrap();
    for (model, value) in [("a", "1"), ("b", r#""word""#)] {
        let created = served.call("POST", &format!("/weda/odata/v1/pre/{model}"), &format!(r#"{{"value":{value}}}"#));
        assert_eq!(created.status, 201, "{created:?}");
    }
    drop(served);

    let error = start(&path, vec![defined("a", "string"), defined("b", "number")], "127.0.0.1:0").unwrap_err();
    assert!(error.to_string().contains("model `b` has changed"), "{error}");
    assert_eq!(stored(&path, "a"), defined("a", "number").text);

    let other = Emulator::builder().start().unwrap();
    let taken = start(&path, vec![defined("a", "string")], &other.address().to_string()).unwrap_err();
    assert!(matches!(taken, Error::Address { .. }), "{taken}");
    assert_eq!(stored(&path, "a"), defined("a", "number").text);

    let served = start(&path, vec![defined("a", "string"), defined("b", "string")], "127.0.0.1:0").unwrap();
    assert_eq!(served.get("pre/a").json()["value"][0]["value"], "1");
    drop(served);
    assert_eq!(stored(&path, "a"), defined("a", "string").text);
}

/// A start has the definitions of its files. The data file keeps what was published of models with a file, and the
/// records of the others.
#[test]
fn definitions_of_the_network_after_a_restart() {
    let folder = Folder::new("network");
    let path = folder.0.join("data");
    let files = || vec![defined("student", "string")];
    let served = start(&path, files(), "127.0.0.1:0").unwrap();
    let call = |action: &str, members: serde_json::Value| {
        let mut body = json!({ "EnvId": served.emulator.env_id() });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        cloud(served.emulator.address(), action, &body)["Data"].clone()
    };
    let changed = r#"{ "properties": { "note": { "type": "string" } } }"#;
    let id = call("DescribeDataSource", json!({ "Name": "student" }))["Id"].clone();
    call("ModifyDataSource", json!({ "Id": id, "Schema": changed }));
    let order = call("CreateDataSourceDetail", json!({ "Name": "order", "Schema": changed }))["Id"].clone();
    call("BatchPublishDataSources", json!({ "DataSourceIds": [id, order] }));
    for model in ["student", "order"] {
        let created = served.call("POST", &format!("/weda/odata/v1/prod/{model}"), r#"{"note":"早"}"#);
        assert_eq!(created.status, 201, "{created:?}");
    }
    drop(served);

    let served = start(&path, files(), "127.0.0.1:0").unwrap();
    let fields = |target: &str| served.get(target).json()["value"].clone();
    assert_eq!(served.emulator.unpublished(), ["student"], "pre has the definition of the file");
    assert_eq!(fields("prod/student")[0]["note"], "早");
    let created = served.call("POST", "/weda/odata/v1/pre/student", r#"{"value":"a","note":"b"}"#).json();
    assert_eq!((&created["value"], created.get("note")), (&json!("a"), None));
    for stage in ["pre", "prod"] {
        assert_eq!(served.get(&format!("{stage}/order")).business().0, "ResourceNotFound.DataSourceNotExist");
    }
    drop(served);

    let order = Definition::parse("order", "order.json", changed).unwrap();
    let served = start(&path, vec![defined("student", "string"), order], "127.0.0.1:0").unwrap();
    assert_eq!(served.get("prod/order").json()["value"][0]["note"], "早");
}
