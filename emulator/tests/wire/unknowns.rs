//! The switches for undocumented behaviour, one by one.

use serde_json::{Value, json};
use weda_emulator::Profile;
use weda_emulator::profile::{
    Absent, Count, Excess, Given, Ids, Nullify, QueryShape, RelationForm, Status, SystemWrite, TokenShape, TokenStatus,
    UnknownGet,
};

use crate::fixture::{BASIC, Served, definitions, names, serving_as};
use crate::http::{Answer, send};

fn with(switch: impl FnOnce(&mut Profile)) -> Served {
    let mut profile = Profile::documented();
    switch(&mut profile);
    serving_as(definitions(), profile)
}

fn load(served: &Served, stage: &str, records: Value) {
    served.emulator.load(&format!("{stage}/student"), records.as_array().unwrap().clone()).unwrap();
}

#[test]
fn a_record_that_does_not_exist() {
    let get = |form| with(|profile| profile.answers.unknown_get = form).get("pre/student('x')");
    assert_eq!(get(UnknownGet::WithoutId).json(), json!({ "@odata.context": "$metadata#student" }));
    assert_eq!((get(UnknownGet::NoContent).status, get(UnknownGet::NoContent).body), (204, String::new()));
    assert_eq!((get(UnknownGet::NotFound).status, get(UnknownGet::Business).status), (404, 200));
    for form in [UnknownGet::NotFound, UnknownGet::Business] {
        let (code, message) = get(form).business();
        assert_eq!(code, "ResourceNotFound");
        assert!(message.contains("`student` has no record `x`"), "{message}");
    }
    let served = with(|profile| profile.answers.unknown_write_refused = true);
    for method in ["PATCH", "DELETE"] {
        let answer = served.call(method, "/weda/odata/v1/pre/student('x')", "{}");
        assert_eq!((answer.status, answer.business().0.as_str()), (404, "ResourceNotFound"), "{method}");
    }
    let id = served.student(&json!({}))["_id"].as_str().unwrap().to_owned();
    assert_eq!(served.patch(&id, &json!({})).status, 204);
}

#[test]
fn what_records_look_like() {
    let served = with(|profile| profile.answers.absent = Absent::Missing);
    let record = served.student(&json!({}));
    assert_eq!((record.get("score"), record.get("friends"), &record["present"]), (None, None, &json!(true)));

    let served = with(|profile| profile.answers.fractions = false);
    let created = served.create(&json!({ "score": 89 }));
    assert!(created.body.contains(r#""score":89,"#), "{created:?}");

    let served = with(|profile| profile.answers.doubles = true);
    let created = served.create(&json!({ "score": 9_007_199_254_740_993_i64, "age": 3 }));
    assert!(created.body.contains(r#""score":9007199254740992.0,"age":3.0"#), "{created:?}");

    let served = with(|profile| profile.answers.system_fields_in_pre = false);
    let record = served.student(&json!({}));
    assert!(record.get("createdAt").is_none() && record.get("owner").is_none() && record["_id"].is_string());
    load(&served, "prod", json!([{ "name": "n", "course": "c" }]));
    assert!(served.get("prod/student").json()["value"][0]["createdAt"].is_i64());

    for (form, school) in [(RelationForm::Object, json!({ "_id": "s" })), (RelationForm::Id, json!("s"))] {
        let served = with(|profile| profile.answers.relations = form);
        assert_eq!(served.student(&json!({ "school": "s" }))["school"], school);
    }
}

#[test]
fn what_callers_may_send() {
    let sent = json!({ "_id": "mine", "owner": "me", "createdAt": 5, "serial": "X-1" });
    let kept = with(|profile| (profile.writes.system_fields, profile.writes.auto_numbers) = (Given::Kept, Given::Kept));
    let record = kept.student(&sent);
    assert_eq!((&record["_id"], &record["owner"], &record["serial"]), (&json!("mine"), &json!("me"), &json!("X-1")));
    assert_eq!(kept.create(&sent).business().0, "FailedOperation.AddDuplicationErr");
    assert!(kept.create(&json!({ "createdAt": "soon" })).invalid().contains("whole milliseconds"));
    assert_eq!(kept.patch("mine", &json!({ "_id": "other", "updatedAt": 7, "updateBy": "you" })).status, 204);
    let changed = kept.get("pre/student('mine')").json();
    assert_eq!((&changed["updatedAt"], &changed["updateBy"]), (&json!(7), &json!("you")));

    let refused =
        with(|profile| (profile.writes.system_fields, profile.writes.auto_numbers) = (Given::Refused, Given::Refused));
    for key in ["_id", "owner", "createdAt", "serial"] {
        let message = refused.create(&json!({ key: sent[key] })).invalid();
        assert!(message.contains(key) && message.contains("leave it out"), "{message}");
    }

    let strict = with(|profile| profile.writes.refuse_unknown_fields = true);
    for body in [json!({ "nmae": "a" }), json!({ "": 1 })] {
        assert!(strict.create(&body).invalid().contains("send fields of _id, createdAt"), "{body}");
    }
    assert_eq!(strict.create(&json!({ "friends": [] })).status, 201, "a virtual field is known");

    let text = with(|profile| profile.writes.native_json = false);
    for body in [json!({ "tags": ["a"] }), json!({ "address": {} }), json!({ "school": { "_id": "s" } })] {
        assert!(text.create(&body).invalid().contains("send its JSON text"), "{body}");
    }
    assert_eq!(text.create(&json!({ "tags": "[\"a\"]" })).status, 201);

    let ignored = with(|profile| profile.writes.null = Nullify::Ignored);
    let id = ignored.student(&json!({ "score": 1 }))["_id"].as_str().unwrap().to_owned();
    assert_eq!(ignored.patch(&id, &json!({ "score": null, "name": null })).status, 204);
    assert_eq!(ignored.get("pre/student").json()["value"][0]["score"], 1);

    let text = r#"{ "properties": { "mark": { "type": "string", "x-required": true } } }"#;
    let marked = || weda_emulator::Definition::parse("marked", "marked.json", text).unwrap();
    let mut profile = Profile::documented();
    let create = |served: &Served| served.call("POST", "/weda/odata/v1/pre/marked", "{}");
    assert_eq!(create(&serving_as([marked()], profile.clone())).status, 201);
    profile.writes.x_required = true;
    assert!(create(&serving_as([marked()], profile)).invalid().contains("is required"));
}

#[test]
fn ids_of_other_forms() {
    let short = with(|profile| profile.writes.ids = Ids::Short).student(&json!({}));
    let id = short["_id"].as_str().unwrap();
    assert!(id.len() == 10 && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()), "{id}");
    let counted = with(|profile| profile.writes.ids = Ids::Counted);
    load(&counted, "pre", json!([{ "_id": "00000000000000000000000000000002", "name": "n", "course": "c" }]));
    let ids: Vec<Value> = (0..2).map(|_| counted.student(&json!({}))["_id"].clone()).collect();
    assert_eq!(ids, ["00000000000000000000000000000001", "00000000000000000000000000000003"]);
}

#[test]
fn lists_of_other_sizes_and_orders() {
    let served = with(|profile| {
        let lists = &mut profile.lists;
        (lists.default_top, lists.top_max, lists.batch_top_max, lists.count) = (3, 4, 5, Count::Page);
    });
    let rows = |count: usize| {
        Value::from_iter((0..count).map(|n| json!({ "_id": format!("{n:02}"), "name": "n", "course": "c" })))
    };
    load(&served, "pre", rows(9));
    let count = |path: &str| served.get(path).json()["@odata.count"].clone();
    assert_eq!(count("pre/student?$count=true"), 3);
    assert_eq!(count("pre/student?$count=true&$top=100000"), 4);
    assert_eq!(count("batch/pre/student?$count=true&$top=100000"), 5);

    let served = with(|profile| (profile.lists.top_max, profile.lists.excess) = (4, Excess::Refused));
    assert!(served.get("pre/student?$top=5").invalid().contains("$top is 5, but a page has at most 4 records"));
    assert_eq!(served.get("pre/student?$top=4").status, 200);

    let served = with(|profile| profile.lists.shuffled = true);
    load(&served, "pre", rows(40));
    let ids = |answer: &Answer| -> Vec<String> {
        answer.json()["value"].as_array().unwrap().iter().map(|row| row["_id"].to_string()).collect()
    };
    let (first, second) = (served.get("pre/student?$top=40"), served.get("pre/student?$top=40"));
    assert_ne!(ids(&first), ids(&second));
    let ordered = served.get("pre/student?$top=40&$orderby=_id");
    assert!(ids(&ordered).is_sorted());
}

#[test]
fn filters_that_documents_do_not_show() {
    let served = with(|profile| profile.lists.inferred_literals = false);
    for filter in ["name eq 'O''Brien'", "present eq true", "score gt -1", "score gt -0.5", "contains(name,'''')"] {
        assert!(served.filter(filter).invalid().contains("lists.inferred_literals"), "{filter}");
    }
    assert_eq!(served.names("name eq 'a' and score gt 0.5"), [""; 0]);
    let served = with(|profile| profile.lists.bare_joiners = false);
    for filter in [
        "age eq 1 or age eq 2 and name eq 'a'",
        "age eq 1 and age eq 2 or name eq 'a'",
        "(age eq 1 and age eq 2 or age eq 3)",
    ] {
        assert!(served.filter(filter).invalid().contains("lists.bare_joiners"), "{filter}");
    }
    for filter in ["age eq 1 or (age eq 2 and name eq 'a')", "(age eq 1 or age eq 2) and name eq 'a'"] {
        assert_eq!(served.names(filter), [""; 0], "{filter}");
    }
}

#[test]
fn statuses_and_forms_of_errors() {
    let served =
        with(|profile| (profile.errors.common, profile.errors.business) = (Status::Semantic, Status::Semantic));
    let address = served.emulator.address();
    load(&served, "pre", json!([{ "name": "n", "course": "c", "card": "A1" }]));
    let cases = [
        (served.get("preview/student").status, 400),
        (send(address, "GET", "/weda/odata/v1/pre/student", &[], "").status, 401),
        (served.call("POST", "/weda/odata/v1/prod/sys_user", "{}").status, 403),
        (served.get("pre/studnet").status, 404),
        (served.create(&json!({ "card": "A1" })).status, 409),
        (served.create(&json!({ "note": "a".repeat(17 << 20) })).status, 413),
        (served.create(&json!({ "score": "x" })).status, 400),
    ];
    for (status, expected) in cases {
        assert_eq!(status, expected);
    }

    let served = with(|profile| profile.errors.system_write = SystemWrite::Business);
    let refused = served.call("DELETE", "/weda/odata/v1/prod/sys_user('1700000000000000001')", "");
    assert_eq!(
        (refused.status, refused.business().0.as_str()),
        (200, "FailedOperation.DataSourceOperationAuthFailure")
    );

    let served = with(|profile| profile.errors.query_shape = QueryShape::OData);
    let answer = served.filter("name eqq 1");
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (400, &json!("InvalidParameter")));
    assert!(answer.json()["error"]["message"].as_str().unwrap().contains("`eqq`"));
    assert_eq!(served.create(&json!({ "score": "x" })).business().0, "InvalidParameter");

    let ask = |status, shape| {
        let served = with(|profile| (profile.errors.token, profile.errors.token_shape) = (status, shape));
        let headers = [("Authorization", "Basic eDp5")];
        send(served.emulator.address(), "POST", "/auth/v1/token/clientCredential", &headers, "{}")
    };
    assert_eq!(ask(TokenStatus::Ok, TokenShape::Common).status, 200);
    let oauth = ask(TokenStatus::Unauthorized, TokenShape::OAuth);
    assert_eq!((oauth.status, &oauth.json()["error"]), (401, &json!("SIGN_PARAM_INVALID")));
    assert!(oauth.json()["error_description"].is_string());
}

#[test]
fn dev_may_stand_for_pre() {
    let served = with(|profile| profile.accept.dev = true);
    served.student(&json!({ "name": "体验" }));
    assert_eq!(names(&served.get("dev/student")), ["体验"]);
    let refused = with(|_| ()).get("dev/student").common();
    assert!(refused.1.contains("accept.dev"), "{refused:?}");
}

#[test]
fn the_user_who_owns_everything() {
    let served = with(|profile| profile.identity.user = "administrator".to_owned());
    let record = served.student(&json!({}));
    assert_eq!((&record["owner"], &record["updateBy"]), (&json!("administrator"), &json!("administrator")));
    assert_eq!(served.get("prod/sys_user").json()["value"][0]["_id"], "administrator");
}

/// The presets differ as documented, and `strict` is usable.
#[test]
fn presets() {
    assert_eq!(Profile::default(), Profile::documented());
    let mut served = serving_as(definitions(), Profile::strict());
    let without = served.get("pre/student");
    assert_eq!((without.status, without.common().0.as_str()), (400, "INVALID_COMMON_PARAM"));
    assert_eq!(send(served.emulator.address(), "GET", "/nowhere", &[("Authorization", BASIC)], "").status, 404);
    let sets = served.call("POST", "/weda/model/v1/describeOptionSet", r#"{"optionSetNames":[]}"#);
    assert_eq!(sets.status, 200, "option sets need no request id");
    served.request_id = Some("r1".to_owned());
    assert_eq!(served.get("pre/student").status, 200);
    assert_eq!(served.get("pre/student?$top=201").status, 400);
    let lenient = serving_as(definitions(), Profile::lenient());
    assert_eq!(lenient.student(&json!({ "_id": "mine" }))["_id"], "mine");
    assert_eq!(lenient.names("not (age ge 1)"), ["李四"]);
}
