//! What `weda.toml` may say, and what is said about one that is wrong.

use std::fs;
use std::path::Path;

use weda_codegen::plan::{Access, ModelPlan};
use weda_codegen::{Entry, Report, Settings, check, generate};
use weda_definition::{Definition, OptionSets};

use crate::compile::User;
use crate::support::{definitions, fixtures, texts};

fn settings(text: &str) -> Settings {
    Settings::parse(Path::new("weda.toml"), text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn refused(text: &str) -> String {
    Settings::parse(Path::new("weda.toml"), text).unwrap_err().to_string()
}

#[test]
fn every_setting_is_understood() {
    let text = "models = \"a\"\nout = \"b\"\nonly = [\n  \"c\",\n  \"d\",\n]\nskip = [\"e\"]\noptional = [\"c.f\"]\n\
                derive = [\"PartialEq\"]\nserde = true\n";
    let entry = |text: &str, line| Entry { text: text.to_owned(), line };
    let found = Settings::parse(Path::new("/home/li/weda.toml"), text).unwrap();
    assert_eq!(
        found,
        Settings {
            file: Some("/home/li/weda.toml".into()),
            models: Some("/home/li/a".into()),
            out: Some("/home/li/b".into()),
            only: Some(vec![entry("c", 4), entry("d", 5)]),
            skip: vec![entry("e", 7)],
            optional: vec![entry("c.f", 8)],
            derive: vec![entry("PartialEq", 9)],
            serde: true,
        }
    );
    assert_eq!(settings("# nothing\n"), Settings { file: Some("weda.toml".into()), ..Settings::default() });
}

#[test]
fn a_file_that_cannot_be_used_says_where_and_what_to_do() {
    for (text, message) in [
        ("modles = \"a\"", "weda.toml:1 there is no setting `modles`; did you mean `models`?"),
        (
            "\n[library]\nmode = true",
            "weda.toml:2 there is no setting `library`; remove it, or take one of derive, models, only, optional, out, \
             serde, skip",
        ),
        (
            "out = \"a\"\nmodels = 3",
            "weda.toml:2 `models` cannot be used: invalid type: integer `3`, expected a string; correct its value",
        ),
        (
            "only = [\n  \"a\",\n  true,\n]",
            "weda.toml:3 `only` cannot be used: invalid type: boolean `true`, expected a string; correct its value",
        ),
        (
            "skip = \"a\"",
            "weda.toml:1 `skip` cannot be used: invalid type: string \"a\", expected a sequence; correct its value",
        ),
        (
            "models = ",
            "weda.toml:1 is not TOML: string values must be quoted, expected literal string; correct the line",
        ),
        ("out = \"a\"\nout = \"b\"", "weda.toml:2 is not TOML: duplicate key; correct the line"),
        (
            "derive = [\"Serialize + Eq\"]",
            "weda.toml:1 `derive` names `Serialize + Eq`, which is no path of a trait; write one such as `PartialEq` or \
             `schemars::JsonSchema`",
        ),
        (
            "derive = [\"std::fmt::Debug\"]",
            "weda.toml:1 `derive` names `std::fmt::Debug`, which generated types have already where they can; remove it",
        ),
        (
            "serde = true\nderive = [\"serde::Serialize\"]",
            "weda.toml:2 `derive` names `serde::Serialize`, which generated types have already where they can; remove it",
        ),
    ] {
        assert_eq!(refused(text), message, "{text}");
    }
}

#[test]
fn all_problems_of_a_file_are_found_at_once() {
    let text = refused("modles = \"a\"\nouts = \"b\"\nserde = 1\n");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    for (line, start) in lines.iter().zip(["weda.toml:1 ", "weda.toml:2 ", "weda.toml:3 "]) {
        assert!(line.starts_with(start), "{text}");
    }
}

#[test]
fn the_nearest_file_counts_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let school = folder.path().join("school");
    fs::create_dir(&school).unwrap();
    fs::write(folder.path().join("Cargo.toml"), "[workspace]").unwrap();
    fs::write(folder.path().join("weda.toml"), "serde = true").unwrap();
    assert!(Settings::find(&school).unwrap().serde);
    fs::write(school.join("weda.toml"), "").unwrap();
    let found = Settings::find(&school).unwrap();
    assert_eq!((found.serde, found.file), (false, Some(school.join("weda.toml"))));
    fs::write(school.join("weda.toml"), [0xff]).unwrap();
    let text = Settings::find(&school).unwrap_err().to_string();
    assert!(
        text.contains("school/weda.toml cannot be read (") && text.ends_with("; check the path and its permissions")
    );
}

const STUDENT: &str = r#"{ "name": { "type": "string" },
    "class": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "class" } } }"#;
const CLASS: &str = r#"{ "room": { "type": "string" } }"#;

/// Generates `student` and `class` with the settings: the report, and the names of the files.
fn generated(text: &str) -> Result<(Report, Vec<String>), String> {
    let (dir, folder) = (definitions(&[("student", STUDENT), ("class", CLASS)]), tempfile::tempdir().unwrap());
    fs::write(dir.path().join("legacy.json"), "[]").unwrap();
    let report = generate(dir.path(), &folder.path().join("models"), &settings(text));
    let report = report.map_err(|problems| problems.to_string().replace(dir.path().to_str().unwrap(), "schemas"))?;
    let names = texts(folder.path());
    if let Some(root) = names.get("models.rs") {
        let is_stub = root.contains("pub enum Class {}");
        assert_eq!(is_stub, !names.contains_key("models/class.rs"), "{root}");
    }
    Ok((report, names.into_keys().collect()))
}

#[test]
fn models_that_are_left_out_are_known_by_name_and_may_be_broken() {
    let (report, names) = generated("skip = [\"class\", \"legacy\"]").unwrap();
    assert_eq!((names, report.notes), (vec!["models.rs".to_owned(), "models/student.rs".to_owned()], vec![]));
    let (_, only) = generated("only = [\"student\"]").unwrap();
    assert_eq!(only, ["models.rs", "models/student.rs"]);
    let (_, both) = generated("only = [\"student\", \"class\", \"legacy\"]\nskip = [\"legacy\"]").unwrap();
    assert_eq!(both, ["models.rs", "models/class.rs", "models/student.rs"]);
    let (report, _) = generated("skip = [\"class\"]").unwrap();
    assert_eq!((report.broken.len(), report.files.written.len()), (1, 2));
    assert!(report.broken[0].to_string().contains("/legacy.json:1:1 is no definition"), "{report}");
    let wrong = generated("skip = [\"clas\"]").unwrap_err();
    assert!(wrong.contains("/legacy.json:1:1 is no definition") && wrong.ends_with("did you mean `class`?"), "{wrong}");
}

#[test]
fn models_and_fields_that_do_not_exist_are_named_with_the_nearest() {
    for (text, message) in [
        (
            "only = [\"studnet\"]",
            "weda.toml:1 `only` names model `studnet`, which is not among the definitions; did you mean `student`?",
        ),
        (
            "skip = [\n\"legacy\", \"teacher\"]",
            "weda.toml:2 `skip` names model `teacher`, which is not among the definitions; remove it, or pull the model",
        ),
        ("only = []", "weda.toml leaves no model to generate code for; let `only` or `skip` leave one"),
        (
            "skip = [\"legacy\"]\noptional = [\"studnet.name\"]",
            "weda.toml:2 `optional` names model `studnet`, which is not among the definitions; did you mean `student`?",
        ),
        (
            "skip = [\"legacy\"]\noptional = [\"student\"]",
            "weda.toml:2 `optional` names `student`, which is no field; write the model's identifier before it, as in \
             `student.name`",
        ),
        (
            "skip = [\"legacy\"]\noptional = [\"student.nmae\"]",
            "weda.toml:2 `optional` names field `nmae`, which model `student` does not have; did you mean \
             `student.name`?",
        ),
        (
            "skip = [\"legacy\"]\noptional = [\"class.teachers\"]",
            "weda.toml:2 `optional` names field `teachers`, which model `class` does not have; remove it, or pull the \
             model again",
        ),
        (
            "skip = [\"legacy\"]\noptional = [\"class._id\"]",
            "weda.toml:2 `optional` names `class._id`, but there is no record without its id; remove it",
        ),
    ] {
        assert_eq!(generated(text).unwrap_err(), message, "{text}");
    }
}

#[test]
fn an_optional_field_is_read_as_option_and_needed_by_new_records_still() {
    let text = r#"{ "type": "object", "required": ["name", "home", "homes"], "properties": {
        "name": { "type": "string" },
        "home": { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" } } },
        "homes": { "type": "array", "items":
            { "type": "object", "required": ["city"], "properties": { "city": { "type": "string" } } } } } }"#;
    let planned = |names: &str| -> ModelPlan {
        let mut definition = Definition::parse("student", "student.json", text).unwrap();
        settings(&format!("optional = [{names}, \"another.name\"]")).relax(&mut definition).unwrap();
        check([&definition], &OptionSets::default(), &Settings::default()).unwrap().models.remove(0)
    };
    let present = |model: &ModelPlan| -> Vec<(String, bool)> {
        let fields = model.fields.iter().map(|field| &field.member);
        let members = fields.chain(model.structs.iter().flat_map(|nested| &nested.members));
        members.map(|member| (member.name.clone(), member.present)).collect()
    };
    let keys = ["id", "home", "homes", "name", "city", "city"];
    let expected = |absent: usize| -> Vec<(String, bool)> {
        keys.iter().enumerate().map(|(at, key)| ((*key).to_owned(), at != absent)).collect()
    };
    for (name, absent) in [("home", 1), ("homes", 2), ("name", 3), ("home.city", 4), ("homes.city", 5)] {
        let model = planned(&format!("\"student.{name}\""));
        assert_eq!(present(&model), expected(absent), "{name}");
        assert!(model.fields[1..].iter().all(|field| field.access == Access::Required), "{name}");
    }
}

const MAIN: &str = r##"//! Compares rows, and writes one as JSON.
#![deny(warnings, missing_docs)]

mod models;

use models::{Student, StudentGender};

fn main() {
    fn same<T: PartialEq + serde::Serialize>(_: Option<T>) {}
    same::<Student>(None);
    same::<models::Course>(None);
    let told = serde_json::json!([StudentGender::N1, StudentGender::Other("x".to_owned())]);
    assert_eq!(told.to_string(), r#"["1","x"]"#);
    let course = models::NewCourse { title: "a".to_owned() };
    assert_eq!(serde_json::to_string(&course).unwrap(), r#"{"title":"a"}"#);
}
"##;

#[test]
fn more_derives_compile_and_serialize_under_the_names_of_the_wire() {
    let user = User::with("derives", &fixtures(), MAIN, &settings("derive = [\"PartialEq\"]\nserde = true"));
    user.run();
    let student = user.text("current/src/models/student.rs");
    assert!(student.contains("    #[serde(rename = \"_id\")]\n    pub id: "), "{student}");
    assert!(student.contains("#[derive(Clone, PartialEq, ::serde::Serialize)]\npub struct Student {"), "{student}");
}
