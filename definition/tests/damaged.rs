//! Definitions with a character lost, doubled or replaced: most are not JSON any more, some are other definitions.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::Value;
use weda_definition::{Definition, Field, Kind};

const TEXT: &str = r#"{
    "type": "object",
    "title": "学生",
    "required": ["name"],
    "properties": {
        "_id": { "type": "string", "x-system": true },
        "name": { "type": "string", "title": "姓\n名", "description": "\u4e00", "maxLength": 256 },
        "grade": { "type": "string", "format": "x-enum", "enum": ["一", "二"], "x-enumObj": [{ "label": "一", "value": "1" }] },
        "address": { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" } } },
        "rooms": { "type": "array", "items": { "type": "array", "items": { "type": "number", "numberCount": 0 } } },
        "no": { "type": "string", "format": "x-autonumber", "x-autonumber": { "start": 1, "value": "S-{SEQNUM:5}" } },
        "owner": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "sys_user" } }
    }
}"#;

/// Text that is not JSON is refused, with a line of the text; an accepted definition has all declared fields, each with the
/// line of its key.
#[test]
fn damage_is_reported_with_its_line_and_never_panics() {
    let put = prop::sample::select(vec![
        "",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "1",
        "-",
        "e",
        "null",
        "\n",
        "\0",
        " ",
        "李",
        "x-",
        "\"name\":",
        "properties",
        "items",
        "object",
        "array",
        "7",
    ]);
    let damage = (any::<prop::sample::Index>(), put, 0..12_usize);
    let config = Config { cases: 3_000, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..Config::default() };
    let tested = TestRunner::new(config).run(&prop::collection::vec(damage, 1..3), |damages| {
        let mut text = TEXT.to_owned();
        for (place, put, lost) in damages {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = place.index(places.len());
            let end = places[(at + lost).min(places.len() - 1)];
            text.replace_range(places[at]..end, put);
        }
        let json = serde_json::from_str::<Value>(&text);
        let lines: Vec<&str> = text.split('\n').collect();
        match Definition::parse("student", "database-schemas/student.json", &text) {
            Ok(definition) => {
                let Ok(json) = json else { return Err(TestCaseError::fail(format!("accepted\n{text}"))) };
                declared(&definition.fields, &json["properties"], &lines)
            }
            Err(error) => {
                let line = error.line().unwrap_or(1) as usize;
                prop_assert!((1..=lines.len()).contains(&line), "{error}\n{text}");
                prop_assert!(error.to_string().starts_with("database-schemas/student.json"), "{error}");
                Ok(())
            }
        }
    });
    tested.unwrap_or_else(|failure| panic!("{failure}"));
}

fn declared(fields: &[Field], properties: &Value, lines: &[&str]) -> Result<(), TestCaseError> {
    let keys = properties.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default();
    let mut found: Vec<String> = fields.iter().map(|field| field.key.clone()).collect();
    found.sort();
    prop_assert_eq!(&found, &keys as &Vec<String>);
    for field in fields {
        let line = lines[field.line as usize - 1];
        // A key may be written with escapes.
        prop_assert!(line.contains(&field.key) || line.contains('\\'), "{} is not in {line}", field.key);
        if let Kind::Object(members) = &field.kind {
            declared(members, &properties[&field.key]["properties"], lines)?;
        }
    }
    Ok(())
}
