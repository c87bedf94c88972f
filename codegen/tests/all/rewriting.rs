//! A file is rewritten exactly if one of its inputs has changed.

use std::fs;
use std::path::PathBuf;

use weda_codegen::{Settings, generate};

use crate::settings::settings;
use crate::support::texts;

const STUDENT: &str = r#"{ "type": "object", "title": "学生", "required": ["name"], "properties": {
    "name": { "type": "string", "description": "as on the card" },
    "email": { "type": "string", "format": "email" },
    "group": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "a_b" } },
    "state": { "type": "string", "format": "x-enum", "x-option-name": "state", "enum": ["1"] } } }"#;
const NAMED: &str = r#"{ "type": "object", "properties": { "name": { "type": "string" } } }"#;

/// Definitions of `student`, `a_b` and `course`, a shared option set, and the generated code.
struct Project {
    folder: tempfile::TempDir,
    settings: Settings,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap(), settings: Settings::default() };
        for (name, text) in [("student", STUDENT), ("a_b", NAMED), ("course", NAMED)] {
            project.define(name, text);
        }
        project.label("新");
        assert_eq!(project.written(), ["a_b.rs", "course.rs", "option_sets.rs", "student.rs", "models.rs"]);
        project
    }

    fn define(&self, name: &str, text: &str) {
        let dir = self.folder.path().join("database-schemas");
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join(format!("{name}.json")), text).unwrap();
    }

    /// Sets the label of the only option in the only set.
    fn label(&self, label: &str) {
        let config = format!(r#"[{{\"key\":\"1\",\"value\":\"{label}\"}}]"#);
        let text =
            format!(r#"{{ "response": {{ "data": {{ "items": [{{ "name": "state", "config": "{config}" }}] }} }} }}"#);
        fs::write(self.folder.path().join("option-sets.json"), text).unwrap();
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("models").join(name)
    }

    /// Runs the generator and returns the names of the files that it writes. Checks that the result is that of a run into an
    /// empty folder, and that another run writes nothing.
    fn written(&self) -> Vec<String> {
        let (dir, new) = (self.folder.path().join("database-schemas"), tempfile::tempdir().unwrap());
        let out = self.folder.path().join("models");
        let files = generate(&dir, &out, &self.settings).unwrap().files;
        generate(&dir, &new.path().join("models"), &self.settings).unwrap();
        assert_eq!(texts(&out), texts(&new.path().join("models")));
        let [root, anew] = [self.folder.path(), new.path()].map(|folder| fs::read(folder.join("models.rs")).unwrap());
        assert!(root == anew, "models.rs is not what a run into an empty folder makes");
        let again = generate(&dir, &out, &self.settings).unwrap().files;
        assert_eq!((again.written.len(), again.unchanged), (0, files.written.len() + files.unchanged));
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        files.written.iter().map(name).collect()
    }
}

#[test]
fn an_edited_file_is_rewritten() {
    let project = Project::new();
    let whole = fs::read_to_string(project.file("student.rs")).unwrap();
    let (header, code) = whole.split_once('\n').unwrap();
    let edits = [
        whole.replace("pub name: String", "pub name: Option<String>"),
        whole.replace('\n', "\r\n"),
        format!("{whole}\n"),
        whole[..whole.len() / 2].to_owned(),
        header.to_owned(),
        format!("{}\n{code}", header.replace("0.1.0", "0.0.9")),
        format!("{}\n{code}", header.replace(", code ", ", code 0")),
        format!("{}\n{code}", header.replace("student.json", "course.json")),
        // As written by an older generator.
        format!("{}){}\n{code}", header.split_once(", code").unwrap().0, header.split_once(')').unwrap().1),
        fs::read_to_string(project.file("course.rs")).unwrap(),
    ];
    for text in edits {
        assert!(text != whole);
        fs::write(project.file("student.rs"), &text).unwrap();
        assert_eq!(project.written(), ["student.rs"], "{text}");
    }
    for name in ["option_sets.rs", "../models.rs"] {
        let text = fs::read_to_string(project.file(name)).unwrap();
        fs::write(project.file(name), format!("{text}// more\n")).unwrap();
        assert_eq!(project.written(), [name.trim_start_matches("../")]);
    }
    fs::remove_file(project.file("course.rs")).unwrap();
    assert_eq!(project.written(), ["course.rs"]);
}

#[test]
fn a_changed_definition_rewrites_its_file_and_affected_declarations() {
    let project = Project::new();
    project.define("student", &STUDENT.replace("as on the card", "as people say it"));
    assert_eq!(project.written(), ["student.rs"]);
    // The text differs, and its hash in the header, but not the code.
    project.define("course", &format!("{NAMED}\n"));
    assert_eq!(project.written(), ["course.rs"]);
    project.define("student", &STUDENT.replace("学生", "同学"));
    assert_eq!(project.written(), ["student.rs", "models.rs"]);
    // The create shape is removed.
    project.define("student", &STUDENT.replace("学生", "同学").replace("[\"name\"]", "[]"));
    assert_eq!(project.written(), ["student.rs", "models.rs"]);
}

#[test]
fn changed_settings_take_effect() {
    let mut project = Project::new();
    let models = ["a_b.rs", "course.rs", "option_sets.rs", "student.rs"];
    for (text, expected) in [
        ("derive = [\"PartialEq\"]", models.as_slice()),
        ("serde = \"derive\"", &models),
        ("serde = false", &models),
        ("", &models),
        ("optional = [\"student.name\"]", &["student.rs"]),
        ("types.email = \"crate::Email\"", &["student.rs"]),
        ("types.email = \"crate::Address\"", &["student.rs"]),
        ("skip = [\"a_b\"]", &["student.rs", "models.rs"]),
    ] {
        project.settings = settings(text);
        assert_eq!(project.written(), expected, "{text}");
    }
}

/// `aB` sorts before `a_b` and gets its names.
#[test]
fn a_changed_type_name_rewrites_the_files_that_refer_to_it() {
    let project = Project::new();
    project.define("aB", NAMED);
    assert_eq!(project.written(), ["a_b.rs", "a_b_2.rs", "student.rs", "models.rs"]);
    let student = fs::read_to_string(project.file("student.rs")).unwrap();
    assert!(student.contains("super::a_b_2::AB2"), "{student}");
    fs::remove_file(project.folder.path().join("database-schemas/a_b.json")).unwrap();
    assert_eq!(project.written(), ["student.rs", "models.rs"]);
}

#[test]
fn changed_option_sets_are_rewritten_with_the_fields_that_use_them() {
    let project = Project::new();
    project.label("旧");
    assert_eq!(project.written(), ["option_sets.rs"]);
    fs::remove_file(project.folder.path().join("option-sets.json")).unwrap();
    assert_eq!(project.written(), ["student.rs", "models.rs"]);
    project.label("新");
    assert_eq!(project.written(), ["option_sets.rs", "student.rs", "models.rs"]);
}
