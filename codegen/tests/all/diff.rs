//! Changes between two sets of definitions, their effect on code, and their messages.

use weda_codegen::{Diff, Drift, Settings, Side, diff};
use weda_definition::{Definition, OptionSets};

use crate::settings::settings;

fn side(models: &[(&str, &str)], sets: &str) -> Side {
    let parse = |(identifier, text): &(&str, &str)| {
        Definition::parse(identifier, &format!("database-schemas/{identifier}.json"), text).unwrap()
    };
    let sets = match sets {
        "" => OptionSets::default(),
        config => {
            let items = format!(r#"[{{ "name": "gender", "config": {config} }}]"#);
            let text = format!(r#"{{ "response": {{ "data": {{ "items": {items} }} }} }}"#);
            OptionSets::parse("option-sets.json", &text).unwrap()
        }
    };
    Side { definitions: models.iter().map(parse).collect(), sets }
}

fn of_student(before: &str, after: &str) -> Diff {
    let student = |body: &str| format!("{{ \"type\": \"object\", {body} }}");
    let (before, after) = (student(before), student(after));
    diff(&side(&[("student", &before)], ""), &side(&[("student", &after)], ""), &Settings::default()).unwrap()
}

fn lines(diff: &Diff) -> Vec<String> {
    diff.changes.iter().map(ToString::to_string).collect()
}

/// Properties before and after, the message, and the effect.
#[test]
fn every_change_of_a_field_is_reported_with_what_breaks() {
    use Drift::{Breaking, Compatible};
    let name = r#""name": { "type": "string" }"#;
    let score = r#""score": { "type": "number", "title": "成绩" }"#;
    let cases: &[(&str, &str, &str, Drift)] = &[
        ("", score, "student.score is new", Compatible),
        (score, "", "student.score is gone; breaks `Student::SCORE`, `Student.score`", Breaking),
        (
            score,
            r#""score": { "type": "number", "title": "成绩", "numberCount": 0 }"#,
            "student.score was number and is integer; breaks `Student::SCORE`, `Student.score`",
            Breaking,
        ),
        (
            score,
            r#""mark": { "type": "number", "title": "成绩" }"#,
            "student.score is gone; it looks renamed to mark, since both are titled 成绩; breaks `Student::SCORE`, \
             `Student.score`",
            Breaking,
        ),
        (
            name,
            r#""name": { "type": "string", "format": "email" }"#,
            "student.name was text and is text (email)",
            Compatible,
        ),
        (name, r#""name": { "type": "string", "maxLength": 8 }"#, "student.name differs in maxLength", Compatible),
        (
            name,
            r#""name": { "type": "string", "x-required": true }"#,
            "student.name is required now; breaks `Student::NAME`, `NewStudent`",
            Breaking,
        ),
        (
            r#""name": { "type": "string", "x-required": true }"#,
            name,
            "student.name is no longer required; breaks `NewStudent`",
            Breaking,
        ),
        (
            name,
            r#""name": { "type": "string", "x-system": true }"#,
            "student.name is read-only now; breaks `Student::NAME`",
            Breaking,
        ),
        (r#""name": { "type": "string", "x-system": true }"#, name, "student.name can be written now", Compatible),
        (
            r#""home": { "type": "object", "properties": { "city": { "type": "string" } } }"#,
            r#""home": { "type": "object", "properties": { "city": { "type": "number" } } }"#,
            "student.home.city was text and is number; breaks `StudentHome.city`",
            Breaking,
        ),
        (
            r#""grade": { "type": "string", "format": "x-enum", "enum": ["a", "b"] }"#,
            r#""grade": { "type": "string", "format": "x-enum", "enum": ["b", "c"] }"#,
            "student.grade has new options: c, and lost: a; breaks `StudentGrade::A`",
            Breaking,
        ),
        (
            r#""grade": { "type": "string", "format": "x-enum", "enum": ["a"] }"#,
            r#""grade": { "type": "string", "format": "x-enum", "enum": ["a", "b"] }"#,
            "student.grade has new options: b",
            Compatible,
        ),
        (
            r#""grade": { "type": "string", "format": "x-enum", "enum": ["a"] }"#,
            r#""grade": { "type": "string", "format": "x-enum" }"#,
            "student.grade was StudentGrade and is String; breaks `Student::GRADE`, `Student.grade`, `StudentGrade`",
            Breaking,
        ),
        // A choice and an object may have types of the same name.
        (
            r#""home": { "type": "string", "format": "x-enum", "enum": ["a"] }"#,
            r#""home": { "type": "object", "properties": { "a": { "type": "string" } } }"#,
            "student.home was choice (x-enum) and is object; breaks `Student::HOME`, `Student.home`, `StudentHome`",
            Breaking,
        ),
        (
            r#""tags": { "type": "array", "items": { "type": "string" } }"#,
            r#""tags": { "type": "array", "items": { "type": "number" } }"#,
            "student.tags was list of text and is list of number; breaks `Student::TAGS`, `Student.tags`",
            Breaking,
        ),
    ];
    for (before, after, said, drift) in cases.iter().filter(|case| !case.2.is_empty()) {
        let wrap = |properties: &str| format!("\"properties\": {{ {properties} }}");
        let diff = of_student(&wrap(before), &wrap(after));
        let lines = lines(&diff);
        assert_eq!(lines, [*said], "{before} -> {after}");
        assert_eq!(diff.drift(), *drift, "{lines:?}");
    }
}

#[test]
fn required_affects_reading_and_creating() {
    let with =
        |required: &str| format!(r#""required": [{required}], "properties": {{ "name": {{ "type": "string" }} }}"#);
    let diff = of_student(&with(""), &with("\"name\""));
    assert_eq!(lines(&diff), ["student.name is required now; breaks `Student::NAME`, `Student.name`, `NewStudent`"]);
    let diff = of_student(&with("\"name\""), &with(""));
    assert_eq!(lines(&diff), ["student.name is no longer required; breaks `Student.name`, `NewStudent`"]);
    let diff =
        of_student(r#""properties": {}"#, r#""required": ["name"], "properties": { "name": { "type": "string" } }"#);
    assert_eq!(lines(&diff), ["student.name is new; breaks `NewStudent`"]);
}

#[test]
fn changed_names_are_reported() {
    let said = |before: &str, after: &str| {
        let wrap = |properties: &str| format!("\"properties\": {{ {properties} }}");
        lines(&of_student(&wrap(before), &wrap(after)))
    };
    // The first key has the name that both would have.
    let pet = r#""pet-name": { "type": "string" }"#;
    let both = format!(r#"{pet}, "petName": {{ "type": "string" }}"#);
    let other = r#""petName": { "type": "string" }"#;
    assert_eq!(said(&both, pet).len(), 1, "the other keeps its name");
    assert_eq!(
        said(other, &both),
        [
            "student.pet-name is new",
            "student.petName was called `pet_name` in Rust and is called `pet_name_`; breaks `Student::PET_NAME`, \
             `Student.pet_name`",
        ]
    );
    let choice = |options: &str| format!(r#""grade": {{ "type": "string", "format": "x-enum", "enum": [{options}] }}"#);
    let same = said(&choice(r#""a-b", "a_b""#), &choice(r#""a_b", "a-b""#));
    assert_eq!(
        same,
        ["student.grade has the same options under other names; breaks `StudentGrade::AB`, `StudentGrade::AB2`"]
    );
}

/// The designer's id of a field is the best evidence for a rename; it is used only for fields of the same type.
#[test]
fn likely_renames_are_reported() {
    let field = |key: &str, kind: &str, id: &str| {
        format!(r#""properties": {{ "{key}": {{ "type": "{kind}", "x-id": "{id}" }} }}"#)
    };
    let said = |before: &str, after: &str| lines(&of_student(before, after));
    let renamed = said(&field("a", "string", "1f"), &field("zzz", "string", "1f"));
    assert!(renamed[0].contains("looks renamed to zzz, since the designer knows both by one id"), "{renamed:?}");
    let alike = said(&field("nickname", "string", "1f"), &field("nick_name", "string", "2f"));
    assert!(alike[0].contains("looks renamed to nick_name, since the keys are alike"), "{alike:?}");
    let other = said(&field("nickname", "string", "1f"), &field("nick_name", "number", "1f"));
    assert_eq!(other.len(), 2, "{other:?}");
    assert!(other[0].starts_with("student.nickname is gone; breaks"), "{other:?}");
}

#[test]
fn added_and_removed_models_are_reported() {
    let text = r#"{ "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }"#;
    let none = side(&[], "");
    let one = side(&[("student", text)], "");
    let of = |before: &Side, after: &Side, settings: &Settings| diff(before, after, settings).unwrap();
    assert_eq!(lines(&of(&none, &one, &Settings::default())), ["student is new"]);
    assert_eq!(lines(&of(&one, &none, &Settings::default())), ["student is gone; breaks `NewStudent`, `Student`"]);
    // Excluded models have no code that could break.
    let skipped = of(&one, &none, &settings("skip = [\"student\"]"));
    assert_eq!((lines(&skipped), skipped.drift()), (vec!["student is gone".to_owned()], Drift::Compatible));

    let two = r#"{ "properties": { "name": { "type": "string" }, "age": { "type": "number" } } }"#;
    let renamed = of(&side(&[("pupil", two)], ""), &side(&[("student", two)], ""), &Settings::default());
    assert_eq!(
        lines(&renamed),
        ["pupil is gone; it looks renamed to student, since both have the same fields; breaks `Pupil`"]
    );
    assert_eq!(renamed.changes[0].after.as_ref().unwrap().to_string(), "database-schemas/student.json");
}

#[test]
fn shared_options_are_reported_once() {
    let field = r#"{ "properties": { "g": { "type": "string", "format": "x-enum", "x-option-name": "gender" } } }"#;
    let models = [("student", field), ("teacher", field)];
    let before = side(&models, r#"[{ "key": "1", "value": "男" }, { "key": "2", "value": "女" }]"#);
    let after = side(&models, r#"[{ "key": "1", "value": "男" }, { "key": "3", "value": "其他" }]"#);
    let diff = diff(&before, &after, &Settings::default()).unwrap();
    assert_eq!(lines(&diff), ["option set gender has new options: 3, and lost: 2; breaks `Gender::N2`"]);
    assert_eq!(diff.changes[0].before.as_ref().unwrap().to_string(), "option-sets.json:1");
}

/// A different order is reported as a detail, and a different layout not at all, such as the line ends of a Windows checkout
/// or another way of printing schemas.
#[test]
fn order_is_a_detail_and_layout_is_ignored() {
    let one = r#"{ "properties": { "a": { "type": "string" }, "b": { "type": "number" } } }"#;
    let two = "{ \"properties\": {\n \"b\": { \"type\": \"number\" },\n \"a\": { \"type\": \"string\" } } }";
    let diff = diff(&side(&[("m", one)], ""), &side(&[("m", two)], ""), &Settings::default()).unwrap();
    assert_eq!(lines(&diff), ["m differs in the order of the text"]);
    assert_eq!(diff.drift(), Drift::Compatible);
    let laid_out = side(&[("m", &one.replace(' ', "\r\n"))], "");
    let same = side(&[("m", one)], "");
    assert_eq!(weda_codegen::diff(&same, &laid_out, &Settings::default()).unwrap().changes, []);
    assert_eq!(weda_codegen::diff(&same, &same, &Settings::default()).unwrap().drift(), Drift::None);
}

#[test]
fn both_locations_have_their_json() {
    let diff = of_student(
        "\"properties\": {\n    \"score\": { \"type\": \"number\" } }",
        "\"properties\": {\n\n    \"score\": {\n        \"type\": \"string\"\n    } }",
    );
    let (before, after) = (diff.changes[0].before.as_ref().unwrap(), diff.changes[0].after.as_ref().unwrap());
    assert_eq!((before.line, before.json.as_deref()), (Some(2), Some(r#""score": { "type": "number" }"#)));
    assert_eq!((after.line, after.json.as_deref()), (Some(3), Some("\"score\": {\n    \"type\": \"string\"\n}")));
}

/// Settings about a field that only one side has made the whole comparison an error.
/// Both sides are then compared without the settings.
#[test]
fn settings_about_a_removed_field_hide_nothing() {
    let text = |properties: &str| format!("{{ \"properties\": {{ {properties} }} }}");
    let (one, two) = (text(r#""a": { "type": "string" }"#), text(""));
    let settings = settings("optional = [\"m.a\"]");
    let diff = diff(&side(&[("m", &one)], ""), &side(&[("m", &two)], ""), &settings).unwrap();
    assert_eq!(lines(&diff), ["m.a is gone; breaks `M::A`, `M.a`"]);
}

/// Members that are not parsed are not layout, such as other members of options.
#[test]
fn members_that_are_not_parsed_are_reported() {
    let text = |colour: &str, title: &str| {
        let option = format!(r#"{{ "key": "1", "value": "{title}", "colour": "{colour}" }}"#);
        format!(r#"{{ "properties": {{ "a": {{ "type": "string", "format": "x-enum", "enum": [{option}] }} }} }}"#)
    };
    let (red, blue) = (side(&[("m", &text("red", "A"))], ""), side(&[("m", &text("blue", "A"))], ""));
    let diff = diff(&red, &blue, &Settings::default()).unwrap();
    assert_eq!(lines(&diff), ["m.a differs in enum"]);
    assert_eq!(diff.drift(), Drift::Compatible);
    assert_eq!(diff.changes[0].before.as_ref().unwrap().line, Some(1));
}
