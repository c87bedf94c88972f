//! The settings `optional` and `present`.

use weda_codegen::plan::{Access, FieldPlan, ModelPlan};
use weda_codegen::{Settings, check};
use weda_definition::{Definition, OptionSets};

use crate::settings::settings;

const STUDENT: &str = r#"{ "type": "object", "required": ["name", "home", "homes"], "properties": {
    "name": { "type": "string" },
    "mail": { "type": "string", "format": "email" },
    "score": { "type": "number", "x-required": true },
    "friends": { "type": "array", "format": "many-many", "x-parent": { "parentDataSourceName": "student" } },
    "createdAt": { "type": "number", "format": "datetime", "x-system": true },
    "home": { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" } } },
    "homes": { "type": "array", "items":
        { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" } } } } } }"#;

fn planned(settings: &Settings) -> ModelPlan {
    let student = Definition::parse("student", "student.json", STUDENT).unwrap();
    check([&student], &OptionSets::default(), settings).unwrap().models.remove(0)
}

/// The paths of the fields and members that every record has.
fn present(model: &ModelPlan) -> Vec<String> {
    let fields = model.fields.iter().map(|field| (&field.member, field.member.key.clone()));
    let members = model.structs.iter().flat_map(|nested| {
        nested.members.iter().map(|member| (member, format!("{}.{}", nested.path.join("."), member.key)))
    });
    fields.chain(members).filter(|(member, _)| member.present).map(|(_, path)| path).collect()
}

#[test]
fn settings_of_a_field_format_or_kind_decide_how_it_is_read() {
    let by_definition = ["_id", "home", "homes", "name", "home.city", "homes.city"];
    let without = |absent: &[&str]| -> Vec<String> {
        by_definition.iter().filter(|path| !absent.contains(path)).map(|path| (*path).to_owned()).collect()
    };
    let with = |more: &[&str]| -> Vec<String> {
        let mut found: Vec<String> = without(&[]);
        found.extend(more.iter().map(|path| (*path).to_owned()));
        found.sort();
        found
    };
    for (text, absent) in [
        ("", [].as_slice()),
        ("optional = [\"student.name\", \"another.name\"]", &["name"]),
        ("optional = [\"student.home\"]", &["home"]),
        ("optional = [\"student.home.city\"]", &["home.city"]),
        ("optional = [\"student.homes.city\"]", &["homes.city"]),
        ("optional = [\"text\"]", &["name", "home.city", "homes.city"]),
        ("optional = [\"text\"]\npresent = [\"student.name\"]", &["home.city", "homes.city"]),
        ("optional = [\"list\", \"object\", \"email\"]", &["home", "homes"]),
    ] {
        assert_eq!(present(&planned(&settings(text))), without(absent), "{text}");
    }
    for (text, more) in [
        ("present = [\"student.mail\", \"student.score\"]", ["mail", "score"].as_slice()),
        ("present = [\"email\", \"datetime\"]", &["createdAt", "mail"]),
        ("present = [\"text\", \"list\", \"number\"]", &["mail", "score"]),
        ("present = [\"text\"]\noptional = [\"email\"]", &[]),
        ("present = [\"email\"]\noptional = [\"text\"]\n", &["mail"]),
    ] {
        let mut found = present(&planned(&settings(text)));
        if text.ends_with('\n') {
            found.extend(["name", "home.city", "homes.city"].map(str::to_owned));
        }
        found.sort();
        assert_eq!(found, with(more), "{text}");
    }
}

#[test]
fn settings_do_not_change_what_a_new_record_needs() {
    let plain = planned(&Settings::default());
    let access = |model: &ModelPlan| -> Vec<Access> { model.fields.iter().map(|field| field.access).collect() };
    let keys: Vec<&str> = plain.required().map(|field: &FieldPlan| field.member.key.as_str()).collect();
    assert_eq!(keys, ["home", "homes", "name", "score"]);
    for text in ["optional = [\"text\", \"list\"]", "present = [\"text\", \"number\", \"datetime\"]"] {
        assert_eq!(access(&planned(&settings(text))), access(&plain), "{text}");
    }
}
