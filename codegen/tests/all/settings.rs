//! Parsing and validation of `weda.toml`.

use std::fs;
use std::path::Path;

use weda_codegen::plan::Serde;
use weda_codegen::{Entry, OwnType, Report, Settings, generate};

use crate::support::{definitions, texts};

pub fn settings(text: &str) -> Settings {
    Settings::parse(Path::new("weda.toml"), text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn refused(text: &str) -> String {
    Settings::parse(Path::new("weda.toml"), text).unwrap_err().to_string()
}

#[test]
fn every_setting_is_parsed() {
    let text = "models = \"a\"\nout = \"b\"\nonly = [\n  \"c\",\n  \"d\",\n]\nskip = [\"e\"]\noptional = [\"c.f\"]\n\
                present = [\"c.h\", \"text\"]\nderive = [\"PartialEq\"]\nserde = true\nlibrary = true\n\
                emulator = \"127.0.0.1:4010\"\n\
                [types]\n\"c.f\" = \"crate::F\"\nemail = \"Email\"\n";
    let entry = |text: &str, line| Entry { text: text.to_owned(), line };
    let found = Settings::parse(Path::new("/home/li/weda.toml"), text).unwrap();
    let mut expected = Settings::default();
    expected.file = Some("/home/li/weda.toml".into());
    expected.models = Some("/home/li/a".into());
    expected.out = Some("/home/li/b".into());
    expected.only = Some(vec![entry("c", 4), entry("d", 5)]);
    expected.skip = vec![entry("e", 7)];
    expected.optional = vec![entry("c.f", 8)];
    expected.present = vec![entry("c.h", 9), entry("text", 9)];
    expected.derive = vec![entry("PartialEq", 10)];
    expected.serde = Some(Serde::Tables);
    expected.library = true;
    expected.emulator = Some("127.0.0.1:4010".to_owned());
    expected.types = vec![
        OwnType { of: entry("c.f", 15), path: "crate::F".to_owned() },
        OwnType { of: entry("email", 16), path: "Email".to_owned() },
    ];
    assert_eq!(found, expected);
    let mut nothing = Settings::default();
    nothing.file = Some("weda.toml".into());
    assert_eq!(settings("# nothing\n"), nothing);
}

#[test]
fn errors_name_the_line_and_what_to_do() {
    for (text, message) in [
        ("modles = \"a\"", "weda.toml:1 there is no setting `modles`; did you mean `models`?"),
        (
            "\n[workspace]\nmode = true",
            "weda.toml:2 there is no setting `workspace`; remove it, or take one of derive, emulator, gateway, library, models, only, \
             optional, out, present, serde, skip, types",
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
            "weda.toml:1 `derive` names `Serialize + Eq`, which is not the path of a trait; write one such as `PartialEq` or \
             `schemars::JsonSchema`",
        ),
        (
            "derive = [\"std::fmt::Debug\"]",
            "weda.toml:1 `derive` names `std::fmt::Debug`, which generated types already implement where possible; remove it",
        ),
        (
            "serde = \"derived\"",
            "weda.toml:1 `serde` cannot be used: invalid value: string \"derived\", expected `true`, `false` or `\"derive\"`; \
             correct its value",
        ),
        (
            "serde = true\nderive = [\"serde::Serialize\"]",
            "weda.toml:2 `derive` names `serde::Serialize`, which generated types already implement where possible; remove it",
        ),
        (
            "serde = true\nderive = [\"serde::Deserialize\"]",
            "weda.toml:2 `derive` names `serde::Deserialize`, which generated types already implement where possible; remove it",
        ),
        (
            "optional = [\"a.b\", \"text\"]\npresent = [\n\"text\"]",
            "weda.toml:3 `optional` and `present` both name `text`; remove it from one of them",
        ),
        (
            "[types]\ntext = \"a phone\"",
            "weda.toml:2 `types` gives `text` the type `a phone`, which is not the path of a type; write one such as \
             `crate::Phone`",
        ),
        (
            "[types]\nstudent.phone = \"crate::Phone\"",
            "weda.toml:2 `types` has the key student.phone without quotes, which makes it a table; put it in quotes, as in \
             `\"student.phone\"`",
        ),
        (
            "[types]\ntext = \"crate\"",
            "weda.toml:2 `types` gives `text` the type `crate`, which is not the path of a type; write one such as `crate::Phone`",
        ),
        (
            "derive = [\"super\"]",
            "weda.toml:1 `derive` names `super`, which is not the path of a trait; write one such as `PartialEq` or \
             `schemars::JsonSchema`",
        ),
        (
            "derive = [\"From<u8>\"]",
            "weda.toml:1 `derive` names `From<u8>`, which is not the path of a trait; write one such as `PartialEq` or \
             `schemars::JsonSchema`",
        ),
        (
            "derive = [\"Hash\",\n\"std::hash::Hash\"]",
            "weda.toml:2 `derive` names `std::hash::Hash`, but it already has a trait of this name; remove one of them",
        ),
        (
            "derive = [\"PartialOrd\"]",
            "weda.toml:1 `derive` names `PartialOrd`, but options have no order, and one that the definition lists \
             later would change its place; remove it, and sort by a key of your own",
        ),
    ] {
        assert_eq!(refused(text), message, "{text}");
    }
}

#[test]
fn all_errors_of_a_file_are_reported() {
    let text = refused("modles = \"a\"\nouts = \"b\"\nserde = 1\n");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    for (line, start) in lines.iter().zip(["weda.toml:1 ", "weda.toml:2 ", "weda.toml:3 "]) {
        assert!(line.starts_with(start), "{text}");
    }
}

/// `out = "."` was joined to the folder of the file, whose name became the name of the module.
/// The code was written beside the package: `school.rs` into its parent.
/// It is now refused, like `--out .`.
#[test]
fn an_output_folder_must_have_a_name() {
    for out in ["", ".", "..", "src/.", "src/../", "src/..", "./"] {
        let problems = Settings::parse(Path::new("/home/li/weda.toml"), &format!("\nout = \"{out}\"")).unwrap_err();
        let message = "cannot be used: the folder's name must be a valid module name, as in `src/models`";
        assert_eq!(problems.to_string(), format!("/home/li/weda.toml:2 `out = \"{out}\"` {message}"));
    }
    assert_eq!(settings("out = \"../data/\"").out, Some("../data/".into()));
    assert_eq!(settings("library = true\nout = \".\"").out, Some(".".into()));
}

#[test]
fn an_empty_directory_of_definitions_counts_as_not_set() {
    assert_eq!(settings("models = \"\"").models, None);
}

/// Only the first value of a wrong type was reported.
/// Each setting is now parsed separately, and other errors are reported with them.
#[test]
fn all_values_of_wrong_types_are_reported() {
    let text = refused("skip = 1\nserde = 2\nmodels = 3\nderive = [\"Clone\"]\n");
    let starts: Vec<&str> = text.lines().map(|line| line.split(" cannot").next().unwrap()).collect();
    assert_eq!(starts[..3], ["weda.toml:1 `skip`", "weda.toml:2 `serde`", "weda.toml:3 `models`"]);
    assert!(starts.len() == 4 && starts[3].starts_with("weda.toml:4 `derive` names `Clone`"), "{text}");
}

#[test]
fn only_the_nearest_file_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let school = folder.path().join("school");
    fs::create_dir(&school).unwrap();
    fs::write(folder.path().join("Cargo.toml"), "[workspace]").unwrap();
    fs::write(folder.path().join("weda.toml"), "serde = true").unwrap();
    assert_eq!(Settings::find(&school).unwrap().serde, Some(Serde::Tables));
    fs::write(school.join("weda.toml"), "").unwrap();
    let found = Settings::find(&school).unwrap();
    assert_eq!((found.serde, found.file), (None, Some(school.join("weda.toml"))));
    fs::write(school.join("weda.toml"), [0xff]).unwrap();
    let text = Settings::find(&school).unwrap_err().to_string();
    assert!(
        text.contains("school/weda.toml cannot be read (") && text.ends_with("; check the path and its permissions")
    );
}

const STUDENT: &str = r#"{ "name": { "type": "string" },
    "friends": { "type": "array", "format": "many-many", "x-parent": { "parentDataSourceName": "student" } },
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
fn excluded_models_are_known_by_name_and_may_be_invalid() {
    let (report, names) = generated("skip = [\"class\", \"legacy\"]").unwrap();
    assert_eq!((names, report.notes), (vec!["models.rs".to_owned(), "models/student.rs".to_owned()], vec![]));
    let (_, only) = generated("only = [\"student\"]").unwrap();
    assert_eq!(only, ["models.rs", "models/student.rs"]);
    let (_, both) = generated("only = [\"student\", \"class\", \"legacy\"]\nskip = [\"legacy\"]").unwrap();
    assert_eq!(both, ["models.rs", "models/class.rs", "models/student.rs"]);
    let (report, _) = generated("skip = [\"class\"]").unwrap();
    assert_eq!((report.broken.len(), report.files.written.len()), (1, 2));
    assert!(report.broken[0].to_string().contains("/legacy.json:1:1 is not a definition"), "{report}");
    let wrong = generated("skip = [\"clas\"]").unwrap_err();
    assert!(
        wrong.contains("/legacy.json:1:1 is not a definition") && wrong.ends_with("did you mean `class`?"),
        "{wrong}"
    );
}

#[test]
fn models_and_fields_that_do_not_exist_are_named_with_the_nearest() {
    // A relevant invalid definition is one more problem, which comes first.
    for (text, message) in [
        (
            "only = [\"studnet\"]",
            "weda.toml:1 `only` names model `studnet`, which is not among the definitions; did you mean `student`?",
        ),
        (
            "skip = [\n\"legacy\", \"teacher\"]",
            "weda.toml:2 `skip` names model `teacher`, which is not among the definitions; remove it, or pull the model",
        ),
        ("only = []", "weda.toml excludes every model; let `only` or `skip` leave one"),
        (
            "skip = [\"legacy\"]\noptional = [\"studnet.name\"]",
            "weda.toml:2 `optional` names model `studnet`, which is not among the definitions; did you mean `student`?",
        ),
        (
            "skip = [\"legacy\"]\noptional = [\"student\"]",
            "weda.toml:2 `optional` names `student`, which is not a field, format or kind; write a field with its model, as in \
             `student.name`, a format, or one of the kinds autonumber, boolean, date, datetime, file, integer, json, \
             location, number, region, text, time, choice, list, object, relation",
        ),
        (
            "skip = [\"legacy\"]\npresent = [\"\"]",
            "weda.toml:2 `present` names ``, which is not a field, format or kind; write a field with its model, as in \
             `student.name`, a format, or one of the kinds autonumber, boolean, date, datetime, file, integer, json, \
             location, number, region, text, time, choice, list, object, relation",
        ),
        (
            "skip = [\"legacy\"]\npresent = [\"emial\"]",
            "weda.toml:2 `present` names `emial`, which is not a field, format or kind; did you mean `email`?",
        ),
        (
            "skip = [\"legacy\"]\n[types]\n\"student.name\" = \"A\"\ntxt = \"A\"",
            "weda.toml:4 `types` names `txt`, which is not a field, format or kind; did you mean `text`?",
        ),
        (
            "skip = [\"legacy\"]\n[types]\nrelation = \"A\"",
            "weda.toml:3 `types` names `relation`, which is not a field, format or kind; write a field with its model, as in \
             `student.name`, a format, or one of the kinds autonumber, boolean, date, datetime, file, integer, json, \
             location, number, region, text, time",
        ),
        (
            "[types]\n\"studnet.name\" = \"A\"",
            "weda.toml:2 `types` names model `studnet`, which is not among the definitions; did you mean `student`?",
        ),
        (
            "[types]\n\"student.nmae\" = \"A\"",
            "weda.toml:2 `types` names field `nmae`, which model `student` does not have; did you mean `student.name`?",
        ),
        (
            "[types]\n\"student._id\" = \"A\"",
            "weda.toml:2 `types` names `student._id`, but the id of a record is always an `Id`; remove it",
        ),
        (
            "present = [\"student._id\"]",
            "weda.toml:1 `present` names `student._id`, but every record has its id; remove it",
        ),
        (
            "present = [\"student.friends\"]",
            "weda.toml:1 `present` names `student.friends`, but records do not contain the other side of a relation; remove it",
        ),
        (
            "present = [\"many-many\"]",
            "weda.toml:1 `present` names `many-many`, but records do not contain the other side of a relation; remove it",
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
            "weda.toml:2 `optional` names `class._id`, but every record has its id; remove it",
        ),
    ] {
        let problems = generated(text).unwrap_err();
        assert_eq!(problems.lines().last(), Some(message), "{text}");
    }
}

/// A format that only an invalid definition has was reported as unknown, and nothing was generated.
/// While a selected definition is invalid, formats are not checked.
#[test]
fn formats_are_not_checked_while_a_definition_is_invalid() {
    let (report, _) = generated("optional = [\"x-hologram\"]").unwrap();
    assert_eq!(report.broken.len(), 1);
    let problems = generated("skip = [\"legacy\"]\noptional = [\"x-hologram\"]").unwrap_err();
    assert!(problems.starts_with("weda.toml:2 `optional` names `x-hologram`"), "{problems}");
}
