//! Checks of records.

use serde_json::{Value, json};
use weda_definition::{Definition, FieldJudge, Judge, Level, Reason, Scope, UniqueValues, Violations};

const STUDENT: &str = r#"{
    "required": ["name", "_id", "createdAt", "grade"],
    "properties": {
        "_id": { "type": "string", "x-system": true },
        "createdAt": { "type": "number", "format": "datetime", "x-system": true },
        "no": { "type": "string", "format": "x-autonumber", "x-autonumber": { "start": 1, "value": "S-{SEQNUM:5}" } },
        "name": { "type": "string", "maxLength": 12 },
        "code": { "type": "string", "x-required": true, "x-unique": true },
        "grade": { "type": "string", "format": "x-enum", "enum": ["一年级", "二年级"], "default": "一年级" },
        "set": { "type": "string", "format": "x-enum", "x-option-name": "elsewhere" },
        "score": { "type": "number", "minimum": 0, "maximum": 100 },
        "age": { "type": "integer" },
        "born": { "type": "number", "format": "date" },
        "wakes": { "type": "number", "format": "time" },
        "address": { "type": "object", "required": ["city"], "properties": {
            "city": { "type": "string", "maxLength": 6 }, "zip": { "type": "string", "x-required": true, "pattern": "^\\d{6}$" },
            "floors": { "type": "array", "items": { "type": "number", "maximum": 100 } } } },
        "lines": { "type": "array", "required": ["sku"], "items": { "type": "object", "properties": {
            "sku": { "type": "string" }, "count": { "type": "integer", "minimum": 1 } } } },
        "home": { "type": "object", "format": "x-location" },
        "extra": { "type": "object" },
        "tutor": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "teacher" } },
        "school": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "school" } },
        "friends": { "type": "array", "format": "many-many", "x-parent": { "parentDataSourceName": "student" } }
    }
}"#;

fn student() -> Definition {
    Definition::parse("student", "database-schemas/student.json", STUDENT).unwrap()
}

fn judge() -> Judge {
    Judge::new(&student())
}

fn fields(judged: Result<(), Violations>) -> Vec<String> {
    let violations = judged.err();
    violations.iter().flat_map(Violations::iter).map(|violation| violation.field().to_owned()).collect()
}

/// A valid record with one more member.
fn with(key: &str, value: &Value) -> Value {
    json!({ "name": "李四", "code": "A1", key: value })
}

#[test]
fn each_level_has_its_required_fields() {
    let judge = judge();
    let judged = |record: Value, level| fields(judge.check(&record, level));
    assert_eq!(judged(json!({}), Level::Enforced), ["name"], "the platform fills in the rest, and there is a default");
    assert_eq!(judged(json!({}), Level::Creating), ["name", "code"]);
    assert_eq!(judged(json!({ "name": null, "grade": null }), Level::Enforced), ["name", "grade"]);
    let address = json!({ "name": "李四", "code": "A1", "address": { "zip": null } });
    assert_eq!(judged(address.clone(), Level::Enforced), ["address.city"]);
    assert_eq!(judged(address, Level::Creating), ["address.city", "address.zip"]);
    assert_eq!(judged(with("lines", &json!([{}, { "sku": null }])), Level::Creating), [""; 0], "beside `items`");
    assert_eq!(fields(judge.check(&json!([]), Level::Enforced)), [""]);
}

#[test]
fn each_kind_accepts_and_refuses_values() {
    let judge = judge();
    let at = |coordinates: Value| json!({ "geopoint": { "coordinates": coordinates } });
    let good = [
        ("name", json!("四个汉字")),
        ("set", json!("whatever")),
        ("score", json!(100)),
        ("age", json!(1.0)),
        ("age", json!(i64::MAX)),
        ("born", json!(-1)),
        ("wakes", json!(86_399_999)),
        ("address", json!({ "city": "北京", "zip": "100000", "floors": [1, null], "other": true })),
        ("address", json!("{\"city\":\"北京\",\"zip\":\"100000\"}")),
        ("lines", json!("[{\"sku\":\"a\",\"count\":1.0}]")),
        ("home", json!({ "address": null, "geopoint": { "coordinates": [null, null] } })),
        ("extra", json!("[1]")),
        ("extra", json!({ "any": [1] })),
        ("tutor", json!("")),
        ("school", json!("s1")),
        ("school", json!({ "_id": "s1" })),
        ("school", json!("{\"_id\":\"s1\"}")),
        ("friends", json!(7)),
        ("createdAt", json!("never looked at")),
        ("unheard of", json!(7)),
    ];
    for (key, value) in good {
        let record = with(key, &value);
        assert_eq!(judge.check(&record, Level::Creating), Ok(()), "{record}");
        assert_eq!(
            judge.check_text(&record.to_string(), Level::Creating).as_ref(),
            Ok(record.as_object().unwrap()),
            "{record}"
        );
    }
    let bad = [
        ("name", json!("五个汉字啊"), "name", "holds at most 12 bytes of UTF-8, found 15"),
        ("name", json!(5), "name", "expects a text, found a number:"),
        ("grade", json!("三年级"), "grade", "takes one of `一年级`, `二年级`"),
        ("score", json!(100.5), "score", "must not be greater than 100"),
        ("score", json!("1"), "score", "expects a number, found a text"),
        ("age", json!(1.5), "age", "expects a whole number, found a number with a fraction"),
        ("age", json!(9_007_199_254_740_992.0), "age", "found one too large to be exact"),
        ("age", json!(u64::MAX), "age", "found one too large to be exact"),
        ("born", json!("2026-01-01"), "born", "expects whole milliseconds"),
        ("wakes", json!(86_400_000), "wakes", "from 0 to 86399999"),
        ("address", json!({ "city": 5, "zip": null }), "address.city", "expects a text, found a number"),
        ("address", json!({ "city": "北京市", "zip": "100000" }), "address.city", "holds at most 6 bytes"),
        ("address", json!("{\"city\":\"\",\"zip\":\"1\"}"), "address.zip", "has to match the pattern ^\\d{6}$"),
        (
            "address",
            json!({ "city": "", "zip": "100000", "floors": [1, 101] }),
            "address.floors[1]",
            "must not be greater than 100",
        ),
        ("address", json!("{"), "address", "the text is not JSON"),
        ("lines", json!([{}, { "count": 0 }]), "lines[1].count", "must not be less than 1"),
        ("lines", json!([{ "count": 1.5 }]), "lines[0].count", "expects a whole number"),
        ("lines", json!([7]), "lines[0]", "expects an object, found a number"),
        ("home", at(json!([1])), "home.geopoint.coordinates", "expects a list of two numbers, found a list"),
        ("home", at(json!([1, "2"])), "home.geopoint.coordinates[1]", "expects a number, found a text"),
        ("extra", json!("nope"), "extra", "the text is not JSON"),
        ("tutor", json!({ "_id": "t" }), "tutor", "expects the id of a record, a text"),
        ("school", json!({ "id": "s" }), "school", "expects a relation"),
        ("school", json!("{\"_id\":5}"), "school", "expects a relation"),
    ];
    for (key, value, field, what) in bad {
        let record = with(key, &value);
        let violations = judge.check(&record, Level::Creating).expect_err(field);
        assert_eq!(violations.first().field(), field, "{record}");
        assert!(violations.to_string().starts_with(&format!("field `{field}` ")), "{violations}");
        assert!(violations.to_string().contains(what), "{violations}");
        assert_eq!(judge.check_text(&record.to_string(), Level::Creating), Err(violations.clone()), "{record}");
        assert_eq!(judge.check_field(key, &value).unwrap_err().first(), violations.first(), "alone: {record}");
    }
}

/// Text that only lenient readers accept was sent, and the service answered with an error about the whole batch.
#[test]
fn a_text_must_be_strict_json() {
    let judge = judge();
    let cases = [
        (r#"{"name":"a","code":"\ud83d"}"#, "code", "half of a surrogate pair"),
        (r#"{"name":"a","code":"A","extra":{"a":["\ude00"]}}"#, "extra.a[0]", "half of a surrogate pair"),
        (r#"{"name":"a","code":"A","score":1e400}"#, "score", "too large for a double"),
        (r#"{"name":"a","code":"A","name":"b"}"#, "name", "appears twice in its object"),
        (r#"{"name":"a","code":"A","unheard":[{"a":1,"\u0061":2}]}"#, "unheard[0].a", "appears twice"),
        (r#"{"name":"a","code":"A","extra":"{\"a\":[{\"b\":1,\"b\":2}]}"}"#, "extra.a[0].b", "appears twice"),
        (r#"{"name":"a","code":"A","extra":"[1e400]"}"#, "extra[0]", "too large for a double"),
        (r#"{"name":"a","code":"A""#, "", "EOF while parsing an object, at column"),
        (r#"{"name":"a","code":"A"} {}"#, "", "trailing characters"),
        (r#"["name"]"#, "", "expects an object, found a list"),
        (r#"{"name":NaN}"#, "name", "the text is not JSON"),
    ];
    for (text, field, what) in cases {
        let violations = judge.check_text(text, Level::Creating).expect_err(text);
        assert_eq!(violations.first().field(), field, "{text}");
        assert!(violations.to_string().contains(what), "{text}: {violations}");
    }
    let deep = format!("{{\"extra\":{}1{}}}", "[".repeat(500), "]".repeat(500));
    assert!(judge.check_text(&deep, Level::Creating).unwrap_err().to_string().contains("nested deeper than"));
    let largest = r#"{"name":"\ud83d\ude00","code":"A","score":1e-400,"extra":[1.7976931348623157e308]}"#;
    assert!(judge.check_text(largest, Level::Creating).is_ok());
}

#[test]
fn all_violations_are_named_up_to_a_limit() {
    let judge = judge();
    let violations = judge.check(&json!({ "score": 101, "age": 0.5, "name": 7 }), Level::Creating).unwrap_err();
    assert_eq!(
        violations.to_string(),
        "field `name` expects a text, found a number: give a text (also `code`, `score`, `age`)"
    );
    let floors: Vec<u32> = (0..1000).map(|index| 1000 + index).collect();
    let many = judge.check(&with("address", &json!({ "city": "", "floors": floors })), Level::Enforced).unwrap_err();
    assert_eq!(many.iter().count(), 64);
    assert!(many.to_string().ends_with("`address.floors[4]` and 59 more)"), "{many}");
    assert!(!many.to_string().contains("1003"), "values stay out of messages");
}

/// Names in a definition are untrusted text.
#[test]
fn names_are_printed_safely() {
    let text = r#"{ "properties": { "a\u001b[2J": { "type": "string", "pattern": "^\u202e$", "enum": ["\u200b"] } } }"#;
    let judge = Judge::new(&Definition::parse("hostile", "hostile.json", text).unwrap());
    let violations = judge.check(&json!({ "a\u{1b}[2J": "x" }), Level::Enforced).unwrap_err();
    let shown = violations.iter().map(ToString::to_string).collect::<String>();
    assert!(shown.contains(r"a\u{1b}[2J") && shown.contains(r"\u{202e}") && shown.contains(r"\u{200b}"), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{200b}']), "{shown}");
}

#[test]
fn unknown_fields_are_reported_separately() {
    let record = json!({ "name": "李四", "nmae": 1, "_id": "x", "friends": [] });
    let judge = judge();
    assert_eq!(judge.unknown_fields(record.as_object().unwrap()).collect::<Vec<_>>(), ["nmae"]);
}

#[test]
fn a_field_can_be_checked_alone() {
    let judge = judge();
    assert_eq!(judge.check_field("score", &json!(null)), Ok(()));
    assert_eq!(judge.check_field("name", &json!(null)).unwrap_err().first().reason(), &Reason::Missing);
    assert_eq!(judge.check_field("unheard of", &json!(7)), Ok(()));
    assert!(judge.check_field("_id", &json!(7)).is_err(), "also one that the platform fills in");
}

#[test]
fn a_scope_leaves_checks_out() {
    let student = student();
    let field = FieldJudge::new(student.field("address").unwrap());
    let value = json!({ "city": "北京市", "floors": [101] });
    assert!(field.check(&value, Level::Enforced).is_err());
    assert_eq!(field.check(&value, Scope::from(Level::Enforced).without_nested_limits()), Ok(()));
    assert_eq!(field.check(&json!({}), Scope::kinds()), Ok(()));
    assert!(field.check(&json!({ "city": 5 }), Scope::kinds()).is_err());
    let grade = FieldJudge::new(student.field("grade").unwrap());
    assert_eq!(grade.check(&json!("三年级"), Scope::kinds()), Ok(()));
    assert!(grade.check(&json!("三年级"), Scope::kinds().and_options()).is_err());
}

#[test]
fn invalid_patterns_are_reported_and_not_checked() {
    let text = r#"{ "properties": {
        "a": { "type": "string", "pattern": "(" },
        "b": { "type": "array", "items": { "type": "object", "properties": { "c": { "type": "string", "pattern": "[z-a]" } } } },
        "d": { "type": "array", "items": { "type": "string", "pattern": "x**" } }, "e": { "type": "string", "pattern": "(a+)+\\1" } } }"#;
    let judge = Judge::new(&Definition::parse("m", "m.json", text).unwrap());
    let notes = judge.unreadable_patterns();
    let found: Vec<_> = notes.iter().map(|note| (note.field.as_str(), note.line, note.pattern.as_str())).collect();
    assert_eq!(found, [("a", 2, "("), ("b[].c", 3, "[z-a]"), ("d[]", 4, "x**")]);
    assert!(
        notes[0]
            .to_string()
            .starts_with("the pattern of `a` is not checked: `(` is not a valid JavaScript regular expression")
    );
    assert_eq!(judge.check(&json!({ "a": "x", "e": "a".repeat(50_000) }), Level::Enforced), Ok(()));
    let undecided = judge.undecided_texts();
    assert_eq!((undecided.len(), undecided[0].field.as_str(), undecided[0].texts), (1, "e", 1));
}

/// A pattern lost the space at its end, because it was trimmed like a title.
#[test]
fn a_pattern_keeps_its_spaces() {
    let text = r#"{ "properties": { "a": { "type": "string", "pattern": "^a " } } }"#;
    let judge = Judge::new(&Definition::parse("m", "m.json", text).unwrap());
    assert!(judge.check(&json!({ "a": "ab" }), Level::Enforced).is_err());
    assert!(judge.check(&json!({ "a": "a b" }), Level::Enforced).is_ok());
}

#[test]
fn rows_with_the_same_unique_value_are_found() {
    let text = r#"{ "properties": {
        "code": { "type": "string", "x-unique": true }, "number": { "type": "number", "x-unique": true },
        "school": { "type": "object", "format": "many-one", "x-unique": true, "x-parent": { "parentDataSourceName": "s" } },
        "no": { "type": "string", "format": "x-autonumber", "x-unique": true }, "name": { "type": "string" } } }"#;
    let definition = Definition::parse("m", "m.json", text).unwrap();
    let mut values = UniqueValues::new(&definition).with("_id");
    let mut insert = |row, record: Value| values.insert(row, record.as_object().unwrap());
    insert(1, json!({ "code": "A", "number": 1, "school": "s1", "name": "n", "no": "1", "_id": "x" })).unwrap();
    insert(2, json!({ "code": "", "number": null, "school": "", "name": "n", "no": "1" })).unwrap();
    insert(3, json!({ "code": "", "school": { "_id": "" }, "name": "n" })).unwrap();
    for (record, field) in [
        (json!({ "code": "A" }), "code"),
        (json!({ "number": 1.0 }), "number"),
        (json!({ "school": { "_id": "s1" } }), "school"),
        (json!({ "school": "{\"_id\":\"s1\"}" }), "school"),
        (json!({ "code": "B", "_id": "x" }), "_id"),
    ] {
        let duplicate = insert(9, record).unwrap_err();
        assert_eq!((duplicate.field.as_str(), duplicate.row), (field, 1));
    }
    insert(4, json!({ "code": "B" })).expect("the row before was not taken in half");
}

#[test]
fn a_judge_is_shared_by_threads() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(&judge());
}
