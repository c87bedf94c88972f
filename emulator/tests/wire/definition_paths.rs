//! The definitions on the data-model gateway.

use serde_json::{Value, json};
use weda_emulator::{Definition, Profile};

use crate::fixture::{STUDENT, Served, definitions, encoded, served, serving_as};
use crate::http::Answer;

const ENV: &str = "lowcode-emulator";

fn get(served: &Served, stage: &str, call: &str) -> Answer {
    served.call("GET", &format!("/v1/model/datasource/{stage}/{call}"), "")
}

fn data(answer: &Answer) -> Value {
    let json = answer.json();
    assert_eq!((answer.status, json.get("code")), (200, None), "{answer:?}");
    assert!(json["requestId"].as_str().is_some_and(|id| !id.is_empty()), "{answer:?}");
    json["data"].clone()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["Name"].as_str().unwrap()).collect()
}

/// Gives `student` another definition in `pre` only.
fn change(served: &Served) -> String {
    let text = r#"{ "title": "新生", "properties": { "name": { "type": "string" } } }"#;
    served.emulator.define(Definition::parse("student", "student.json", text).unwrap()).unwrap();
    text.to_owned()
}

#[test]
fn the_list_of_schemas() {
    let served = served();
    let list =
        |query: &str| data(&get(&served, "prod", &format!("schemaList{query}")))["DataSourceRelationInfoList"].clone();
    assert_eq!(names(&list("")).len(), 6);
    let two = list("?dataSourceNameList=student&dataSourceNameList=connector&dataSourceNameList=nothing");
    assert_eq!(names(&two), ["connector", "student"]);
    assert_eq!(names(&list("?dataSourceNameList%5B%5D=student")), ["student"]);
    let student = &two[1];
    assert_eq!((&student["Title"], student["Schema"].as_str()), (&json!("学生"), Some(STUDENT)));
    let schemas = served.call("GET", "/weda/model/v1/getSchemaList/student", "").json();
    assert_eq!(schemas["Response"]["Data"]["QueryDataSourceSchemaResultList"][0], *student, "as on the other host");
}

#[test]
fn models_by_table_name() {
    let served = served();
    let changed = change(&served);
    let target =
        format!("dataSourceByTableName?tableNames=student-preview&tableNames={}&tableNames=student", encoded("没有"));
    let tables = data(&get(&served, "prod", &target))["DataSourceTableInfos"].clone();
    let table = |name: &str, schema: &str, title: &str, preview: bool| {
        json!({ "Id": tables[0]["Id"], "Name": "student", "Title": title, "TableName": name, "Schema": schema,
                "IsDataSource": true, "IsPreview": preview })
    };
    assert_eq!(
        tables,
        json!([table("student-preview", &changed, "新生", true), table("student", STUDENT, "学生", false)])
    );
    let answer = get(&served, "prod", "dataSourceByTableName");
    assert_eq!(answer.common().0, "MISSING_PARAMETER");
}

/// `queryPublish` asks for the trial or the published version.
#[test]
fn the_detail_of_a_model() {
    let served = served();
    let changed = change(&served);
    let detail = |stage: &str, query: &str| data(&get(&served, stage, &format!("dataSourceAggregateDetail?{query}")));
    let published = detail("prod", "dataSourceName=student&queryPublish=1");
    assert_eq!((&published["Schema"], &published["Title"]), (&json!(STUDENT), &json!("学生")));
    let trial = detail("prod", "dataSourceName=student&queryPublish=0");
    assert_eq!((&trial["Schema"], &trial["Title"]), (&json!(changed), &json!("新生")));
    assert_eq!(detail("prod", "dataSourceName=student")["Schema"], STUDENT, "the stage of the path without the option");
    assert_eq!(detail("pre", "dataSourceName=student")["Schema"], changed);
    let id = trial["Id"].as_str().unwrap();
    assert_eq!(detail("prod", &format!("datasourceId={id}&queryPublish=0")), trial);
    assert_eq!(
        (&trial["PreviewTableName"], &trial["PublishedTableName"]),
        (&json!("student-preview"), &json!("student"))
    );
    assert_eq!((&trial["PublishStatus"], &published["PublishStatus"]), (&json!(0), &json!(1)));
    assert_eq!(detail("prod", "dataSourceName=connector&queryPublish=0")["PublishStatus"], 1);

    let refused = |query: &str| get(&served, "prod", &format!("dataSourceAggregateDetail?{query}")).common();
    assert_eq!(refused("dataSourceName=studnet").0, "DATASOURCE_NOT_EXIST");
    assert_eq!(refused("datasourceId=data-0").0, "DATASOURCE_NOT_EXIST");
    let (code, message) = refused("");
    let expected = "`datasourceId` and `dataSourceName` are both given or both missing; send one of them in the query";
    assert_eq!((code.as_str(), message.as_str()), ("INVALID_PARAMETER", expected));
    assert_eq!(refused(&format!("dataSourceName=student&datasourceId={id}")).0, "INVALID_PARAMETER");
    let (code, message) = refused("dataSourceName=student&queryPublish=2");
    assert_eq!((code.as_str(), message.as_str()), ("INVALID_PARAMETER_VALUE", "`queryPublish` is `2`; send 0 or 1"));
    served.emulator.define(Definition::parse("order", "order.json", STUDENT).unwrap()).unwrap();
    assert_eq!(refused("dataSourceName=order&queryPublish=1").0, "DATASOURCE_NOT_EXIST", "not published");
    assert_eq!(detail("prod", "dataSourceName=order&queryPublish=0")["Name"], "order");
}

#[test]
fn pages_of_models() {
    let served = served();
    let list = |query: &str| data(&get(&served, "prod", &format!("aggregateDataSourceList?envId={ENV}&{query}")));
    let all = list("pageSize=100");
    assert_eq!((all["Count"].as_u64(), names(&all["Rows"]).len()), (Some(6), 6));
    assert_eq!(all["Rows"][3]["Schema"], STUDENT);
    let page = list("pageSize=4&pageIndex=2");
    assert_eq!((page["Count"].as_u64(), names(&page["Rows"])), (Some(6), vec!["sys_department", "sys_user"]));
    assert_eq!(list("pageSize=9&querySystemModel=false")["Count"], 4);
    assert_eq!(
        names(&list("pageSize=9&dataSourceNames=student&dataSourceNames=connector")["Rows"]),
        ["connector", "student"]
    );
    let id = all["Rows"][3]["Id"].as_str().unwrap();
    assert_eq!(names(&list(&format!("pageSize=9&dataSourceIds={id}"))["Rows"]), ["student"]);
    let filtered = |query: &str| list(&format!("pageSize=9&{query}"));
    let of_tables = filtered("databaseTableNames=student-preview&databaseTableNames=connector&databaseTableNames=x");
    assert_eq!(names(&of_tables["Rows"]), ["connector", "student"]);
    assert_eq!(
        (&filtered("databaseTableNames=x")["Count"], &filtered("dataSourceType=database")["Count"]),
        (&json!(0), &json!(6))
    );
    assert_eq!(
        (&filtered("dbInstanceType=MYSQL")["Count"], &filtered("dbInstanceType=FLEXDB")["Count"]),
        (&json!(6), &json!(0))
    );
    let refused = |query: &str| get(&served, "prod", &format!("aggregateDataSourceList?{query}")).common().0;
    assert_eq!(refused(&format!("envId={ENV}")), "MISSING_PARAMETER");
    assert_eq!(refused("pageSize=10"), "MISSING_PARAMETER");
    assert_eq!(refused("pageSize=10&envId=other"), "INVALID_PARAMETER_VALUE");
    for size in ["0", "-1", "x", "1.5", "99999999999999999999"] {
        assert_eq!(refused(&format!("pageSize={size}&envId={ENV}")), "INVALID_PARAMETER_VALUE", "{size}");
    }
}

#[test]
fn the_basic_list() {
    let served = served();
    let post = |body: Value| served.call("POST", "/v1/model/datasource/prod/basicDataSourceList", &body.to_string());
    let list = |body: Value| data(&post(body));
    let all = list(json!({ "QueryAll": true }));
    assert_eq!((all["Total"].as_u64(), names(&all["DataSourceList"]).len()), (Some(6), 6));
    let some = list(json!({ "NameList": ["student"], "PageNum": 1, "PageSize": 10 }));
    assert_eq!((some["Total"].as_u64(), names(&some["DataSourceList"])), (Some(1), vec!["student"]));
    assert_eq!(names(&list(json!({ "PageNum": 3, "PageSize": 2 }))["DataSourceList"]), ["sys_department", "sys_user"]);
    assert_eq!(post(json!({ "NameList": "student" })).common().0, "INVALID_PARAMETER");
    assert_eq!(post(json!({ "PageNum": 0 })).common().0, "INVALID_PARAMETER");
    assert_eq!(post(json!([])).common().0, "INVALID_PARAMETER");
}

#[test]
fn pre_may_have_no_definition_paths() {
    let served = served();
    change(&served);
    let schema = |served: &Served, stage: &str| get(served, stage, "schemaList?dataSourceNameList=student");
    let list = data(&schema(&served, "pre"))["DataSourceRelationInfoList"].clone();
    assert_eq!(list[0]["Title"], "新生");
    assert_eq!(data(&schema(&served, "prod"))["DataSourceRelationInfoList"][0]["Title"], "学生");

    let profile = Profile::documented().with(|profile| profile.model_api.pre_paths = false);
    let served = serving_as(definitions(), profile);
    let answer = schema(&served, "pre");
    assert_eq!((answer.status, answer.common().0.as_str()), (404, "RESOURCE_NOT_FOUND"));
    assert_eq!(data(&schema(&served, "prod"))["DataSourceRelationInfoList"][0]["Title"], "学生");
}

#[test]
fn wrong_paths_methods_and_tokens() {
    let served = served();
    for (method, path, status, code) in [
        ("GET", "prod/schemas", 404, "RESOURCE_NOT_FOUND"),
        ("GET", "dev/schemaList", 404, "RESOURCE_NOT_FOUND"),
        ("POST", "prod/schemaList", 405, "UNSUPPORTED_OPERATION"),
        ("GET", "prod/basicDataSourceList", 405, "UNSUPPORTED_OPERATION"),
        ("GET", "prod/schemaList?dataSourceNameList=%FF", 200, "INVALID_PARAMETER"),
    ] {
        let answer = served.call(method, &format!("/v1/model/datasource/{path}"), "{}");
        assert_eq!((answer.status, answer.common().0.as_str()), (status, code), "{method} {path}");
    }
    let address = served.emulator.address();
    let answer = crate::http::send(address, "GET", "/v1/model/datasource/prod/schemaList", &[], "");
    assert_eq!((answer.status, answer.common().0.as_str()), (200, "AUTH_FAILURE_TOKEN_FAILURE"));
}
