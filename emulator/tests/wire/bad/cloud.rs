use std::time::Duration;

use serde_json::{Value, json};
use weda_emulator::Profile;

use super::{Guard, check};
use crate::fixture::serving_as;
use crate::http::{Answer, send};
use crate::signed::{KEYS, cloud, cloud_text};

const ENV: &str = "lowcode-emulator";

/// All definitions with their details.
fn definitions(guard: &Guard) -> Value {
    let body = json!({ "EnvId": ENV, "PageSize": 1000 });
    cloud(guard.served.emulator.address(), "DescribeDataSourceList", &body)["Data"].clone()
}

/// Checks that an error has the envelope of the cloud API.
fn check_envelope(request: &str, answer: &Answer) {
    check(request, answer);
    assert_eq!(answer.status, 200, "{request}: {answer:?}");
    let (code, message) = answer.business();
    assert!(code != "InternalError" && !message.is_empty(), "{request}: {answer:?}");
}

/// Values of the wrong kind or with hostile content for any member.
fn wrong_values() -> Vec<Value> {
    let texts =
        ["", " ", "no.thing", "..", "a/b", "a'b", "\u{0}", "学生", "sys_user", "sys_new", "-a", "1a", "a b", "a\nb"];
    let mut values: Vec<Value> = texts.into_iter().map(Value::from).collect();
    values.push(json!("a".repeat(65)));
    values.extend([json!(7), json!(1.5), json!(true), json!([]), json!({}), json!(["a", 7]), json!([[]]), json!(null)]);
    values
}

#[test]
fn in_cloud_calls() {
    let guard = Guard::new();
    let address = guard.served.emulator.address();
    let before = definitions(&guard);
    let id = before["Rows"][3]["Id"].clone();
    assert_eq!(before["Rows"][3]["Name"], "student");
    let schema = r#"{"properties":{"a":{"type":"string"}}}"#;
    let mut count = 0;
    let mut refused = |action: &str, body: &str| {
        let shown = format!("{action} {}", body.chars().take(120).collect::<String>());
        check_envelope(&shown, &cloud_text(address, KEYS, action, body));
        count += 1;
    };
    for value in wrong_values() {
        let create = json!({ "EnvId": ENV, "Name": value, "Schema": schema, "Title": "t" });
        refused("CreateDataSourceDetail", &create.to_string());
        refused("BatchCreateDataModelList", &json!({ "EnvId": ENV, "CreateDataModelList": [create] }).to_string());
        refused("CreateDataSourceDetail", &json!({ "EnvId": value, "Name": "order", "Schema": schema }).to_string());
        refused("ModifyDataSource", &json!({ "EnvId": ENV, "Id": value, "Schema": schema }).to_string());
        refused("BatchPublishDataSources", &json!({ "EnvId": ENV, "DataSourceIds": value }).to_string());
        refused("BatchPublishDataSources", &json!({ "EnvId": ENV, "DataSourceIds": [id, value] }).to_string());
        refused("BatchCreateDataModelList", &json!({ "EnvId": ENV, "CreateDataModelList": value }).to_string());
        refused("QueryModelTaskStatus", &json!({ "EnvId": ENV, "TaskId": value }).to_string());
        if value != "sys_user" {
            refused("DescribeDataSource", &json!({ "EnvId": ENV, "Name": value }).to_string());
        }
        // Without a schema, null is the same as none.
        if !value.is_null() {
            refused("ModifyDataSource", &json!({ "EnvId": ENV, "Id": id, "Schema": value }).to_string());
        }
    }
    for schema in [
        "",
        "{",
        "[]",
        "7",
        "\"x\"",
        "{\"properties\":7}",
        "{\"properties\":{\"a\":7}}",
        "{\"a\":1,\"a\":2}x",
        "{\"properties\":{\"a\":{\"type\":\"string\"},\"a\":{\"type\":\"number\"}}}",
    ] {
        refused("CreateDataSourceDetail", &json!({ "EnvId": ENV, "Name": "order", "Schema": schema }).to_string());
        refused("ModifyDataSource", &json!({ "EnvId": ENV, "Id": id, "Schema": schema }).to_string());
    }
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    refused("CreateDataSourceDetail", &json!({ "EnvId": ENV, "Name": "order", "Schema": deep }).to_string());
    for (member, value) in [
        ("Type", json!("cloud-integration")),
        ("Title", json!(7)),
        ("Description", json!([])),
        ("TableNameRule", json!({})),
        ("DbInstanceType", json!(false)),
        ("Name", json!("student")),
    ] {
        let mut body = json!({ "EnvId": ENV, "Name": "order", "Schema": schema });
        body[member] = value;
        refused("CreateDataSourceDetail", &body.to_string());
    }
    for (member, value) in [
        ("PageIndex", json!(0)),
        ("PageSize", json!(-1)),
        ("PageSize", json!("x")),
        ("PageIndex", json!(1.5)),
        ("DataSourceNames", json!("student")),
        ("DataSourceIds", json!([7])),
        ("QuerySystemModel", json!("yes")),
        ("QuerySystemModel", json!(2)),
    ] {
        let mut body = json!({ "EnvId": ENV });
        body[member] = value;
        refused("DescribeDataSourceList", &body.to_string());
    }
    for filters in [
        json!({}),
        json!([7]),
        json!([{}]),
        json!([{ "Name": "Title", "Match": "x" }]),
        json!([{ "Name": "Title", "Values": "x" }]),
        // Each is applied to every data source, which took minutes.
        json!(vec![json!({ "Name": "Title", "Values": [], "Match": false }); 100_000]),
    ] {
        refused("DescribeBasicDataSourceList", &json!({ "EnvId": ENV, "QueryFilterList": filters }).to_string());
    }
    let new = |index| json!({ "Name": format!("new_{index}"), "Schema": schema });
    let many: Vec<Value> = (0..1_000).map(new).collect();
    refused("BatchCreateDataModelList", &json!({ "EnvId": ENV, "CreateDataModelList": many }).to_string());
    for body in ["", "{", "[]", "7", "null", "\"\"", "{\"EnvId\":", "\u{feff}{}", "a=b"] {
        for action in ["DescribeDataSourceList", "CreateDataSourceDetail", "ModifyDataSource", "DescribeEnvInfo"] {
            refused(action, body);
        }
    }
    assert!(count >= 250, "{count}");
    assert_eq!(definitions(&guard), before, "no definition has changed");
    guard.end();
}

/// The thousand and first task made the emulator forget the first, whose models were never created.
#[test]
fn too_many_waiting_tasks() {
    let profile = Profile::documented().with(|profile| profile.answers.task_seconds = 3_600);
    let served = serving_as(Vec::new(), profile);
    let address = served.emulator.address();
    let list = json!([{ "Name": "order", "Schema": r#"{"properties":{}}"# }]);
    let body = json!({ "EnvId": ENV, "CreateDataModelList": list });
    let start = || cloud(address, "BatchCreateDataModelList", &body);
    let first = start()["Data"]["TaskId"].clone();
    (1..1_000).for_each(|_| drop(start()));
    let refused = start()["Error"].clone();
    assert_eq!(refused["Code"], "RequestLimitExceeded");
    let expected = "1000 tasks are waiting, which is the limit; send the call again once one of them has ended";
    assert_eq!(refused["Message"], expected);
    let status = || cloud(address, "QueryModelTaskStatus", &json!({ "EnvId": ENV, "TaskId": first }))["Data"].clone();
    assert_eq!(status()["Status"], "init");
    served.emulator.advance_clock(Duration::from_secs(3_600));
    assert_eq!(status()["Status"], "success");
}

/// Signatures and headers that are not as they should be.
#[test]
fn in_signatures() {
    let guard = Guard::new();
    let address = guard.served.emulator.address();
    let before = definitions(&guard);
    let body = json!({ "EnvId": ENV, "Name": "order", "Schema": r#"{"properties":{}}"# }).to_string();
    let good = "TC3-HMAC-SHA256 Credential=emulator-id/2026-11-30/lowcode/tc3_request, SignedHeaders=content-type;host, Signature=";
    let zeros = "0".repeat(64);
    let long = format!("{good}{}", "0".repeat(5000));
    let many = format!("{}{zeros}", good.replace("content-type;host", &"host;content-type;".repeat(200)));
    let mut headers: Vec<String> = [
        "",
        " ",
        "TC3-HMAC-SHA256",
        "TC3-HMAC-SHA256 ",
        "TC3-HMAC-SHA256 ,",
        "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5",
        "Bearer emulator-key",
        "TC3-HMAC-SHA256 Credential=",
        "TC3-HMAC-SHA256 Credential=////, SignedHeaders=;, Signature=x",
    ]
    .map(str::to_owned)
    .to_vec();
    headers.extend([format!("{good}{zeros}"), long, many, format!("{good}{zeros}, Timestamp=x")]);
    headers.extend(
        ["2026-11-31", "", "2026-11-30/tcb", "9999999999-01-01", "%00"]
            .map(|date| format!("{}{zeros}", good.replace("2026-11-30", date))),
    );
    headers.extend(
        ["host", "content-type", "content-type;host;x", "CONTENT-TYPE;HOST", "content-type;host;;"]
            .map(|names| format!("{}{zeros}", good.replace("content-type;host", names))),
    );
    for authorization in &headers {
        for time in ["1796004760", "", "now", "-1", "99999999999999999999", "1e9"] {
            let headers = [
                ("X-TC-Action", "CreateDataSourceDetail"),
                ("Content-Type", "application/json"),
                ("X-TC-Timestamp", time),
                ("Authorization", authorization),
            ];
            let answer = send(address, "POST", "/", &headers, &body);
            check_envelope(authorization, &answer);
            assert!(answer.business().0.starts_with("AuthFailure."), "{authorization}: {answer:?}");
        }
    }
    assert_eq!(definitions(&guard), before, "no definition has changed");
    guard.end();
}
