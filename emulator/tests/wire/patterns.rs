//! Constraints beyond the kinds of fields: patterns, and constraints inside lists and objects.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use weda_emulator::{Definition, Emulator, Profile};

use crate::fixture::{Served, serving_as};
use crate::http::Answer;

fn definition(text: &str) -> Definition {
    Definition::parse("note", "database-schemas/note.json", text).unwrap()
}

fn with_pattern(pattern: &str) -> Definition {
    let field = json!({ "type": "string", "pattern": pattern });
    definition(&json!({ "properties": { "code": field } }).to_string())
}

fn create(served: &Served, body: &Value) -> Answer {
    served.call("POST", "/weda/odata/v1/pre/note", &body.to_string())
}

/// Patterns that the engine did not support were not enforced: `"abc"` passed as a password with a capital and a digit.
/// Lookahead, back-references and Unicode properties were missing, and `\\d` matched every digit of Unicode.
/// They have JavaScript's semantics now.
#[test]
fn patterns_have_javascript_semantics() {
    let cases = [
        (r"^(?=.*[A-Z])(?=.*\d).{8,}$", "Abcdefg1", "abc"),
        (r"^(?!admin)", "user", "admin"),
        (r"^(\w)\w\1$", "aba", "abc"),
        (r"^\p{Script=Han}+$", "李四", "Li"),
        (r"^\ud83d\ude00$", "😀", "😁"),
        (r"^\d+$", "12", "１２"),
        (r"[A-Z]\d", "-A1-", "A-1"),
    ];
    for (pattern, good, bad) in cases {
        let served = serving_as([with_pattern(pattern)], Profile::documented());
        assert_eq!(create(&served, &json!({ "code": good })).status, 201, "{pattern}");
        let message = create(&served, &json!({ "code": bad })).invalid();
        assert!(message.contains(&format!("has to match the pattern {pattern}")), "{message}");
        assert!(served.emulator.notes().is_empty());
    }
}

/// An invalid pattern was a logged warning at the first write, invisible to a program without a log.
/// It is a note of the emulator from its start now, as long as its definition exists.
#[test]
fn an_invalid_pattern_is_a_note() {
    let emulator = Emulator::builder().definitions(with_pattern("(\u{1b}[2J")).start().unwrap();
    let notes = emulator.notes();
    assert!(
        matches!(&notes[..], [note] if note.starts_with("database-schemas/note.json:1 the pattern of `code` is not checked")
            && note.contains(r"`(\u{1b}[2J` is not a valid JavaScript regular expression")),
        "{notes:?}"
    );
    emulator.define(with_pattern("^a$")).unwrap();
    assert!(emulator.notes().is_empty());
}

#[test]
fn no_text_makes_a_pattern_hang() {
    for pattern in [r"^(?=(a+)+$)b", r"(a*)*\1b"] {
        let served = serving_as([with_pattern(pattern)], Profile::documented());
        let begun = Instant::now();
        assert_eq!(create(&served, &json!({ "code": "a".repeat(50_000) })).status, 201, "{pattern}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{pattern}");
    }
}

const NESTED: &str = r#"{ "properties": {
    "address": { "type": "object", "required": ["city"], "properties": {
        "city": { "type": "string", "maxLength": 6 }, "zip": { "type": "string", "pattern": "^\\d{6}$" },
        "floor": { "type": "number", "minimum": 1 } } },
    "tabs": { "type": "array", "required": ["key"], "items": { "type": "object", "properties": {
        "key": { "type": "string" }, "text": { "type": "string", "maxLength": 3 } } } },
    "marks": { "type": "array", "items": { "type": "number", "maximum": 100 } }
} }"#;

/// Inside lists and objects only the kinds of values were checked.
/// A record without `address.city`, which the client cannot read, could be created.
/// The constraints on members are enforced now, unless a switch disables that.
#[test]
fn constraints_inside_lists_and_objects() {
    let enforced = serving_as([definition(NESTED)], Profile::documented());
    let mut profile = Profile::documented();
    profile.writes.nested_limits = false;
    let lenient = serving_as([definition(NESTED)], profile);
    let cases = [
        (json!({ "address": {} }), "at `city` is required"),
        (json!({ "address": "{\"city\":null}" }), "at `city` is required"),
        (json!({ "address": { "city": "北京市区" } }), "at `city` holds at most 6 bytes"),
        (json!({ "address": { "city": "北京", "zip": "12" } }), "at `zip` has to match the pattern ^\\d{6}$"),
        (json!({ "address": { "city": "北京", "floor": 0 } }), "at `floor` must not be less than 1"),
        (json!({ "tabs": [{ "text": "首页" }] }), "at `[0].text` holds at most 3 bytes"),
        (json!({ "marks": [5, 101] }), "at `[1]` must not be greater than 100"),
    ];
    for (body, what) in cases {
        let message = create(&enforced, &body).invalid();
        assert!(message.contains(what), "{body}: {message}");
        assert_eq!(create(&lenient, &body).status, 201, "{body}");
    }
    for body in [json!({ "tabs": [{ "text": "首" }] }), json!({ "address": { "city": "北京", "zip": null } })] {
        assert_eq!(create(&enforced, &body).status, 201, "{body}");
    }
    let message = create(&lenient, &json!({ "address": { "city": 5 } })).invalid();
    assert!(message.contains("at `city` expects a text"), "{message}");
}
