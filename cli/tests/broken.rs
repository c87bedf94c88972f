//! Invalid files among definitions: `weda generate` writes the code of the others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = r#"{ "type": "object", "properties": {
    "name": { "type": "string" },
    "broken": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "half" } } } }"#;

/// A folder with two good definitions.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    define(folder.path(), "student", GOOD);
    define(folder.path(), "course", GOOD);
    folder
}

fn define(folder: &Path, model: &str, text: &str) {
    let dir = folder.join("database-schemas");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join(format!("{model}.json")), text).unwrap();
}

fn generate(folder: &Path) -> (Output, Vec<String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    let output = command.arg("generate").current_dir(folder).env_remove("WEDA_MODELS").output().unwrap();
    let lines = String::from_utf8(output.stderr.clone()).unwrap().lines().map(str::to_owned).collect();
    (output, lines)
}

/// Every file below `src` with its bytes.
fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in [folder.join("src"), folder.join("src/models")] {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() {
                files.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let (project, alone) = (project(), project());
    let open = r#"{"type":"object","properties":{"a":"#.repeat(500);
    for (model, text) in [
        ("collection", r#"{ "collectionName": "users", "indexes": [], "fields": {} }"#),
        ("deep", &format!("{open}{{}}{}", "}}".repeat(500))),
        ("empty", ""),
        ("half", &GOOD[..GOOD.len() / 2]),
        ("list", r#"[{ "_id": "1", "name": "\u674e" }]"#),
    ] {
        define(project.path(), model, text);
    }
    let (output, lines) = generate(project.path());
    assert_eq!(output.status.code(), Some(6), "{lines:?}");
    assert_eq!(lines.len(), 6, "{lines:?}");
    for (line, (start, end)) in lines.iter().zip([
        ("collection.json:1:1 is not a definition: expected", "or pull the model again"),
        ("deep.json:1:", " is nested deeper than 64 levels; pull the model again"),
        ("empty.json is empty, expected a JSON object with `properties`; pull the model again", ""),
        ("half.json:", "pull the model again"),
        (
            "list.json:1:1 is not a definition: expected",
            "found a list; move the file out of the directory, or pull the model again",
        ),
    ]) {
        assert!(line.starts_with(&format!("error: database-schemas/{start}")) && line.ends_with(end), "{line}");
    }
    let last = "wrote 3 of 3 files to src/models (0 unchanged); 5 broken files have no code";
    assert_eq!(lines[5], last);

    // Relations to a broken model are typed, and the code is what it is where that model is left out.
    fs::write(alone.path().join("weda.toml"), "").unwrap();
    assert!(generate(alone.path()).0.status.success());
    assert_eq!(written(project.path()), written(alone.path()));

    // What is left out may be broken; what is fixed has its code.
    fs::write(project.path().join("weda.toml"), r#"skip = ["collection", "deep", "empty", "list"]"#).unwrap();
    define(project.path(), "half", GOOD);
    let (output, lines) = generate(project.path());
    assert!(output.status.success() && written(project.path()).contains_key("half.rs"), "{lines:?}");
}

#[test]
fn code_that_works_is_not_touched_when_its_definition_breaks() {
    let project = project();
    assert!(generate(project.path()).0.status.success());
    let before = written(project.path());
    assert_eq!(before.len(), 3);

    define(project.path(), "student", "{ \"type\": ");
    define(project.path(), "course", &GOOD.replace("name", "title"));
    define(project.path(), "teacher", GOOD);
    define(project.path(), "unknown", "[]");
    let (output, lines) = generate(project.path());
    assert_eq!(output.status.code(), Some(6), "{lines:?}");
    assert!(lines[0].starts_with("error: database-schemas/student.json:1:"), "{lines:?}");
    assert!(lines[1].starts_with("error: database-schemas/unknown.json:1:1 is not a definition"), "{lines:?}");
    assert_eq!(
        lines[2],
        "error: nothing was written, so that src/models/student.rs and the other models continue to work together; repair \
         the definition, or exclude it with `skip` in weda.toml"
    );
    assert_eq!(written(project.path()), before);

    // Leaving it out is a decision.
    fs::write(project.path().join("weda.toml"), r#"skip = ["student", "unknown"]"#).unwrap();
    let (output, lines) = generate(project.path());
    assert!(output.status.success(), "{lines:?}");
    assert_eq!(written(project.path()).into_keys().collect::<Vec<_>>(), ["course.rs", "models.rs", "teacher.rs"]);
}

#[test]
fn what_stops_all_models_is_told_beside_the_broken_ones() {
    let project = project();
    let out = project.path().join("src/models");
    define(project.path(), "broken", "[]");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("student.rs"), "pub struct Mine;\n").unwrap();
    let told = |ends: &[&str]| {
        let (output, lines) = generate(project.path());
        assert_eq!((output.status.code(), lines.len()), (Some(6), 2 + ends.len()), "{lines:?}");
        assert!(lines[0].starts_with("error: database-schemas/broken.json:1:1 is not a definition"), "{lines:?}");
        for (line, end) in lines[1..].iter().zip(ends) {
            assert!(line.starts_with("error: ") && line.ends_with(end), "{line}");
        }
        assert!(lines[lines.len() - 1].starts_with("hint: "), "{lines:?}");
        assert_eq!(written(project.path()).into_keys().collect::<Vec<_>>(), ["student.rs"]);
    };
    told(&["move it away, or choose another output folder"]);
    fs::write(project.path().join("option-sets.json"), "").unwrap();
    told(&[
        "option-sets.json is empty, expected a JSON object with `response`; save the answer of the option-set endpoint again",
    ]);
    fs::write(project.path().join("weda.toml"), "skip = [\"teacher\"]").unwrap();
    told(&["remove it, or pull the model", "save the answer of the option-set endpoint again"]);
}

#[test]
fn where_nothing_is_left_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for model in ["a", "b"] {
        define(folder.path(), model, "{ \"type\": ");
    }
    let (output, lines) = generate(folder.path());
    assert_eq!((output.status.code(), lines.len()), (Some(6), 3), "{lines:?}");
    assert!(lines[0].starts_with("error: database-schemas/a.json:1:"), "{lines:?}");
    assert!(lines[1].starts_with("error: database-schemas/b.json:1:"), "{lines:?}");
    assert!(lines[2].starts_with("hint: the directory is "), "{lines:?}");
    assert!(!folder.path().join("src").exists());
}

/// "hint: the directory is ..." stood below every failure, also below those of the output folder or of option sets.
/// It was printed whenever the directory had been found rather than named.
/// It now follows only where another directory could help.
#[test]
fn the_hint_about_the_directory_stands_where_the_directory_matters() {
    let project = project();
    let out = project.path().join("src/models");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("student.rs"), "pub struct Mine;\n").unwrap();
    let told = |end: &str| {
        let (output, lines) = generate(project.path());
        assert_eq!((output.status.code(), lines.len()), (Some(6), 1), "{lines:?}");
        assert!(lines[0].starts_with("error: ") && lines[0].ends_with(end), "{lines:?}");
    };
    told("move it away, or choose another output folder");
    fs::write(project.path().join("option-sets.json"), "").unwrap();
    told("save the answer of the option-set endpoint again");

    fs::remove_dir_all(project.path().join("database-schemas")).unwrap();
    fs::create_dir(project.path().join("database-schemas")).unwrap();
    let (_, lines) = generate(project.path());
    assert!(lines[0].contains(" has no definitions; ") && lines[1].contains("`weda init --example`"), "{lines:?}");
    assert!(lines[2].starts_with("hint: the directory is "), "{lines:?}");
}
