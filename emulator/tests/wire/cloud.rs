//! The cloud API: the calls of the vendor's command line and MCP server about models.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator, Profile};

use crate::fixture::{STUDENT, Served, definitions, served, serving_as};
use crate::http::send;
use crate::signed::{KEYS, cloud, cloud_text};

const ENV: &str = "lowcode-emulator";

/// The code and message of the error that a call ends with.
fn refused(address: SocketAddr, action: &str, body: &Value) -> (String, String) {
    let error = cloud(address, action, body)["Error"].clone();
    let text = |name: &str| error[name].as_str().unwrap_or_else(|| panic!("{action} {body}: no error")).to_owned();
    (text("Code"), text("Message"))
}

fn data(address: SocketAddr, action: &str, body: &Value) -> Value {
    let response = cloud(address, action, body);
    assert_eq!(response.get("Error"), None, "{action} {body}");
    response["Data"].clone()
}

fn names(data: &Value) -> Vec<String> {
    let rows = data["Rows"].as_array().or(data["DataSourceList"].as_array()).unwrap();
    rows.iter().map(|row| row["Name"].as_str().unwrap().to_owned()).collect()
}

/// The text of a schema with one field.
fn schema(field: &str) -> String {
    json!({ "type": "object", "properties": { field: { "type": "string", "title": "标题" } } }).to_string()
}

fn id_of(address: SocketAddr, name: &str) -> String {
    let data = data(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": name }));
    data["Id"].as_str().unwrap().to_owned()
}

/// Creates a record over OData and returns it, or the message of the error.
fn create_record(served: &Served, stage: &str, model: &str, record: &Value) -> Result<Value, String> {
    let answer = served.call("POST", &format!("/weda/odata/v1/{stage}/{model}"), &record.to_string());
    if answer.status == 201 { Ok(answer.json()) } else { Err(answer.business().1) }
}

#[test]
fn the_environment() {
    let served = served();
    let address = served.emulator.address();
    for body in [json!({}), json!({ "IsVisible": false, "Channels": ["dcloud"] })] {
        let response = cloud(address, "DescribeEnvs", &body);
        let environment = &response["EnvList"][0];
        assert_eq!((&environment["EnvId"], &environment["Status"]), (&json!(ENV), &json!("NORMAL")), "{response}");
        for list in ["Databases", "Storages", "Functions"] {
            assert_eq!(environment[list], json!([]), "{list}");
        }
    }
    let info = cloud(address, "DescribeEnvInfo", &json!({ "EnvId": ENV }));
    assert_eq!(info["EnvInfo"]["EnvBaseInfo"]["EnvId"], ENV);
    let (code, message) = refused(address, "DescribeEnvInfo", &json!({ "EnvId": "other-1a" }));
    assert_eq!(code, "InvalidParameterValue");
    assert_eq!(message, "`EnvId` is `other-1a`, which is not the emulator's environment; use `lowcode-emulator`");
    let (code, message) = refused(address, "DescribeDataSourceList", &json!({}));
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("MissingParameter", "`EnvId` is missing or empty; send it in the JSON body")
    );
}

#[test]
fn lists_of_data_sources() {
    let served = Served::of(Emulator::builder().definitions(definitions()).clock(1_767_225_600_000).start().unwrap());
    let address = served.emulator.address();
    // As `tcb db list` sends it.
    let all = json!({ "EnvId": ENV, "PageIndex": 1, "PageSize": 1000, "QuerySystemModel": true, "QueryConnector": 0,
                      "QueryDataSourceRelationList": true });
    let list = data(address, "DescribeDataSourceList", &all);
    assert_eq!(list["Count"], 6);
    assert_eq!(names(&list), ["Student", "after-service", "connector", "student", "sys_department", "sys_user"]);
    let student = &list["Rows"][3];
    assert_eq!((&student["Title"], student["Schema"].as_str()), (&json!("学生"), Some(STUDENT)));
    assert_eq!(
        (&student["CreatedAt"], &student["UpdatedAt"]),
        (&json!("2026-01-01 08:00:00"), &json!("2026-01-01 08:00:00"))
    );
    assert_eq!((&student["DbInstanceType"], &student["TableNameRule"]), (&json!("MYSQL"), &json!("only_name")));
    assert_eq!(
        (&student["PreviewTableName"], &student["PublishedTableName"]),
        (&json!("student-preview"), &json!("student"))
    );
    let relations = student["RelationFieldList"].as_array().unwrap();
    assert!(relations.contains(&json!({ "Field": "school", "Format": "many-one", "RelateDataSourceName": "school" })));
    assert_eq!(list["Rows"][0].get("Title"), None, "a made-up title would be pulled as a change");
    assert_eq!((&student["SubType"], &list["Rows"][5]["SubType"]), (&json!("database"), &json!("System")));

    let with = |changes: Value| {
        let mut body = all.clone();
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        data(address, "DescribeDataSourceList", &body)
    };
    assert_eq!(
        names(&with(json!({ "DataSourceNames": ["student", "nothing", "connector"] }))),
        ["connector", "student"]
    );
    assert_eq!(names(&with(json!({ "DataSourceIds": [student["Id"]] }))), ["student"]);
    let own = with(json!({ "QuerySystemModel": false }));
    assert_eq!((own["Count"].as_u64(), names(&own).len()), (Some(4), 4));
    let page = with(json!({ "PageIndex": 2, "PageSize": 4 }));
    assert_eq!(
        (page["Count"].as_u64(), names(&page)),
        (Some(6), vec!["sys_department".to_owned(), "sys_user".to_owned()])
    );
    assert!(names(&with(json!({ "PageIndex": 4, "PageSize": 4 }))).is_empty());
    assert_eq!(names(&data(address, "DescribeDataSourceList", &json!({ "EnvId": ENV }))).len(), 6);
    // As the MCP server sends it.
    let mcp = json!({ "EnvId": ENV, "PageIndex": 1, "PageSize": 1000, "QuerySystemModel": true, "QueryConnector": 0 });
    assert_eq!(names(&data(address, "DescribeDataSourceList", &mcp)), names(&list));
}

#[test]
fn one_data_source() {
    let served = served();
    let address = served.emulator.address();
    let id = id_of(address, "student");
    assert_eq!(id, "data-5f9fbd640", "clients may keep it for later releases");
    for action in ["DescribeDataSource", "DescribeBasicDataSource"] {
        let by_name = data(address, action, &json!({ "EnvId": ENV, "Name": "student" }));
        assert_eq!((by_name["Schema"].as_str(), &by_name["Id"]), (Some(STUDENT), &json!(id)), "{action}");
        assert_eq!(data(address, action, &json!({ "EnvId": ENV, "Id": id })), by_name);
        let (code, message) = refused(address, action, &json!({ "EnvId": ENV, "Name": "studnet" }));
        // The command line compares the whole code.
        assert_eq!(code, "ResourceNotFound", "{action}");
        assert!(message.starts_with("there is no data source `studnet`; use one of Student, "), "{message}");
        let (code, _) = refused(address, action, &json!({ "EnvId": ENV, "Name": "student", "Id": "data-0" }));
        assert_eq!(code, "ResourceNotFound", "{action}");
        let (code, message) = refused(address, action, &json!({ "EnvId": ENV }));
        assert_eq!((code.as_str(), &message[..6]), ("MissingParameter", "`Name`"), "{message}");
    }
}

#[test]
fn the_basic_list_and_its_filters() {
    let served = served();
    let address = served.emulator.address();
    let list = |body: Value| {
        let mut whole = json!({ "EnvId": ENV, "PageNum": 1, "PageSize": 100 });
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let data = data(address, "DescribeBasicDataSourceList", &whole);
        assert!(data["Total"].as_u64().unwrap() >= names(&data).len() as u64, "{data}");
        names(&data)
    };
    assert_eq!(list(json!({})).len(), 6);
    // As the command line sends it.
    let filters = json!({ "QueryFilterList": [
        { "Name": "sub_type", "Values": ["System"], "Match": false },
        { "Name": "sub_type", "Values": ["database"], "Match": true },
        { "Name": "sub_type", "Values": ["hidden"], "Match": false },
        { "Name": "title", "Values": [""], "Like": true }
    ] });
    assert_eq!(list(filters), ["Student", "after-service", "connector", "student"]);
    assert_eq!(list(json!({ "QueryFilterList": [{ "Name": "Title", "Values": ["学"], "Like": true }] })), ["student"]);
    assert!(list(json!({ "QueryFilterList": [{ "Name": "Title", "Values": ["学"] }] })).is_empty());
    assert_eq!(list(json!({ "NameList": ["student"] })), ["student"]);
    assert_eq!(list(json!({ "IdList": [id_of(address, "connector")] })), ["connector"]);
    assert!(list(json!({ "OnlyFlexDb": true })).is_empty());
    assert_eq!(list(json!({ "PageNum": 2, "PageSize": 5 })), ["sys_user"]);
    assert_eq!(list(json!({ "PageNum": 2, "PageSize": 5, "QueryAll": true })).len(), 6);
    let body = json!({ "EnvId": ENV, "QueryFilterList": [{ "Name": "colour", "Values": [] }] });
    let (code, message) = refused(address, "DescribeBasicDataSourceList", &body);
    assert_eq!(code, "InvalidParameterValue");
    assert!(message.starts_with("`QueryFilterList[0].Name` is `colour`; filters are on Id, Name, "), "{message}");
}

/// The calls that `tcb db push` makes.
#[test]
fn a_model_is_pushed_and_published() {
    let served = Served::of(Emulator::builder().definitions(definitions()).clock(1_767_225_600_000).start().unwrap());
    let address = served.emulator.address();
    let wanted = json!({ "EnvId": ENV, "Name": "order" });
    assert_eq!(refused(address, "DescribeDataSource", &wanted).0, "ResourceNotFound");
    served.emulator.advance_clock(Duration::from_secs(60));
    let first = schema("code");
    let created = json!({ "EnvId": ENV, "Title": "订单", "Name": "order", "Type": "database",
                          "TableNameRule": "only_name", "Schema": first });
    let id = data(address, "CreateDataSourceDetail", &created)["Id"].clone();
    let found = data(address, "DescribeDataSource", &wanted);
    assert_eq!((&found["Id"], &found["Title"], &found["Schema"]), (&id, &json!("订单"), &json!(first)));
    assert_eq!((&found["CreatedAt"], &found["PublishStatus"]), (&json!("2026-01-01 08:01:00"), &json!(0)));
    create_record(&served, "pre", "order", &json!({ "code": "A1" })).unwrap();
    let unpublished = create_record(&served, "prod", "order", &json!({ "code": "A1" })).unwrap_err();
    assert!(unpublished.starts_with("model `order` is not published"), "{unpublished}");
    assert_eq!(served.emulator.unpublished(), ["order"]);

    let publish = json!({ "EnvId": ENV, "DataSourceIds": [id] });
    data(address, "BatchPublishDataSources", &publish);
    assert_eq!(data(address, "DescribeDataSource", &wanted)["PublishStatus"], 1);
    assert_eq!(create_record(&served, "prod", "order", &json!({ "code": "A1" })).unwrap()["code"], "A1");

    served.emulator.advance_clock(Duration::from_secs(60));
    let second = schema("number");
    let changed = json!({ "Id": id, "EnvId": ENV, "Title": "新订单", "Schema": second });
    data(address, "ModifyDataSource", &changed);
    let found = data(address, "DescribeDataSource", &wanted);
    assert_eq!((&found["Title"], &found["Schema"], &found["Id"]), (&json!("新订单"), &json!(second), &id));
    assert_eq!(
        (&found["CreatedAt"], &found["UpdatedAt"]),
        (&json!("2026-01-01 08:01:00"), &json!("2026-01-01 08:02:00"))
    );
    let in_pre = create_record(&served, "pre", "order", &json!({ "number": "B2" })).unwrap();
    assert_eq!((&in_pre["number"], in_pre.get("code")), (&json!("B2"), None));
    let in_prod = create_record(&served, "prod", "order", &json!({ "number": "B2" })).unwrap();
    assert_eq!((in_prod.get("number"), &in_prod["code"]), (None, &Value::Null), "prod has the old definition");
    data(address, "BatchPublishDataSources", &publish);
    assert_eq!(create_record(&served, "prod", "order", &json!({ "number": "B2" })).unwrap()["number"], "B2");

    // The other faces have the model too.
    let schemas = served.call("GET", "/weda/model/v1/getSchemaList/order", "").json();
    let row = json!({ "Id": id, "Name": "order", "Schema": second, "Title": "新订单" });
    assert_eq!(schemas["Response"]["Data"]["QueryDataSourceSchemaResultList"], json!([row]));
    let gateway =
        served.call("POST", "/v1/model/prod/order/list", r#"{"filter":{"where":{}},"select":{"number":true}}"#);
    assert_eq!(gateway.json()["data"]["records"].as_array().map(Vec::len), Some(3), "{gateway:?}");
}

/// The calls that the MCP server makes for a new model.
#[test]
fn a_task_creates_models() {
    let served = served();
    let address = served.emulator.address();
    let model = |name: &str, title: &str| {
        json!({ "CreateSource": "cloudbase_create", "Description": "说明", "Schema": schema("code"), "Title": title,
                "Name": name, "TableNameRule": "only_name" })
    };
    let body = json!({ "CreateDataModelList": [model("Shop", "店铺"), model("Goods", "商品")], "DbInstanceType": "FLEXDB", "EnvId": ENV });
    let task = data(address, "BatchCreateDataModelList", &body)["TaskId"].as_str().unwrap().to_owned();
    let status = data(address, "QueryModelTaskStatus", &json!({ "EnvId": ENV, "TaskId": task }));
    assert_eq!((&status["Status"], &status["SuccessResourceIdList"]), (&json!("success"), &json!(["Shop", "Goods"])));
    let found = data(address, "DescribeBasicDataSource", &json!({ "EnvId": ENV, "Name": "Shop" }));
    let of = ["Title", "Description", "DbInstanceType"].map(|name| found[name].as_str().unwrap());
    assert_eq!(of, ["店铺", "说明", "FLEXDB"]);
    create_record(&served, "pre", "Goods", &json!({ "code": "茶" })).unwrap();
    assert!(create_record(&served, "prod", "Goods", &json!({ "code": "茶" })).is_err(), "created, not published");

    // A model that exists fails alone.
    let body = json!({ "CreateDataModelList": [model("Goods", "商品"), model("Staff", "店员")], "EnvId": ENV });
    let task = data(address, "BatchCreateDataModelList", &body)["TaskId"].clone();
    let status = data(address, "QueryModelTaskStatus", &json!({ "EnvId": ENV, "TaskId": task }));
    assert_eq!((&status["Status"], &status["SuccessResourceIdList"]), (&json!("fail"), &json!(["Staff"])));
    let reason = status["FailReason"].as_str().unwrap();
    assert!(reason.starts_with("there is a model `Goods` already"), "{reason}");
    let (code, message) = refused(address, "QueryModelTaskStatus", &json!({ "EnvId": ENV, "TaskId": "1" }));
    assert_eq!((code.as_str(), &message[..21]), ("ResourceNotFound", "there is no task `1`;"));

    // An invalid schema starts no task.
    let mut broken = model("Late", "晚");
    broken["Schema"] = json!("{\n\"properties\": []}");
    let body = json!({ "CreateDataModelList": [model("Early", "早"), broken], "EnvId": ENV });
    let (code, message) = refused(address, "BatchCreateDataModelList", &body);
    assert_eq!(code, "InvalidParameter");
    assert!(message.starts_with("Schema of Late:2:"), "{message}");
    assert_eq!(refused(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": "Early" })).0, "ResourceNotFound");
}

/// A task may wait before it is carried out, and is refused only then if the model exists meanwhile.
#[test]
fn a_task_may_take_its_time() {
    let profile = Profile::documented().with(|profile| profile.answers.task_seconds = 4);
    let served = Served::of(Emulator::builder().profile(profile).clock(0).start().unwrap());
    let address = served.emulator.address();
    let start = |name: &str| {
        let model = json!({ "Name": name, "Schema": schema("code") });
        let body = json!({ "CreateDataModelList": [model], "EnvId": ENV });
        data(address, "BatchCreateDataModelList", &body)["TaskId"].clone()
    };
    let (first, second) = (start("Shop"), start("Shop"));
    let status = |task: &Value| {
        data(address, "QueryModelTaskStatus", &json!({ "EnvId": ENV, "TaskId": task }))["Status"].clone()
    };
    assert_eq!((status(&first), status(&second)), (json!("init"), json!("init")));
    assert!(create_record(&served, "pre", "Shop", &json!({})).is_err());
    served.emulator.advance_clock(Duration::from_secs(4));
    // Any call notices that the time has come.
    create_record(&served, "pre", "Shop", &json!({ "code": "a" })).unwrap();
    assert_eq!((status(&first), status(&second)), (json!("success"), json!("fail")));
}

/// A definition that does not fit stored records changes nothing, in either stage.
#[test]
fn changes_that_do_not_fit_stored_records() {
    let served = served();
    let address = served.emulator.address();
    served.student(&json!({ "name": "李四", "note": "早" }));
    served.emulator.load("prod/student", [json!({ "name": "王五", "course": "c", "note": "晚" })]).unwrap();
    let before = data(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": "student" }));
    let id = before["Id"].clone();
    let number = json!({ "properties": { "note": { "type": "number" } } }).to_string();
    let (code, message) =
        refused(address, "ModifyDataSource", &json!({ "Id": id, "EnvId": ENV, "Title": "x", "Schema": number }));
    assert_eq!(code, "FailedOperation");
    assert!(message.starts_with("model `student` has changed, and its record `"), "{message}");
    assert_eq!(data(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": "student" })), before);

    // It fits the records of `pre` now, and not those of `prod`.
    for record in served.emulator.records("student").unwrap() {
        served.call("DELETE", &format!("/weda/odata/v1/pre/student('{}')", record["_id"].as_str().unwrap()), "");
    }
    data(address, "ModifyDataSource", &json!({ "Id": id, "EnvId": ENV, "Schema": number }));
    let order = json!({ "EnvId": ENV, "Name": "order", "Schema": schema("code") });
    let order = data(address, "CreateDataSourceDetail", &order)["Id"].clone();
    let (code, _) = refused(address, "BatchPublishDataSources", &json!({ "EnvId": ENV, "DataSourceIds": [order, id] }));
    assert_eq!(code, "FailedOperation");
    assert_eq!(served.emulator.unpublished(), ["order", "student"], "all of them or none");
    assert_eq!(served.get("prod/student").json()["value"][0]["note"], "晚");
}

/// A title and a description may change alone; a definition of the program has its own.
#[test]
fn titles_and_descriptions() {
    let served = served();
    let address = served.emulator.address();
    let read = || {
        let data = data(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": "student" }));
        (
            data["Title"].as_str().unwrap().to_owned(),
            data["Description"].as_str().unwrap().to_owned(),
            data["Schema"].clone(),
        )
    };
    assert_eq!(read(), ("学生".to_owned(), String::new(), json!(STUDENT)));
    let id = id_of(address, "student");
    data(address, "ModifyDataSource", &json!({ "Id": id, "EnvId": ENV, "Title": "新生", "Description": "一年级" }));
    assert_eq!(read(), ("新生".to_owned(), "一年级".to_owned(), json!(STUDENT)));
    let text = r#"{ "title": "校友", "description": "毕业", "properties": { "name": { "type": "string" } } }"#;
    served.emulator.define(Definition::parse("student", "student.json", text).unwrap()).unwrap();
    assert_eq!(read(), ("校友".to_owned(), "毕业".to_owned(), json!(text)));
}

/// Definitions that come over the network have notes like others.
#[test]
fn definitions_have_notes() {
    let served = served();
    let address = served.emulator.address();
    let pattern = json!({ "properties": { "code": { "type": "string", "pattern": "(" } } }).to_string();
    let body = json!({ "EnvId": ENV, "Name": "order", "Schema": pattern });
    let id = data(address, "CreateDataSourceDetail", &body)["Id"].clone();
    let notes = served.emulator.notes();
    assert!(notes[0].starts_with("Schema of order:1 the pattern of `code` is not checked"), "{notes:?}");
    data(address, "ModifyDataSource", &json!({ "EnvId": ENV, "Id": id, "Schema": schema("code") }));
    assert_eq!(served.emulator.notes(), [""; 0]);
}

/// A model made over the network stays when other definitions and option sets change.
#[test]
fn other_changes_keep_the_model() {
    let served = served();
    let address = served.emulator.address();
    data(address, "CreateDataSourceDetail", &json!({ "EnvId": ENV, "Name": "order", "Schema": schema("code") }));
    let other = Definition::parse("student", "student.json", r#"{ "properties": { "name": { "type": "string" } } }"#);
    served.emulator.define(other.unwrap()).unwrap();
    served.emulator.set_option_sets(weda_emulator::OptionSets::default());
    assert!(served.emulator.undefine("connector"));
    create_record(&served, "pre", "order", &json!({ "code": "A1" })).unwrap();
    assert!(served.emulator.undefine("order"));
    assert_eq!(refused(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": "order" })).0, "ResourceNotFound");
}

#[test]
fn signatures_are_verified() {
    let served = served();
    let address = served.emulator.address();
    let body = json!({ "EnvId": ENV, "Name": "student" }).to_string();
    let code = |keys: (&str, &str)| {
        let answer = cloud_text(address, keys, "DescribeDataSource", &body);
        assert!(!answer.body.contains("emulator-key") && !answer.body.contains("wrong-key"), "{answer:?}");
        answer.business().0
    };
    assert_eq!(code(("emulator-id", "wrong-key")), "AuthFailure.SignatureFailure");
    assert_eq!(code(("other-id", "emulator-key")), "AuthFailure.SecretIdNotFound");
    let unsigned = send(address, "POST", "/", &[("X-TC-Action", "DescribeDataSource")], &body);
    assert_eq!((unsigned.status, unsigned.business().0.as_str()), (200, "AuthFailure.InvalidAuthorization"));
    let bearer = [("X-TC-Action", "DescribeDataSource"), ("Authorization", "Bearer a.b.c")];
    assert_eq!(send(address, "POST", "/", &bearer, &body).business().0, "AuthFailure.InvalidAuthorization");
    for header in
        ["TC3-HMAC-SHA256", "TC3-HMAC-SHA256 Credential=x", "TC3-HMAC-SHA256 Credential=emulator-id/a/b/tc3_request"]
    {
        let headers = [("X-TC-Action", "DescribeDataSource"), ("Authorization", header)];
        assert_eq!(
            send(address, "POST", "/", &headers, &body).business().0,
            "AuthFailure.SignatureFailure",
            "{header}"
        );
    }
    assert!(send(address, "POST", "/", &[], &body).status == 404, "without an action there is no such path");
}

/// The switch leaves only the id of the key to be compared.
#[test]
fn signatures_may_be_trusted() {
    let profile = Profile::documented().with(|profile| profile.gateway.verify_signatures = false);
    let served = serving_as(definitions(), profile);
    let address = served.emulator.address();
    let body = json!({ "EnvId": ENV, "Name": "student" }).to_string();
    let call = |keys: (&str, &str)| cloud_text(address, keys, "DescribeDataSource", &body);
    assert_eq!(call(("emulator-id", "wrong-key")).json()["Response"]["Data"]["Name"], "student");
    assert_eq!(call(("other-id", "emulator-key")).business().0, "AuthFailure.SecretIdNotFound");
}

#[test]
fn other_actions_are_refused_by_name() {
    let served = served();
    let address = served.emulator.address();
    for action in
        ["DescribeDataSources", "BatchDeleteDataSources", "ModifyModelAndRelation", "describeEnvs", "RunSql", "x"]
    {
        let (code, message) = refused(address, action, &json!({ "EnvId": ENV }));
        assert_eq!(code, "UnsupportedOperation");
        let expected =
            format!("the action `{action}` is not emulated; the emulator has DescribeEnvs, DescribeEnvInfo, ");
        assert!(message.starts_with(&expected), "{message}");
    }
}

/// Large definitions are read only from callers with the id of the key pair.
#[test]
fn a_large_definition() {
    let served = served();
    let address = served.emulator.address();
    let fields: serde_json::Map<String, Value> = (0..1500)
        .map(|number| (format!("field_{number}"), json!({ "type": "string", "title": "很长的标题" })))
        .collect();
    let body =
        json!({ "EnvId": ENV, "Name": "wide", "Schema": json!({ "properties": fields }).to_string() }).to_string();
    assert!(body.len() > 64 << 10);
    let answer = cloud_text(address, ("other-id", "k"), "CreateDataSourceDetail", &body);
    assert_eq!(answer.business().0, "AuthFailure.SecretIdNotFound");
    let answer = cloud_text(address, KEYS, "CreateDataSourceDetail", &body);
    assert!(answer.json()["Response"]["Data"]["Id"].is_string(), "{answer:?}");
}

#[test]
fn names_of_models() {
    let served = served();
    let address = served.emulator.address();
    let create = |name: &str| {
        cloud(address, "CreateDataSourceDetail", &json!({ "EnvId": ENV, "Name": name, "Schema": schema("code") }))
    };
    let longest = format!("a{}", "1".repeat(63));
    for name in ["order", "Order", "after-sale", "wddd_c1urxrm", "x", longest.as_str()] {
        assert!(create(name)["Data"]["Id"].is_string(), "{name}");
        assert!(create_record(&served, "pre", name, &json!({ "code": "A1" })).is_ok(), "{name}");
    }
    let rule = "identifiers begin with a letter and have at most 64 letters, digits, `_` and `-`";
    for name in
        [format!("{longest}1"), "1a".to_owned(), "_a".to_owned(), "订单".to_owned(), "a/b".to_owned(), "a b".to_owned()]
    {
        let error = create(&name)["Error"].clone();
        assert_eq!(
            (&error["Code"], &error["Message"]),
            (&json!("InvalidParameterValue"), &json!(format!("`Name` is `{name}`; {rule}")))
        );
    }
    let system = create("sys_new")["Error"].clone();
    assert_eq!(system["Message"], "`Name` begins with `sys_`, as system models do; use another name");
    let reason = "`Name` ends in `-preview`, as the table of the trial data of `student` does; use another name";
    assert_eq!(create("student-preview")["Error"]["Message"], reason);
    let list = json!([{ "Name": "student-preview", "Schema": schema("code") }]);
    let (code, message) =
        refused(address, "BatchCreateDataModelList", &json!({ "EnvId": ENV, "CreateDataModelList": list }));
    assert_eq!(code, "InvalidParameterValue");
    assert_eq!(message, reason.replace("`Name`", "`CreateDataModelList[0].Name`"));
    let taken = create("student")["Error"].clone();
    assert_eq!(taken["Code"], "ResourceInUse");
    assert_eq!(
        taken["Message"],
        "there is a model `student` already; change it with ModifyDataSource, or use another name"
    );
    let id = id_of(address, "sys_user");
    for (action, body) in [
        ("ModifyDataSource", json!({ "EnvId": ENV, "Id": id, "Title": "x" })),
        ("BatchPublishDataSources", json!({ "EnvId": ENV, "DataSourceIds": [id] })),
    ] {
        let (code, message) = refused(address, action, &body);
        assert_eq!(code, "UnauthorizedOperation");
        assert_eq!(message, "`sys_user` is a system model: it cannot be changed or published");
    }
}

/// A new name was accepted and had no effect.
#[test]
fn names_cannot_be_changed() {
    let served = served();
    let address = served.emulator.address();
    let change = |name: &str| json!({ "EnvId": ENV, "Id": id_of(address, "student"), "Name": name, "Title": "新生" });
    let (code, message) = refused(address, "ModifyDataSource", &change("pupil"));
    assert_eq!(code, "InvalidParameterValue");
    assert_eq!(
        message,
        "`Name` is `pupil`, but the name of this data source is `student`, which cannot be changed; leave it out"
    );
    let read = || data(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": "student" }))["Title"].clone();
    assert_eq!(read(), "学生");
    data(address, "ModifyDataSource", &change("student"));
    assert_eq!(read(), "新生");
}

/// Messages advised callers to pull a file again and to move it out of a directory.
#[test]
fn mistakes_in_schemas_are_told_to_callers() {
    let served = served();
    let address = served.emulator.address();
    let id = id_of(address, "student");
    let message = |schema: &str| {
        let created =
            refused(address, "CreateDataSourceDetail", &json!({ "EnvId": ENV, "Name": "order", "Schema": schema }));
        let changed = refused(address, "ModifyDataSource", &json!({ "EnvId": ENV, "Id": id, "Schema": schema }));
        assert_eq!(created.0, "InvalidParameter");
        assert_eq!(created.1.replacen("order", "student", 1), changed.1);
        created.1
    };
    let again = "correct the text and send it again";
    assert_eq!(
        message("{ \"properties\": 7 }"),
        format!("Schema of order:1:17 `properties` must be an object, found a number; {again}")
    );
    let not = "Schema of order:1:1 is not a definition: expected a JSON object with `\"type\": \"object\"` and `properties`, found";
    assert_eq!(message("[]"), format!("{not} a list; {again}"));
    let fields: serde_json::Map<String, Value> =
        (0..1991).map(|number| (format!("f{number}"), json!({ "type": "string" }))).collect();
    let wide = message(&json!({ "properties": fields }).to_string());
    assert!(wide.ends_with(" fields; at most 1990 are supported: use fewer fields"), "{wide}");
}

/// The vendor's command line reads a schema of `null` as one without fields.
#[test]
fn schemas_without_content() {
    let served = served();
    let address = served.emulator.address();
    let body = |schema: &str| json!({ "EnvId": ENV, "Name": "order", "Schema": schema });
    assert_eq!(refused(address, "CreateDataSourceDetail", &body("")).0, "MissingParameter");
    data(address, "CreateDataSourceDetail", &body("null"));
    let order = data(address, "DescribeDataSource", &json!({ "EnvId": ENV, "Name": "order" }));
    assert_eq!(order["Schema"], "null");
    let (code, message) =
        refused(address, "ModifyDataSource", &json!({ "EnvId": ENV, "Id": order["Id"], "Schema": "" }));
    assert_eq!(code, "InvalidParameter");
    assert!(message.starts_with("Schema of order is empty, expected a JSON object"), "{message}");
    assert!(create_record(&served, "pre", "order", &json!({})).is_ok());
}
