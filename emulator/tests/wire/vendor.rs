//! The vendor's documented examples, replayed: ten data calls, two schema calls, option sets and the token, with the
//! same ids and clock. Members, nesting, JSON types and statuses must be the same.

use serde_json::{Value, json};
use weda_emulator::profile::{CommaIds, Given};
use weda_emulator::{Definition, Emulator, OptionSets, Profile};

use crate::fixture::{BASIC, Served};
use crate::http::{Answer, send};

const STUDENT: &str = r#"{ "type": "object", "title": "学生", "x-primary-column": "name", "required": [], "properties": {
    "_id": { "type": "string", "title": "数据标识", "x-system": true },
    "createdAt": { "type": "number", "format": "datetime", "title": "创建时间", "x-system": true },
    "updatedAt": { "type": "number", "format": "datetime", "title": "更新时间", "x-system": true },
    "owner": { "type": "string", "format": "father-son", "title": "所有人", "x-system": true,
               "x-parent": { "type": "father-son", "parentDataSourceName": "sys_user", "fatherAction": "judge" } },
    "createBy": { "type": "string", "format": "father-son", "title": "创建人", "x-system": true,
                  "x-parent": { "type": "father-son", "parentDataSourceName": "sys_user", "fatherAction": "judge" } },
    "updateBy": { "type": "string", "format": "father-son", "title": "修改人", "x-system": true,
                  "x-parent": { "type": "father-son", "parentDataSourceName": "sys_user", "fatherAction": "judge" } },
    "_departmentList": { "type": "array", "title": "所属部门", "items": { "type": "string" }, "x-system": true },
    "name": { "type": "string", "title": "姓名" },
    "course": { "type": "string", "title": "课程" },
    "score": { "type": "number", "title": "成绩" }
} }"#;

const CLOCK: i64 = 1_646_034_692_306;
const USER: &str = "1463080581028851713";
const FIRST: &str = "5b049cc8621c7f44012b0e1a0c53e442";
const SECOND: &str = "5b049cc8621c7f44012b0e1b4af7e443";

/// The environment of the examples. The requests contain the ids, since their generation is undocumented.
fn environment() -> Served {
    let mut profile = Profile::documented();
    profile.writes.system_fields = Given::Kept;
    profile.accept.comma_ids = CommaIds::Split;
    profile.identity.user = USER.to_owned();
    let sets = r#"{ "response": { "data": { "items": [
        { "name": "gender", "title": "性别", "description": "", "config": "[{\"key\":\"1\",\"value\":\"男\"}]" } ] } } }"#;
    let definition = Definition::parse("student_bky05o0", "student_bky05o0.json", STUDENT).unwrap();
    let builder =
        Emulator::builder().definitions(definition).profile(profile).clock(CLOCK).env_id("lowcode-2gay8jgh25");
    let sets = OptionSets::parse("option-sets.json", sets).unwrap();
    Served::of(builder.option_sets(sets).start().unwrap())
}

/// A record as in the examples.
fn record(id: &str, name: &str, score: Value) -> Value {
    json!({
        "_id": id, "createdAt": CLOCK, "updatedAt": CLOCK, "owner": USER, "createBy": USER, "updateBy": USER,
        "_departmentList": "[]", "name": name, "course": "体育", "score": score
    })
}

fn page(records: Value) -> Value {
    json!({ "@odata.context": "$metadata#student_bky05o0", "value": records })
}

fn same(answer: &Answer, status: u16, body: &Value) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.head.contains("content-type: application/json\r\n"), "{answer:?}");
    assert_eq!(answer.json(), *body);
}

fn empty(answer: &Answer) {
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert!(!answer.head.contains("content-type"), "{answer:?}");
}

#[test]
fn the_ten_data_calls() {
    let served = environment();
    let base = "/weda/odata/v1/pre/student_bky05o0";
    let batch = "/weda/odata/v1/batch/pre/student_bky05o0";

    let created =
        served.call("POST", base, &format!(r#"{{"_id":"{FIRST}","name":"李四","course":"体育","score":89}}"#));
    let mut single = record(FIRST, "李四", json!(89.0));
    single["@odata.context"] = json!("$metadata#student_bky05o0");
    same(&created, 201, &single);
    assert!(created.body.contains(r#""score":89.0"#), "a double in the answer with one record: {created:?}");

    empty(&served.call("PATCH", &format!("{base}('{FIRST}')"), r#"{"score":77}"#));
    single["score"] = json!(77.0);
    same(&served.call("GET", &format!("{base}('{FIRST}')"), ""), 200, &single);

    let listed = served.call(
        "GET",
        &format!("{base}?$filter=contains(name,'李') and score gt 60&$orderby=score desc&$skip=0&$top=10")
            .replace(' ', "%20"),
        "",
    );
    same(&listed, 200, &page(json!([record(FIRST, "李四", json!(77))])));
    assert!(
        listed.body.contains(r#""score":77"#) && !listed.body.contains("77.0"),
        "a whole number in a list: {listed:?}"
    );
    let counted = served.call("GET", &format!("{base}?$count=true"), "").json();
    assert_eq!(counted["@odata.count"], 1);

    let body = json!({ "value": [{ "_id": SECOND, "name": "王五", "course": "体育", "score": 60 }] }).to_string();
    same(&served.call("POST", batch, &body), 201, &page(json!([record(SECOND, "王五", json!(60))])));
    let ids = format!("('{FIRST},{SECOND}')");
    same(&served.call("PATCH", &format!("{batch}{ids}"), r#"{"score":66}"#), 200, &json!({ "updateCount": 2 }));
    let both = json!([record(FIRST, "李四", json!(66)), record(SECOND, "王五", json!(66))]);
    same(&served.call("GET", &format!("{batch}{ids}"), ""), 200, &page(both.clone()));
    same(&served.call("GET", &format!("{batch}?$filter=course%20eq%20'%E4%BD%93%E8%82%B2'"), ""), 200, &page(both));
    empty(&served.call("DELETE", &format!("{base}('{FIRST}')"), ""));
    same(&served.call("DELETE", &format!("{batch}{ids}"), ""), 200, &json!({ "deleteCount": 1 }));
}

#[test]
fn both_schema_calls_and_the_option_sets() {
    let mut served = environment();
    served.request_id = Some("79e7c0fc8286e".to_owned());
    let one = served.call("GET", "/weda/model/v1/getSchemaList/student_bky05o0", "");
    let id = one.json()["Response"]["Data"]["QueryDataSourceSchemaResultList"][0]["Id"].clone();
    assert!(id.as_str().unwrap().starts_with("data-"), "{id}");
    let schema = json!({ "Id": id, "Name": "student_bky05o0", "Title": "学生", "Schema": STUDENT });
    let envelope = |list: Value| {
        let data = json!({ "QueryDataSourceSchemaResultList": list, "RequestId": "79e7c0fc8286e" });
        json!({ "Response": { "RequestId": "79e7c0fc8286e", "Data": data } })
    };
    same(&one, 200, &envelope(json!([schema])));
    let all = served.call("GET", "/weda/model/v1/getSchemaList", "").json();
    let list = all["Response"]["Data"]["QueryDataSourceSchemaResultList"].as_array().unwrap();
    assert_eq!((list.len(), &list[0]), (3, &schema));

    let sets = served.call("POST", "/weda/model/v1/describeOptionSet", r#"{"optionSetNames":["gender"]}"#);
    let set = json!({ "name": "gender", "title": "性别", "description": "", "envId": "lowcode-2gay8jgh25",
        "config": r#"[{"key":"1","value":"男"}]"#, "data": { "1": "男" } });
    let data = json!({ "total": 1, "items": [set] });
    let error = json!({ "code": "", "message": "" });
    same(&sets, 200, &json!({ "response": { "requestId": "79e7c0fc8286e", "error": error, "data": data } }));
}

#[test]
fn the_token_and_a_dead_one() {
    let served = environment();
    let address = served.emulator.address();
    let target = "/auth/v1/token/clientCredential";
    let body = r#"{"grant_type":"client_credentials"}"#;
    let answer = send(address, "POST", target, &[("Authorization", BASIC)], body);
    let json = answer.json();
    assert_eq!((answer.status, &json["token_type"], &json["expires_in"]), (200, &json!("Bearer"), &json!(432_000)));
    assert!(json["access_token"].as_str().unwrap().len() <= 4096);
    let headers = [("Authorization", "Bearer e30.e30.c2ln"), ("X-Request-Id", "79e7c0fc8286e")];
    let dead = send(address, "GET", "/weda/odata/v1/prod/sys_user", &headers, "");
    let json = dead.json();
    assert_eq!((dead.status, &json["code"]), (200, &json!("INVALID_ACCESS_TOKEN")));
    assert_eq!(json["requestId"], "79e7c0fc8286e");
    assert!(json["message"].as_str().unwrap().starts_with("access token verify failed: "), "{json}");
    assert_eq!(json.as_object().unwrap().len(), 3);
}
