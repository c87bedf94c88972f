use serde_json::json;

use super::{DATA, Guard};

#[test]
fn in_bodies() {
    let mut guard = Guard::new();
    let deep = |open: &str, close: &str| format!(r#"{{"extra":{}1{}}}"#, open.repeat(20_000), close.repeat(20_000));
    let broken = [
        String::new(),
        " ".into(),
        "{".into(),
        "}".into(),
        "[]".into(),
        "[{}]".into(),
        "null".into(),
        "true".into(),
        "1".into(),
        "\"a\"".into(),
        "{name:'a'}".into(),
        "{'name':'a'}".into(),
        r#"{"name":"a",}"#.into(),
        r#"{"name":"a"}x"#.into(),
        r#"{"name":}"#.into(),
        r#"{"name":"a""#.into(),
        r#"{"name":"\x"}"#.into(),
        r#"{"name":"\ud83d"}"#.into(),
        "{\"name\":\"a\nb\"}".into(),
        r#"{"score":01}"#.into(),
        r#"{"score":.5}"#.into(),
        r#"{"score":1.}"#.into(),
        r#"{"score":+1}"#.into(),
        r#"{"score":NaN}"#.into(),
        r#"{"score":1e400}"#.into(),
        r#"{"score":0x10}"#.into(),
        "<xml/>".into(),
        "name=a&course=b".into(),
        deep("[", "]"),
        deep(r#"{"a":"#, "}"),
    ];
    let calls = [
        ("POST", format!("{DATA}/pre/student")),
        ("PATCH", format!("{DATA}/pre/student('a')")),
        ("POST", format!("{DATA}/batch/pre/student")),
        ("PATCH", format!("{DATA}/batch/pre/student('a')")),
        ("POST", "/weda/model/v1/describeOptionSet".to_owned()),
    ];
    for (method, path) in &calls {
        for body in &broken {
            guard.refused(method, path, body);
        }
    }
    let values = [
        ("name", vec![json!(null), json!(1), json!(true), json!([]), json!({}), json!("李".repeat(11))]),
        ("score", vec![json!("1"), json!(true), json!([1]), json!({}), json!(-1e300), json!(1e300), json!("")]),
        ("age", vec![json!(0.5), json!("1"), json!(1e300), json!(u64::MAX), json!(-1)]),
        ("present", vec![json!(0), json!("true"), json!([]), json!({})]),
        ("seen", vec![json!("2026-01-01"), json!(0.5), json!(true), json!(1e30)]),
        ("wakes", vec![json!(-1), json!(86_400_000), json!("06:00")]),
        ("grade", vec![json!("三年级"), json!(1), json!(["一年级"]), json!("")]),
        ("hobbies", vec![json!("画"), json!(["书"]), json!([1]), json!({}), json!("[\"书\"]")]),
        ("tags", vec![json!(""), json!("a"), json!(1), json!({}), json!([1]), json!("{")]),
        ("address", vec![json!("a"), json!([]), json!({ "city": 1 }), json!(true)]),
        ("card", vec![json!("A"), json!("a1"), json!("A1 "), json!("A1; DROP TABLE records_1"), json!(1)]),
        ("tutor", vec![json!(1), json!({ "_id": "a" }), json!(["a"])]),
        ("school", vec![json!(1), json!({}), json!({ "_id": 1 }), json!("{"), json!(["s"])]),
        ("home", vec![json!("a"), json!([1, 2]), json!({ "geopoint": 1 })]),
    ];
    for (field, values) in &values {
        for value in values {
            let with = |name: &str| {
                let mut body = json!({ "name": name, "course": "c" });
                body[*field] = value.clone();
                body
            };
            guard.refused("POST", &format!("{DATA}/pre/student"), &with("x").to_string());
            guard.refused("PATCH", &format!("{DATA}/pre/student('a')"), &json!({ *field: value }).to_string());
            let batch = json!({ "value": [{ "name": "ok", "course": "c" }, with("x")] });
            guard.refused("POST", &format!("{DATA}/batch/prod/student"), &batch.to_string());
        }
    }
    for body in [
        json!({}),
        json!({ "value": {} }),
        json!({ "value": [] }),
        json!({ "value": [1] }),
        json!({ "value": [null] }),
        json!({ "value": "[]" }),
    ] {
        guard.refused("POST", &format!("{DATA}/batch/pre/student"), &body.to_string());
    }
    for (method, path) in [
        ("POST", "prod/sys_user"),
        ("PATCH", "prod/sys_user('1700000000000000001')"),
        ("DELETE", "prod/sys_user('1700000000000000001')"),
        ("POST", "batch/pre/sys_department"),
        ("DELETE", "batch/pre/sys_user('1700000000000000001')"),
    ] {
        guard.refused(method, &format!("{DATA}/{path}"), r#"{"name":"x","value":[{"name":"x"}]}"#);
    }
    assert!(guard.end() >= 300);
}
