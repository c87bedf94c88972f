use serde_json::{Value, json};

use weda_emulator::Definition;

use crate::fixture::{line, served, serving};

/// Each error names the field, the line of its declaration, and the expected value.
#[test]
fn values_that_violate_the_definition() {
    let served = served();
    let id = served.student(&json!({}))["_id"].as_str().unwrap().to_owned();
    let long = "李".repeat(11);
    let at = |coordinates| json!({ "geopoint": { "type": "Point", "coordinates": coordinates } });
    let cases = [
        ("name", json!(null), "is required"),
        ("name", json!(5), "expects a text, found a number:"),
        ("name", json!(5.0), "expects a text, found a number:"),
        ("name", json!(5.5), "expects a text, found a number with a fraction:"),
        ("name", json!(long), "at most 30 bytes of UTF-8, found 33"),
        ("score", json!("12"), "expects a number, found a text"),
        ("score", json!([1]), "expects a number, found a list"),
        ("score", json!(-100.5), "must not be less than -100"),
        ("score", json!(1e19), "must not be greater than 9300000000000000000"),
        ("age", json!(1.5), "expects a whole number, found a number with a fraction"),
        ("age", json!(1e17), "expects a whole number, found one too large to be exact"),
        ("age", json!(u64::MAX), "expects a whole number, found one too large to be exact"),
        ("age", json!(9_007_199_254_740_992.0), "found one too large to be exact"),
        ("age", json!(-1), "must not be less than 0"),
        ("present", json!("true"), "expects true or false, found a text"),
        ("present", json!(1), "expects true or false, found a number"),
        ("born", json!("2026-01-01"), "expects whole milliseconds"),
        ("seen", json!(1.5), "expects whole milliseconds"),
        ("wakes", json!(86_400_000), "from 0 to 86399999"),
        ("wakes", json!(-1), "from 0 to 86399999"),
        ("grade", json!("三年级"), "takes one of `一年级`, `二年级`"),
        ("hobbies", json!([1]), "at `[0]` expects a text, found a number"),
        ("tags", json!("not json"), "the text is not JSON"),
        ("tags", json!({}), "expects a list, found an object"),
        ("tags", json!("{}"), "expects a list, found an object"),
        ("tags", json!(7), "expects a list, found a number"),
        ("tags", json!(["a", 7]), "at `[1]` expects a text, found a number"),
        ("tags", json!("[null, 7]"), "at `[1]` expects a text, found a number"),
        ("address", json!([]), "expects an object, found a list"),
        ("address", json!({ "city": 5 }), "at `city` expects a text, found a number"),
        ("address", json!({ "floors": [1, "2"] }), "at `floors[1]` expects a number, found a text"),
        ("extra", json!("nope"), "the text is not JSON"),
        ("photo", json!(5), "expects a text, found a number:"),
        ("photo", json!({ "fileId": "cloud://a" }), "expects a text, found an object:"),
        ("photo", json!("长".repeat(21)), "at most 60 bytes of UTF-8, found 63"),
        ("papers", json!("cloud://a"), "the text is not JSON"),
        ("papers", json!(["cloud://a", 7]), "at `[1]` expects a text, found a number"),
        ("region", json!(["陕西省", "西安市"]), "expects a text, found a list:"),
        ("home", json!("杭州市"), "the text is not JSON"),
        ("home", json!([120.13, 30.25]), "expects an object, found a list"),
        ("home", json!({ "address": 7 }), "at `address` expects a text, found a number"),
        ("home", json!({ "geopoint": [120.13, 30.25] }), "at `geopoint` expects an object, found a list"),
        ("home", at(json!("120.13,30.25")), "at `geopoint.coordinates` expects a list of two numbers, found a text"),
        ("home", at(json!([120.13])), "at `geopoint.coordinates` expects a list of two numbers, found a list"),
        (
            "home",
            at(json!([120.13, 30.25, 4])),
            "at `geopoint.coordinates` expects a list of two numbers, found a list",
        ),
        ("home", at(json!(["120.13", 30.25])), "at `geopoint.coordinates[0]` expects a number, found a text"),
        ("home", json!(at(json!([null, true])).to_string()), "at `geopoint.coordinates[1]` expects a number"),
        ("card", json!("A"), "at least 2 bytes"),
        ("card", json!("a1"), "the pattern ^[A-Z]\\d+$"),
        ("tutor", json!({ "_id": "t" }), "expects the id of a record"),
        ("school", json!(5), "expects a relation"),
        ("school", json!({ "id": "s" }), "expects a relation"),
        ("school", json!("{\"_id\":5}"), "expects a relation"),
    ];
    for (field, value, reason) in cases {
        let body = json!({ field: value });
        for answer in [served.create(&body), served.patch(&id, &body)] {
            let message = answer.invalid();
            assert!(message.starts_with(&line(field)) && message.contains(reason), "{body}: {message}");
        }
    }
    assert_eq!(served.get("pre/student?$count=true").json()["@odata.count"], 1, "nothing was stored");
    assert_eq!(served.get(&format!("pre/student('{id}')")).json()["serial"], "S-0007");
    assert_eq!(served.student(&json!({}))["serial"], "S-0008", "refused records consume no number");
}

#[test]
fn required_fields_may_be_absent_from_a_patch_only() {
    let served = served();
    let missing = served.call("POST", "/weda/odata/v1/pre/student", r#"{"name":"李四"}"#).invalid();
    assert!(missing.starts_with(&line("course")) && missing.contains("is required"), "{missing}");
    let id = served.student(&json!({ "score": 1 }))["_id"].as_str().unwrap().to_owned();
    assert_eq!(served.patch(&id, &json!({ "score": null })).status, 204);
    assert_eq!(served.get(&format!("pre/student('{id}')")).json()["score"], Value::Null);
    assert_eq!(served.patch(&id, &json!({})).status, 204);
}

#[test]
fn read_only_fields_are_ignored() {
    let served = served();
    let sent = json!({ "_id": "mine", "createdAt": 5, "updatedAt": "soon", "owner": 7, "updateBy": [], "_openid": 1, "serial": "X",
                       "friends": [1, 2], "unheard_of": { "a": 1 } });
    let record = served.student(&sent);
    for (key, value) in sent.as_object().unwrap() {
        assert_ne!(record.get(key), Some(value), "{key}");
    }
    let id = record["_id"].as_str().unwrap();
    assert_eq!(served.patch(id, &sent).status, 204);
    let patched = served.get(&format!("pre/student('{id}')")).json();
    assert_eq!((&patched["serial"], &patched["createdAt"]), (&record["serial"], &record["createdAt"]));
}

#[test]
fn unique_values() {
    let served = served();
    let first = served.student(&json!({ "card": "A1" }));
    let taken = served.create(&json!({ "card": "A1" }));
    let (code, message) = taken.business();
    assert_eq!((taken.status, code.as_str()), (200, "FailedOperation.AddDuplicationErr"));
    assert!(message.starts_with(&line("card")), "{message}");
    let second = served.student(&json!({ "card": "A2" }));
    served.student(&json!({ "card": null }));
    served.student(&json!({}));
    let (first, second) = (first["_id"].as_str().unwrap(), second["_id"].as_str().unwrap());
    assert_eq!(served.patch(first, &json!({ "card": "A1" })).status, 204, "its own value is not taken");
    assert_eq!(served.patch(second, &json!({ "card": "A1" })).business().0, "FailedOperation.AddDuplicationErr");
    assert_eq!(served.patch("nobody", &json!({ "card": "A1" })).status, 204, "no record, no conflict");
}

#[test]
fn lists_and_objects_travel_as_json_text() {
    let served = served();
    let record = served.student(&json!({
        "tags": ["a", "b\"c"], "hobbies": "[\"画\"]", "address": { "city": "北京", "floors": [1, null], "other": true },
        "extra": "{ \"b\": [1], \"a\": 2 }"
    }));
    assert_eq!(record["tags"], r#"["a","b\"c"]"#);
    assert_eq!(record["hobbies"], r#"["画"]"#);
    let address: Value = serde_json::from_str(record["address"].as_str().unwrap()).unwrap();
    assert_eq!(address, json!({ "city": "北京", "floors": [1, null], "other": true }));
    assert_eq!(record["extra"], "{ \"b\": [1], \"a\": 2 }", "text is stored as received");
    assert_eq!(served.student(&json!({ "extra": [1] }))["extra"], "[1]");
    assert_eq!(served.student(&json!({ "papers": ["cloud://a"] }))["papers"], r#"["cloud://a"]"#);
}

/// A blank location has null coordinates; tools may also omit members.
#[test]
fn locations_with_and_without_a_point() {
    let served = served();
    for place in [
        json!({ "address": "杭州市西湖区", "geopoint": { "type": "Point", "coordinates": [120.13, 30.25] } }),
        json!({ "address": "", "geopoint": { "type": "Point", "coordinates": [null, null] } }),
        json!({ "address": null, "geopoint": null }),
        json!({ "geopoint": { "coordinates": null }, "other": [1] }),
        json!({}),
    ] {
        for sent in [place.clone(), json!(place.to_string())] {
            let stored = served.student(&json!({ "home": sent }))["home"].as_str().unwrap().to_owned();
            assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), place, "as JSON text");
        }
    }
}

#[test]
fn relations() {
    let served = served();
    for school in [json!("s1"), json!({ "_id": "s1", "name": "x" }), json!("{\"_id\":\"s1\"}")] {
        let record = served.student(&json!({ "school": school, "tutor": "t1" }));
        assert_eq!((&record["school"], &record["tutor"]), (&json!(r#"{"_id":"s1"}"#), &json!("t1")));
    }
    let unset = served.student(&json!({ "school": "", "tutor": "" }));
    assert_eq!((&unset["school"], &unset["tutor"]), (&json!(null), &json!("")));
}

#[test]
fn numbers_keep_their_digits() {
    let served = served();
    for (sent, single, listed) in [
        ("77", "77.0", "77"),
        ("77.0", "77.0", "77"),
        ("-0.0", "0.0", "0"),
        ("0.1", "0.1", "0.1"),
        ("5e-324", "5e-324", "5e-324"),
        ("9007199254740992", "9007199254740992.0", "9007199254740992"),
        ("9007199254740993", "9007199254740993", "9007199254740993"),
        ("9223372036854775807", "9223372036854775807", "9223372036854775807"),
        ("2.5e2", "250.0", "250"),
    ] {
        let body = format!(r#"{{"name":"n","course":"c","score":{sent},"age":5}}"#);
        let created = served.call("POST", "/weda/odata/v1/pre/student", &body);
        assert!(created.body.contains(&format!("\"score\":{single},\"age\":5.0,")), "{sent}: {created:?}");
        let id = created.json()["_id"].as_str().unwrap().to_owned();
        let page = served.filter(&format!("_id eq '{id}'"));
        assert!(page.body.contains(&format!("\"score\":{listed},\"age\":5,")), "{sent}: {page:?}");
    }
}

/// A unique automatic number whose template prints no number tried the next numbers forever.
/// The call held the store's lock, so that all other calls hung.
/// Such a field is a unique text like any other now: the second record is refused.
#[test]
fn an_automatic_number_that_never_changes() {
    let text = r#"{ "properties": { "no": { "type": "string", "format": "x-autonumber", "x-unique": true,
        "x-autonumber": { "start": 1, "value": "A-{SEQNUM:99}" } } } }"#;
    let served = serving([Definition::parse("fixed", "database-schemas/fixed.json", text).unwrap()]);
    let create = || served.call("POST", "/weda/odata/v1/pre/fixed", "{}");
    assert_eq!(create().json()["no"], "A-{SEQNUM:99}");
    assert_eq!(create().business().0, "FailedOperation.AddDuplicationErr");
}

/// The manual says that the service may validate such texts, but not how.
#[test]
fn texts_with_a_format() {
    let text = r#"{ "properties": { "mail": { "type": "string", "format": "email" }, "call": { "type": "string", "format": "phone" },
        "page": { "type": "string", "format": "url" } } }"#;
    let served = serving([Definition::parse("contact", "contact.json", text).unwrap()]);
    let created = served.call("POST", "/weda/odata/v1/pre/contact", r#"{"mail":"nobody","call":"none","page":"?"}"#);
    assert_eq!((created.status, created.json()["mail"].clone()), (201, json!("nobody")));
}

/// In a template with an unclosed date the number was part of the date's format, but counted as a number.
/// A unique field then tried one text forever, and all other calls hung.
/// The open brace is literal now, and the number is printed.
#[test]
fn an_automatic_number_with_an_unclosed_brace() {
    let text = r#"{ "properties": { "no": { "type": "string", "format": "x-autonumber", "x-unique": true,
        "x-autonumber": { "start": 1, "value": "S-{DATETIMEUTC:{SEQNUM:2}" } } } }"#;
    let served = serving([Definition::parse("open", "open.json", text).unwrap()]);
    let create = || served.call("POST", "/weda/odata/v1/pre/open", "{}").json()["no"].clone();
    assert_eq!([create(), create()], [json!("S-{DATETIMEUTC:01"), json!("S-{DATETIMEUTC:02")]);
}

/// An empty change failed with SYS_ERR if the definition's kinds cannot hold system values.
/// The statement had no column to set.
/// It is skipped now, and the record counts as updated.
#[test]
fn an_empty_change() {
    let text = r#"{ "properties": { "name": { "type": "string" }, "updatedAt": { "type": "boolean", "x-system": true },
        "updateBy": { "type": "boolean", "x-system": true } } }"#;
    let served = serving([Definition::parse("plain", "plain.json", text).unwrap()]);
    served.emulator.load("plain", [json!({ "_id": "a", "name": "n" })]).unwrap();
    let patch = |target: &str| served.call("PATCH", &format!("/weda/odata/v1/{target}"), "{}");
    assert_eq!(patch("pre/plain('a')").status, 204);
    assert_eq!(patch("batch/pre/plain('a')").json(), json!({ "updateCount": 1 }));
    assert_eq!(served.emulator.records("plain").unwrap()[0]["name"], "n");
}

/// They were dropped without a word.
#[test]
fn related_records_are_ignored_and_logged() {
    let served = served();
    let note = |calls: usize| loop {
        let log = served.emulator.log();
        match log.iter().filter(|logged| logged.call != "token" && logged.method != "GET").nth(calls - 1) {
            Some(logged) => return logged.note.clone(),
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    };
    let told = Some("`friends` was ignored: related records are written through /v1/model");
    let record = json!({ "name": "李四", "course": "体育", "friends": [{ "_id": "F1" }] });
    let id = served.student(&record)["_id"].as_str().unwrap().to_owned();
    assert_eq!(note(1).as_deref(), told);
    assert_eq!(served.patch(&id, &json!({ "friends": "[]" })).status, 204);
    assert_eq!(note(2).as_deref(), told);
    assert_eq!(served.get(&format!("pre/student('{id}')")).json()["friends"], Value::Null);
    // A record that was read may be sent back.
    served.patch(&id, &json!({ "friends": null, "note": "新" }));
    assert_eq!(note(3), None);
    served.call("POST", "/weda/odata/v1/batch/pre/student", &json!({ "value": [{}, record] }).to_string());
    assert_eq!(note(4).as_deref(), told);
    served.call("PATCH", &format!("/weda/odata/v1/batch/pre/student('{id}')"), r#"{"friends":[]}"#);
    assert_eq!(note(5).as_deref(), told);
}
