//! Schemas, option sets, and publishing.

use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator, Error, OptionSets, Profile};

use crate::fixture::{STUDENT, Served, definitions, served, serving_as};

fn schemas(served: &Served, path: &str) -> Vec<Value> {
    let answer = served.call("GET", &format!("/weda/model/v1/getSchemaList{path}"), "");
    let json = answer.json();
    let response = &json["Response"];
    assert_eq!(answer.status, 200);
    assert!(response["RequestId"].is_string() && response["Data"]["RequestId"] == response["RequestId"], "{json}");
    response["Data"]["QueryDataSourceSchemaResultList"].as_array().unwrap().clone()
}

#[test]
fn schemas_are_the_text_of_the_definitions() {
    let served = served();
    let all = schemas(&served, "");
    let names: Vec<&Value> = all.iter().map(|schema| &schema["Name"]).collect();
    assert_eq!(names, ["Student", "after-service", "connector", "student", "sys_department", "sys_user"]);
    let student = &schemas(&served, "/student")[0];
    assert_eq!((&student["Title"], student["Schema"].as_str()), (&json!("学生"), Some(STUDENT)));
    assert!(student["Id"].as_str().unwrap().starts_with("data-"), "{student}");
    assert_eq!(all[3], *student);
    assert_eq!(all[0].get("Title"), None, "a made-up title would be pulled as a change of the definition");
    assert!(schemas(&served, "/studnet").is_empty());
    let user: Value = serde_json::from_str(schemas(&served, "/sys_user")[0]["Schema"].as_str().unwrap()).unwrap();
    assert_eq!(user["properties"]["name"]["title"], "用户名称");
}

#[test]
fn schemas_as_the_profile_has_them() {
    let mut profile = Profile::documented();
    (profile.answers.unknown_schema_refused, profile.answers.published_schemas) = (true, true);
    let served = serving_as(definitions(), profile);
    let unknown = served.call("GET", "/weda/model/v1/getSchemaList/studnet", "");
    assert_eq!(unknown.business().0, "ResourceNotFound.DataSourceNotExist");
    served.emulator.define(changed(r#""score": { "type": "number" }"#)).unwrap();
    assert_eq!(schemas(&served, "/student")[0]["Schema"], STUDENT);
    served.emulator.publish("student").unwrap();
    assert!(schemas(&served, "/student")[0]["Schema"].as_str().unwrap().len() < 100);
}

const SETS: &str = r#"{ "response": { "data": { "items": [
    { "name": "gender", "title": "性别", "config": "[{\"key\":\"1\",\"value\":\"男\"},{\"key\":\"2\",\"value\":\"女\"}]" },
    { "name": "level", "title": "等级", "description": "学员", "config": "[{\"key\":\"b\",\"value\":\"乙\"},{\"key\":\"a\",\"value\":\"甲\"}]" }
] } } }"#;

fn with_sets(profile: Profile) -> Served {
    let text = r#"{ "properties": { "gender": { "type": "string", "format": "x-enum", "x-enum-type": "general-option", "x-option-name": "gender" },
        "levels": { "type": "array", "format": "x-enum", "items": { "type": "string" }, "x-enum-type": "general-option", "x-option-name": "level", "x-multi-select": true },
        "other": { "type": "string", "format": "x-enum", "x-enum-type": "general-option", "x-option-name": "nowhere" } } }"#;
    let person = Definition::parse("person", "person.json", text).unwrap();
    let sets = OptionSets::parse("option-sets.json", SETS).unwrap();
    Served::of(Emulator::builder().definitions(person).option_sets(sets).profile(profile).start().unwrap())
}

#[test]
fn option_sets_in_their_own_envelope() {
    let served = with_sets(Profile::documented());
    let ask = |served: &Served, body: &str| served.call("POST", "/weda/model/v1/describeOptionSet", body);
    let answer = ask(&served, r#"{"optionSetNames":["level","nowhere"]}"#).json();
    let response = &answer["response"];
    assert_eq!(response["error"], json!({ "code": "", "message": "" }));
    let config = r#"[{"key":"b","value":"乙"},{"key":"a","value":"甲"}]"#;
    let set = json!({ "name": "level", "title": "等级", "description": "学员", "envId": "lowcode-emulator",
        "config": config, "data": { "a": "甲", "b": "乙" } });
    assert_eq!(response["data"], json!({ "total": 1, "items": [set] }));
    assert_eq!(ask(&served, r#"{"optionSetNames":[]}"#).json()["response"]["data"]["total"], 2);
    for body in ["{}", r#"{"optionSetNames":"gender"}"#, r#"{"optionSetNames":[5]}"#] {
        let error = ask(&served, body).json()["response"]["error"].clone();
        assert_eq!(error["code"], "InvalidParameter", "{body}");
        assert!(error["message"].as_str().unwrap().contains(r#"{"optionSetNames":["gender"]}"#), "{error}");
    }
    assert_eq!(ask(&served, "[]").common().0, "BAD_REQUEST");
    let mut profile = Profile::documented();
    profile.answers.all_option_sets = false;
    assert_eq!(ask(&with_sets(profile), r#"{"optionSetNames":[]}"#).json()["response"]["data"]["total"], 0);
}

/// Fields that refer to a set accept its keys only; if the set is missing they accept any key.
#[test]
fn shared_options_are_checked() {
    let served = with_sets(Profile::documented());
    let create = |body: Value| served.call("POST", "/weda/odata/v1/pre/person", &body.to_string());
    assert_eq!(create(json!({ "gender": "1", "levels": ["a", "b"], "other": "x" })).status, 201);
    for body in [json!({ "gender": "男" }), json!({ "levels": ["c"] }), json!({ "levels": "[\"a\",\"c\"]" })] {
        let message = create(body).invalid();
        assert!(message.contains("takes one of `"), "{message}");
    }
}

fn changed(properties: &str) -> Definition {
    let text = format!(r#"{{ "properties": {{ {properties} }} }}"#);
    Definition::parse("student", "changed/student.json", &text).unwrap()
}

#[test]
fn prod_sees_a_changed_definition_only_once_it_is_published() {
    let served = served();
    served.student(&json!({ "name": "李四", "score": 89, "note": "n" }));
    let record = json!({ "_id": "p", "name": "王五", "course": "c", "note": "p" });
    served.emulator.load("prod/student", [record]).unwrap();
    served.emulator.define(changed(r#""name": { "type": "string" }, "mood": { "type": "string" }"#)).unwrap();

    let first = |stage: &str| served.get(&format!("{stage}/student")).json()["value"][0].clone();
    let (pre, prod) = (first("pre"), first("prod"));
    assert_eq!((&pre["name"], pre.get("mood"), pre.get("note")), (&json!("李四"), Some(&json!(null)), None));
    assert_eq!((&prod["note"], prod.get("mood")), (&json!("p"), None));
    let create = |stage: &str| served.call("POST", &format!("/weda/odata/v1/{stage}/student"), r#"{"mood":"good"}"#);
    assert_eq!(create("pre").status, 201, "nothing is required any more");
    assert!(create("prod").invalid().contains("is required"));

    served.emulator.publish("student").unwrap();
    assert_eq!((first("prod").get("mood"), first("prod").get("note")), (Some(&json!(null)), None));
    assert_eq!(create("prod").json()["mood"], "good");
    assert!(matches!(served.emulator.publish("studnet"), Err(Error::UnknownModel { .. })));
}

#[test]
fn a_changed_definition_keeps_what_records_hold_or_is_refused() {
    let served = served();
    served.student(&json!({ "name": "李四", "score": 89, "note": "[1]", "card": "A1" }));
    served.student(&json!({ "name": "王五", "score": 0.5, "note": "words", "card": "A2", "tutor": "t" }));
    let refused = |properties: &str, reason: &str| {
        let error = served.emulator.define(changed(properties)).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert_eq!(served.names("score gt 80"), ["李四"], "nothing has changed");
    };
    refused(r#""name": { "type": "number" }"#, "field `name` (changed/student.json:1) expects a number, found a text");
    refused(r#""note": { "type": "array" }"#, "the text is not JSON");
    refused(r#""score": { "type": "number", "numberCount": 0 }"#, "found a number with a fraction");
    refused(
        r#""course": { "type": "string", "x-unique": true }"#,
        "field `course` (changed/student.json:1) is unique now",
    );

    // Old values may exceed new limits, and lack fields that are required now.
    served
        .emulator
        .define(changed(r#""name": { "type": "string", "maxLength": 1 }, "new": { "type": "string" }"#))
        .unwrap();
    assert_eq!(served.get("pre/student").json()["value"][1]["name"], "王五");
    let again: Vec<Definition> =
        definitions().into_iter().filter(|definition| definition.identifier == "student").collect();
    served.emulator.define(again.into_iter().next().unwrap()).unwrap();
    assert_eq!(served.names("score eq 0.5 and tutor eq 't'"), ["王五"], "removed fields are back");
    let taken = served.create(&json!({ "card": "A1" }));
    assert_eq!(taken.business().0, "FailedOperation.AddDuplicationErr");
}

#[test]
fn publishing_may_take_its_time() {
    let mut profile = Profile::documented();
    profile.answers.publishing_seconds = 60;
    let served = Served::of(Emulator::builder().definitions(definitions()).profile(profile).clock(0).start().unwrap());
    served.emulator.define(changed(r#""mood": { "type": "string" }"#)).unwrap();
    served.emulator.publish("student").unwrap();
    assert!(matches!(served.emulator.publish("studnet"), Err(Error::UnknownModel { .. })));
    let is_published = || served.get("prod/student?$filter=mood%20eq%20'a'").body.contains("value");
    served.emulator.advance_clock(std::time::Duration::from_secs(59));
    assert!(!is_published());
    served.emulator.advance_clock(std::time::Duration::from_secs(1));
    assert!(is_published());
}

/// A scheduled publication that did not fit failed the next call, and dropped the models queued behind it.
/// The queue was emptied before its first entry was tried, and the error became the answer of the call.
/// The log reports it now, the rest of the queue is published, and `prod` keeps its definition.
#[test]
fn a_failed_scheduled_publication_is_logged() {
    let mut profile = Profile::documented();
    profile.answers.publishing_seconds = 60;
    let served = Served::of(Emulator::builder().definitions(definitions()).profile(profile).clock(0).start().unwrap());
    served.emulator.define(changed(r#""name": { "type": "string", "x-unique": true }"#)).unwrap();
    served.emulator.publish("student").unwrap();
    let label = r#"{ "properties": { "label": { "type": "string" }, "more": { "type": "string" } } }"#;
    served.emulator.define(Definition::parse("Student", "changed/Student.json", label).unwrap()).unwrap();
    served.emulator.publish("Student").unwrap();
    let twice = json!({ "name": "n", "course": "c" });
    served.emulator.load("prod/student", [twice.clone(), twice.clone()]).unwrap();
    served.emulator.advance_clock(std::time::Duration::from_secs(60));

    let page = served.get("prod/Student?$filter=more%20eq%20'a'");
    assert_eq!((page.status, page.json()["value"].as_array().map(Vec::len)), (200, Some(0)), "{page:?}");
    let logged = crate::fixture::latest(&served, "GET");
    let note = logged.note.unwrap();
    assert!(note.starts_with("`student` was not published; prod keeps its definition: model"), "{note}");
    assert!(note.contains("is unique now"), "{note}");
    assert_eq!(served.emulator.unpublished(), ["student"]);
    served.emulator.load("prod/student", [twice]).unwrap();

    // A record that does not fit already is an error of `publish`.
    let refused = served.emulator.publish("student").unwrap_err().to_string();
    assert!(refused.contains("is unique now"), "{refused}");
    served.emulator.advance_clock(std::time::Duration::from_secs(60));
    assert_eq!(served.get("prod/student").json()["value"].as_array().map(Vec::len), Some(3));
}

/// A scheduled publication published the definition in `pre` at the end of the delay, not the one at the request.
/// The queue stored the model's name and looked its definition up later.
/// It stores the definition now.
#[test]
fn a_scheduled_publication_has_the_definition_of_its_request() {
    let mut profile = Profile::documented();
    profile.answers.publishing_seconds = 60;
    let served = Served::of(Emulator::builder().definitions(definitions()).profile(profile).clock(0).start().unwrap());
    served.emulator.define(changed(r#""mood": { "type": "string" }"#)).unwrap();
    served.emulator.publish("student").unwrap();
    served.emulator.define(changed(r#""later": { "type": "string" }"#)).unwrap();
    served.emulator.advance_clock(std::time::Duration::from_secs(60));
    served.emulator.load("prod/student", [json!({ "mood": "a", "later": "b" })]).unwrap();
    let record = served.emulator.records("prod/student").unwrap().remove(0);
    assert_eq!((&record["mood"], record.get("later")), (&json!("a"), None));
    assert_eq!(served.emulator.unpublished(), ["student"]);
}
