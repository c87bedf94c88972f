use serde_json::{Value, json};

use crate::fixture::{names, served};
use crate::http::send;

/// Token, create, get, list, update, delete: members, statuses and number formats as in the vendor's examples.
#[test]
fn the_vendors_flow() {
    let served = served();
    let created = served.call("POST", "/weda/odata/v1/pre/student", r#"{"name":"李四","course":"体育","score":89}"#);
    assert_eq!(created.status, 201);
    assert!(created.head.contains("content-type: application/json"), "{created:?}");
    assert!(created.body.starts_with(r#"{"@odata.context":"$metadata#student","_id":""#), "{created:?}");
    assert!(created.body.contains(r#""score":89.0"#), "one record prints a fraction: {created:?}");
    let record = created.json();
    assert_eq!(record["_departmentList"], "[]");
    assert_eq!(record["createdAt"], record["updatedAt"]);
    assert!(record["createdAt"].as_i64().is_some_and(|at| at > 1_700_000_000_000), "{record}");
    for user in ["owner", "createBy", "updateBy"] {
        assert_eq!(record[user].as_str().map(str::len), Some(19), "{user}");
    }
    let id = record["_id"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");

    let path = format!("pre/student('{id}')");
    let got = served.get(&path);
    assert_eq!((got.status, got.json()), (200, record.clone()));

    let listed = served.get("pre/student?$filter=name%20eq%20'%E6%9D%8E%E5%9B%9B'&$count=true");
    assert!(listed.body.starts_with(r#"{"@odata.context":"$metadata#student","@odata.count":1,"value":[{"_id":"#));
    assert!(listed.body.contains(r#""score":89,"#), "lists print whole numbers as they are: {listed:?}");

    let patched = served.patch(id, &json!({ "score": 95.5, "_id": "other", "owner": "me" }));
    assert_eq!((patched.status, patched.body.as_str()), (204, ""));
    let changed = served.get(&path).json();
    assert_eq!(
        (&changed["score"], &changed["_id"], &changed["owner"]),
        (&json!(95.5), &record["_id"], &record["owner"])
    );
    assert_eq!(changed["course"], "体育");
    assert!(changed["updatedAt"].as_i64() >= changed["createdAt"].as_i64());

    let deleted = served.call("DELETE", &format!("/weda/odata/v1/{path}"), "");
    assert_eq!((deleted.status, deleted.body.as_str()), (204, ""));
    assert_eq!(served.get(&path).json(), json!({ "@odata.context": "$metadata#student" }));
}

#[test]
fn absent_values_are_null_and_defaults_apply() {
    let record = served().student(&json!({}));
    let virtual_and_unset = ["score", "age", "born", "tags", "address", "extra", "card", "tutor", "school", "friends"];
    for field in virtual_and_unset.into_iter().chain(["_openid", "note"]) {
        assert_eq!(record.get(field), Some(&Value::Null), "{field}");
    }
    assert_eq!((&record["present"], &record["grade"]), (&json!(true), &json!("一年级")));
    assert_eq!(record["serial"], "S-0007");
}

#[test]
fn pre_and_prod_are_separate() {
    let served = served();
    served.student(&json!({ "name": "只在体验" }));
    assert_eq!(names(&served.get("pre/student")), ["只在体验"]);
    assert_eq!(names(&served.get("prod/student")), [""; 0]);
    let created = served.call("POST", "/weda/odata/v1/prod/student", r#"{"name":"正式","course":"c"}"#).json();
    assert_eq!(created["serial"], "S-0007", "each environment counts for itself");
}

/// The other records have the same values, so that a change of too many is noticed.
#[test]
fn an_update_sets_system_values_and_changes_one_record_of_one_environment() {
    let served = served();
    let record = |id: &str| json!({ "_id": id, "name": "n", "course": "c", "createdAt": 1000, "createBy": "a", "updatedAt": 2000, "updateBy": "b" });
    for stage in ["pre", "prod"] {
        served.emulator.load(&format!("{stage}/student"), [record("r1"), record("r2")]).unwrap();
    }
    let neighbours =
        || ["pre/student('r2')", "prod/student('r1')", "prod/student('r2')"].map(|path| served.get(path).json());
    let before = neighbours();
    assert_eq!(served.patch("r1", &json!({ "score": 5 })).status, 204);
    let changed = served.get("pre/student('r1')").json();
    assert_eq!(
        (&changed["score"], &changed["createdAt"], &changed["createBy"]),
        (&json!(5.0), &json!(1000), &json!("a"))
    );
    assert!(changed["updatedAt"].as_i64().is_some_and(|at| at > 1_700_000_000_000), "{changed}");
    assert_eq!(changed["updateBy"].as_str().map(str::len), Some(19), "{changed}");
    assert_eq!(neighbours(), before);
    assert_eq!(served.call("DELETE", "/weda/odata/v1/pre/student('r1')", "").status, 204);
    assert_eq!(served.get("pre/student('r1')").json().get("_id"), None);
    assert_eq!(neighbours(), before);
}

/// SQLite ignores the case of names; identifiers of models differ by case.
#[test]
fn models_may_differ_in_case_alone_or_have_hyphens() {
    let served = served();
    served.student(&json!({}));
    assert_eq!(served.get("pre/Student").json()["value"], json!([]));
    let created = served.call("POST", "/weda/odata/v1/pre/after-service", r#"{"label":"退货"}"#);
    assert_eq!((created.status, created.json()["label"].clone()), (201, json!("退货")));
    assert_eq!(served.call("POST", "/weda/odata/v1/pre/connector", "{}").status, 201);
}

#[test]
fn an_unknown_record_can_be_changed_and_deleted_without_a_word() {
    let served = served();
    assert_eq!(served.patch("nobody", &json!({ "score": 1 })).status, 204);
    assert_eq!(served.call("DELETE", "/weda/odata/v1/pre/student('nobody')", "").status, 204);
    assert_eq!(served.get("pre/student").json()["value"], json!([]));
}

#[test]
fn system_models_are_there_and_read_only() {
    let served = served();
    let users = served.get("prod/sys_user?$filter=type%20eq%200").json();
    assert_eq!(users["@odata.context"], "$metadata#sys_user");
    assert_eq!(users["value"][0]["name"], "王小明");
    assert_eq!(users["value"][0]["env_id"], "lowcode-emulator");
    assert_eq!(users["value"][0]["open_id"], Value::Null);
    assert_eq!(served.get("pre/sys_user").json(), served.get("prod/sys_user").json());
    assert_eq!(served.get("prod/sys_department").json()["value"].as_array().unwrap().len(), 3);
    let id = users["value"][0]["_id"].as_str().unwrap();
    assert_eq!(served.get(&format!("prod/sys_user('{id}')")).json()["name"], "王小明");
    let record = format!("/weda/odata/v1/prod/sys_user('{id}')");
    for (method, path) in [("POST", "/weda/odata/v1/prod/sys_user"), ("PATCH", &record), ("DELETE", &record)] {
        let refused = served.call(method, path, "{}");
        let (code, message) = refused.common();
        assert_eq!((refused.status, code.as_str()), (200, "PERMISSION_DENIED"));
        assert!(message.contains("read-only"), "{message}");
    }
}

#[test]
fn a_model_without_a_definition() {
    let served = served();
    let (code, message) = served.get("pre/studnet").business();
    assert_eq!(code, "ResourceNotFound.DataSourceNotExist");
    assert!(message.contains("`studnet`") && message.contains("student, sys_department, sys_user"), "{message}");
}

#[test]
fn request_ids_are_echoed_or_made() {
    let served = served();
    let address = served.emulator.address();
    let answer = send(address, "GET", "/nowhere", &[("X-Request-Id", "abc-123")], "");
    assert_eq!(answer.json()["requestId"], "abc-123");
    assert!(answer.head.contains("x-request-id: abc-123"), "{answer:?}");
    let made = send(address, "GET", "/nowhere", &[], "").json()["requestId"].as_str().unwrap().len();
    assert_eq!(made, 32);
}

/// A call that had been answered was not always in the log.
/// The entry is written once the answer is sent, and a fast caller reads the log before.
/// Reading the log waits for pending entries now.
#[test]
fn a_call_that_was_answered_is_in_the_log() {
    let served = served();
    let before = served.emulator.log().len();
    for number in 1..=300 {
        served.get("pre/student?$top=1");
        assert_eq!(served.emulator.log().len(), before + number);
    }
}

/// A body with a byte order mark was rejected as invalid JSON.
#[test]
fn a_byte_order_mark_before_a_body_is_ignored() {
    let served = served();
    let body = "\u{feff}{\"name\":\"李四\",\"course\":\"体育\"}";
    assert_eq!(served.call("POST", "/weda/odata/v1/pre/student", body).status, 201);
    assert_eq!(served.emulator.records("student").unwrap().len(), 1);
}
