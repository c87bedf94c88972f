//! `weda generate`, as it is run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const STUDENT: &str = r#"{ "type": "object", "title": "学生", "required": ["name"],
  "properties": {
    "name": { "type": "string", "title": "姓名" },
    "photo": { "type": "string", "format": "x-hologram" },
    "id": { "type": "string" }
} }"#;

/// A folder with one definition where the official tool puts it.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("database-schemas");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("student.json"), STUDENT).unwrap();
    folder
}

fn weda(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.args(arguments).current_dir(folder).env_remove("WEDA_MODELS").output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn it_writes_files_and_says_what_it_did() {
    let project = project();
    let first = weda(project.path(), &["generate", "--dir", "database-schemas", "--out", "src/models"]);
    assert_eq!(
        stderr(&first),
        "\
note: database-schemas/student.json:5 field `id` is called `id_` in Rust, because something else has the name it \
would get; nothing changes on the wire
note: database-schemas/student.json:4 `photo`: format `x-hologram` is read as text
wrote 2 of 2 files to src/models (0 unchanged)
"
    );
    assert!(first.status.success() && first.stdout.is_empty());
    assert!(fs::read_to_string(project.path().join("src/models.rs")).unwrap().contains("pub mod student;"));
    assert!(project.path().join("src/models/student.rs").is_file());
    let second = weda(project.path(), &["generate", "--dir", "database-schemas", "--out", "src/models"]);
    assert!(stderr(&second).ends_with("wrote 0 of 2 files to src/models (2 unchanged)\n"), "{}", stderr(&second));
}

#[test]
fn without_flags_it_finds_definitions_and_writes_to_src_models() {
    let project = project();
    assert!(weda(project.path(), &["generate"]).status.success());
    assert!(project.path().join("src/models/student.rs").is_file());
}

#[test]
fn the_variable_names_the_directory() {
    let project = project();
    fs::rename(project.path().join("database-schemas"), project.path().join("elsewhere")).unwrap();
    fs::create_dir(project.path().join("database-schemas")).unwrap();
    fs::write(project.path().join("database-schemas/broken.json"), "{").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    let output = command.arg("generate").current_dir(project.path()).env("WEDA_MODELS", "elsewhere").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn settings_say_what_is_made_and_where_it_goes() {
    let project = project();
    let settings = |text: &str| fs::write(project.path().join("weda.toml"), text).unwrap();
    settings("out = \"src/data\"\noptional = [\"student.name\"]\n");
    let output = weda(project.path(), &["generate"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(fs::read_to_string(project.path().join("src/data.rs")).unwrap().contains("#[path = \"data/student.rs\"]"));
    let student = fs::read_to_string(project.path().join("src/data/student.rs")).unwrap();
    assert!(
        student.contains("    pub name: Option<String>,") && student.contains("pub struct NewStudent"),
        "{student}"
    );

    // What the command line says comes first; the rest of the settings counts there too.
    let output = weda(project.path(), &["generate", "--dir", "database-schemas", "--out", "src/models"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(project.path().join("src/models/student.rs")).unwrap(), student);

    settings("library = true\n");
    assert!(weda(project.path(), &["generate"]).status.success());
    assert!(fs::read_to_string(project.path().join("src/lib.rs")).unwrap().contains("pub mod student;"));
    assert!(project.path().join("src/student.rs").is_file() && !project.path().join("src/models.rs").exists());

    settings("only = [\"studnet\"]\n");
    let output = weda(project.path(), &["generate"]);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(6), "{text}");
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("error: ") && first.contains("weda.toml:1 `only` names model `studnet`"), "{text}");
}

#[test]
fn a_missing_directory_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("weda.toml"), "models = \"definitions\"").unwrap();
    let output = weda(folder.path(), &["generate"]);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(6), "{text}");
    assert!(text.starts_with("error: "), "{text}");
    assert!(text.contains("definitions, because `models` in "), "{text}");
    assert!(text.ends_with("names it; give `--dir` to use another one\n"), "{text}");
}

#[test]
fn a_command_line_that_makes_no_sense_has_a_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [["generate", "--outt"].as_slice(), &["genrate"], &[]] {
        let output = weda(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", stderr(&output));
    }
    let short = weda(folder.path(), &["-V"]);
    assert_eq!(short.stdout, concat!("weda ", env!("CARGO_PKG_VERSION"), "\n").as_bytes());
    let long = String::from_utf8(weda(folder.path(), &["--version"]).stdout).unwrap();
    // Which target and compiler, and nothing that differs between two builds of one source.
    assert!(long.starts_with(concat!("weda ", env!("CARGO_PKG_VERSION"), " (")), "{long}");
    assert!(
        long.ends_with(")\n") && long.contains(", rustc 1.") && long.contains("linux") == cfg!(target_os = "linux"),
        "{long}"
    );
    assert!(!long.contains(['/', '\\']), "{long}");
}
