//! Undocumented features that the profile enables. `filters`, `lists` and `paths` test that they are refused otherwise.

use serde_json::json;
use weda_emulator::Profile;
use weda_emulator::profile::Nulls;

use crate::fixture::{Served, definitions, encoded, names, serving_as};

/// Three students under a profile with one switch on.
fn class(switch: impl FnOnce(&mut Profile)) -> Served {
    let mut profile = Profile::documented();
    switch(&mut profile);
    let served = serving_as(definitions(), profile);
    for row in [
        json!({ "name": "李四", "age": 20, "school": "s1", "tags": ["a"] }),
        json!({ "name": "Li\u{0}Lei", "age": 9, "school": "s2" }),
        json!({ "name": "50%" }),
    ] {
        served.student(&row);
    }
    served
}

#[test]
fn each_operator_with_its_switch_alone() {
    type Switch = fn(&mut Profile);
    let cases: &[(Switch, &str, &[&str])] = &[
        (|profile| profile.accept.starts_with = true, "startswith(name,'李')", &["李四"]),
        (|profile| profile.accept.starts_with = true, "startswith(name,'Li\u{0}L')", &["Li\u{0}Lei"]),
        (|profile| profile.accept.starts_with = true, "startswith(name,'%')", &[]),
        (|profile| profile.accept.starts_with = true, "startswith(card,'')", &[]),
        (|profile| profile.accept.ends_with = true, "endswith(name,'%')", &["50%"]),
        (|profile| profile.accept.ends_with = true, "endswith(name,'四')", &["李四"]),
        (|profile| profile.accept.ends_with = true, "endswith(name,'much longer than the name')", &[]),
        (|profile| profile.accept.ends_with = true, "endswith(name,'')", &["李四", "Li\u{0}Lei", "50%"]),
        (|profile| profile.accept.ge_le = true, "age ge 9 and age le 19.5", &["Li\u{0}Lei"]),
        (|profile| profile.accept.ge_le = true, "name ge '李四'", &["李四"]),
        (|profile| profile.accept.null = true, "age eq null", &["50%"]),
        (|profile| profile.accept.null = true, "tags ne null", &["李四"]),
        (
            |profile| (profile.accept.null, profile.accept.relation_filters) = (true, true),
            "school ne null and age gt 10",
            &["李四"],
        ),
        (|profile| profile.accept.not = true, "not age eq 20 and not contains(name,'5')", &["Li\u{0}Lei"]),
        (|profile| profile.accept.not = true, "not (not (age eq 20))", &["李四"]),
        (|profile| profile.accept.relation_filters = true, "school eq 's2'", &["Li\u{0}Lei"]),
        (|profile| profile.accept.relation_filters = true, "school ne 's2'", &["李四", "50%"]),
    ];
    for (switch, filter, expected) in cases {
        assert_eq!(class(switch).names(filter), *expected, "{filter}");
    }
}

#[test]
fn comparing_an_object_relation_with_null_needs_both_switches() {
    for (switch, missing) in [
        ((|profile| profile.accept.null = true) as fn(&mut Profile), "`accept.relation_filters`"),
        (|profile| profile.accept.relation_filters = true, "`accept.null`"),
    ] {
        for filter in ["school eq null", "school ne null"] {
            let message = class(switch).filter(filter).invalid();
            assert!(message.contains(missing), "{filter}: {message}");
        }
    }
}

/// One rule for all operators: a missing value is either a value or unknown.
#[test]
fn records_without_a_value_follow_one_rule() {
    let class = |nulls| {
        class(|profile| {
            *profile = Profile::lenient();
            profile.lists.nulls = nulls;
        })
    };
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("age ne 20", &["Li\u{0}Lei", "50%"], &["Li\u{0}Lei"]),
        ("not (age eq 20)", &["Li\u{0}Lei", "50%"], &["Li\u{0}Lei"]),
        ("not (age gt 9)", &["Li\u{0}Lei", "50%"], &["Li\u{0}Lei"]),
        ("not (age ne 20)", &["李四"], &["李四"]),
        ("school ne 's1'", &["Li\u{0}Lei", "50%"], &["Li\u{0}Lei"]),
        ("not startswith(card,'A')", &["李四", "Li\u{0}Lei", "50%"], &[]),
        ("not contains(card,'')", &["李四", "Li\u{0}Lei", "50%"], &[]),
        ("age eq null", &["50%"], &["50%"]),
        ("not (age eq null)", &["李四", "Li\u{0}Lei"], &["李四", "Li\u{0}Lei"]),
        ("age gt 9 or age eq null", &["李四", "50%"], &["李四", "50%"]),
    ];
    let (value, unknown) = (class(Nulls::Value), class(Nulls::Unknown));
    for (filter, if_value, if_unknown) in cases {
        assert_eq!(value.names(filter), *if_value, "{filter}");
        assert_eq!(unknown.names(filter), *if_unknown, "{filter}");
    }
}

#[test]
fn filters_that_no_switch_enables() {
    let served = class(|profile| *profile = Profile::lenient());
    let cases = [
        ("age gt null", "null with `gt` at character 8", "use eq or ne"),
        ("null eq 'a'", "`null` at character 1, which model", "use one of"),
        ("friends eq null", "`friends` at character 1", "no operator"),
        ("name in ('a')", "operator `in`", "(x eq 'a' or x eq 'b')"),
        ("startswith(age,'1')", "`startswith` on `age`", "use eq, ne"),
        ("endswith(name)", "`)` at character 14", "expected `,`"),
        ("school gt 'a'", "`gt` on `school`", "eq or ne"),
        ("present ge true", "`ge` on `present`", "eq or ne"),
        ("not", "the end at character 4", "a field"),
        ("age eq 1 not", "`not` at character 10", "`and`"),
        ("tolower(name) eq 'a'", "calls `tolower`", "only documented function"),
    ];
    for (filter, place, advice) in cases {
        let message = served.filter(filter).invalid();
        assert!(message.contains(place) && message.contains(advice), "{filter}: {message}");
    }
    let nested = format!("{}age eq 20", "not ".repeat(51));
    assert!(served.filter(&nested).invalid().contains("more than 50 deep at character 201"));
    assert_eq!(served.names(&nested[4..]), ["李四"]);
}

/// A field may have the name of an operator.
#[test]
fn a_field_called_not() {
    let text = r#"{ "properties": { "name": { "type": "string" }, "not": { "type": "string" } } }"#;
    let definition = weda_emulator::Definition::parse("word", "word.json", text).unwrap();
    let served = serving_as([definition], Profile::lenient());
    served.call("POST", "/weda/odata/v1/pre/word", r#"{"name":"a","not":"x"}"#);
    for filter in ["not eq 'x'", "not not ne 'x'"] {
        assert_eq!(names(&served.get(&format!("pre/word?$filter={}", encoded(filter)))), ["a"], "{filter}");
    }
}

#[test]
fn several_sort_fields_and_sorting_by_relations() {
    let served = class(|profile| profile.accept.several_sort_fields = true);
    let order = |served: &Served, order: &str| names(&served.get(&format!("pre/student?$orderby={order}")));
    assert_eq!(order(&served, "present,+name+desc"), ["李四", "Li\u{0}Lei", "50%"]);
    assert_eq!(order(&served, "course%20asc,age"), ["50%", "Li\u{0}Lei", "李四"]);
    let served = class(|profile| profile.accept.relation_filters = true);
    assert_eq!(order(&served, "school%20desc"), ["Li\u{0}Lei", "李四", "50%"]);
}

#[test]
fn selected_fields_and_no_others() {
    let served = class(|profile| profile.accept.select = true);
    let select = |select: &str| served.get(&format!("pre/student?$top=1&$count=true&$select={select}"));
    let page = select("friends,name,%20age").json();
    assert_eq!(page["value"], json!([{ "name": "李四", "age": 20, "friends": null }]));
    assert_eq!(page["@odata.count"], 3);
    for (fields, what) in
        [("", "lacks a field"), ("name,", "lacks a field"), ("name,name", "twice"), ("nmae", "`nmae`")]
    {
        assert!(select(fields).invalid().contains(what), "{fields}");
    }
}

#[test]
fn put_changes_as_patch_does() {
    let served = class(|profile| profile.accept.put = true);
    let id = served.get("pre/student").json()["value"][0]["_id"].as_str().unwrap().to_owned();
    let path = format!("/weda/odata/v1/pre/student('{id}')");
    assert_eq!(served.call("PUT", &path, r#"{"age":21}"#).status, 204);
    let changed = served.get(&format!("pre/student('{id}')")).json();
    assert_eq!((&changed["age"], &changed["name"]), (&json!(21.0), &json!("李四")));
    assert_eq!(served.call("PUT", "/weda/odata/v1/pre/student", "{}").status, 405, "a model has no PUT");
}
