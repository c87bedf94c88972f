//! `weda pull`.

use crate::support::{Project, SETS, STUDENT};

const FILES: [&str; 4] = [
    "database-schemas/student.json",
    "database-schemas/sys_department.json",
    "database-schemas/sys_user.json",
    "weda.lock",
];

/// The files that a pull makes of the service of [`Project::new`].
fn all_files() -> Vec<String> {
    let mut files: Vec<String> = FILES.iter().map(ToString::to_string).collect();
    files.insert(3, "option-sets.json".to_owned());
    files
}

#[test]
fn definitions_and_option_sets_become_files_with_a_lock_beside_them() {
    let project = Project::new();
    let ran = project.done(&["pull"]);
    assert_eq!(project.files(), all_files());
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.ends_with("next: generate the code with `weda generate`\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("wrote 4 of 4 files to "), "{}", ran.stderr);

    // Byte for byte, without a line end after it.
    assert_eq!(project.read("database-schemas/student.json"), STUDENT);
    let sets: serde_json::Value = serde_json::from_str(&project.read("option-sets.json")).unwrap();
    let config = |value: &serde_json::Value| value["response"]["data"]["items"][0]["config"].clone();
    assert_eq!(config(&sets), config(&serde_json::from_str(SETS).unwrap()));
    let lock = project.read("weda.lock");
    for part in
        ["[models.student]\nhash = \"", "pulled = \"20", "environment = \"lowcode-emulator\"\n", "[option_sets]"]
    {
        assert!(lock.contains(part), "{lock}");
    }

    // The second one finds nothing to do, and leaves the times as they are.
    let again = project.done(&["pull", "--json"]).json();
    assert_eq!((&again["written"], &again["unchanged"]), (&serde_json::json!([]), &serde_json::json!(4)));
    assert_eq!(project.read("weda.lock"), lock);
}

#[test]
fn some_models_are_enough() {
    let mut project = Project::new();
    project.serve("course", r#"{"type":"object","properties":{"name":{"type":"string"}}}"#);
    project.restart(&[]);
    project.done(&["pull", "-n", "course,sys_user"]);
    let names = ["database-schemas/course.json", "database-schemas/sys_user.json", "weda.lock"];
    assert_eq!(project.files(), names);
    project.done(&["pull", "--name", "student"]);
    assert!(project.read("weda.lock").contains("[models.course]"), "the lock keeps the others");

    let other = Project::offline();
    other.write("weda.toml", "only = [\"student\", \"course\"]\nskip = [\"course\"]\nmodels = \"definitions\"\n");
    let mut command = other.command(&["pull"]);
    let ran = command.env("WEDA_EMULATOR_HOST", project.address()).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(other.files(), ["definitions/student.json", "option-sets.json", "weda.lock", "weda.toml"]);
}

#[test]
fn an_unknown_model_is_an_error_and_nothing_is_written() {
    let project = Project::new();
    let ran = project.run(&["pull", "-n", "student,studnet"]);
    assert_eq!(ran.code, 4);
    assert_eq!(
        ran.stderr,
        "error: lowcode-emulator has no model studnet\nhint: did you mean `student`? `weda models` lists its models\n"
    );
    assert_eq!(project.files(), [""; 0]);
    let ran = project.run(&["pull", "-n", "a/../b"]);
    assert_eq!(ran.code, 3, "{ran:?}");
}

/// A file that was edited since the pull is not replaced.
#[test]
fn edits_are_not_lost() {
    let mut project = Project::new();
    project.done(&["pull"]);
    let edited = STUDENT.replace("成绩", "分数");
    project.write("database-schemas/student.json", &edited);
    let ran = project.run(&["pull"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.stderr.contains("error: nothing was written: "), "{ran:?}");
    assert!(ran.stderr.contains("student.json would be replaced, but was edited"), "{ran:?}");
    assert_eq!(project.read("database-schemas/student.json"), edited);

    // An edit that the service has by now is no longer an edit.
    project.serve("student", &edited);
    project.restart(&[]);
    project.done(&["pull"]);

    // A file that is not in the lock file counts as edited; `--yes` replaces both.
    std::fs::remove_file(project.path("weda.lock")).unwrap();
    project.write("database-schemas/student.json", STUDENT);
    assert_eq!(project.run(&["pull", "--json"]).json()["error"]["code"], "local-file");
    project.done(&["pull", "-y"]);
    assert_eq!(project.read("database-schemas/student.json"), edited);
}

#[test]
fn a_changed_model_is_replaced_and_breaking_changes_are_reported() {
    let mut project = Project::new();
    project.done(&["pull"]);
    project.serve("student", &STUDENT.replace("\"number\"", "\"string\""));
    project.restart(&[]);
    let dry = project.done(&["pull", "--dry-run"]);
    assert!(dry.stderr.contains("would write 1 of 4 files"), "{dry:?}");
    assert_eq!(project.read("database-schemas/student.json"), STUDENT);
    let ran = project.done(&["pull"]);
    let said = "breaking    student.score was number and is text; breaks `Student::SCORE`, `Student.score`\n";
    assert!(ran.stderr.starts_with(said), "{ran:?}");
    assert!(
        project
            .read("database-schemas/student.json")
            .contains("\"type\": \"string\",\n            \"title\": \"成绩\"")
    );
}

#[test]
fn check_only_reports_drift() {
    let mut project = Project::new();
    let new = project.run(&["pull", "--check"]);
    assert_eq!((new.code, project.files().len()), (10, 0), "{new:?}");
    assert!(new.stdout.contains("compatible  student is new\n"), "{new:?}");
    project.done(&["pull"]);
    let same = project.run(&["pull", "--check"]);
    assert_eq!((same.code, same.stdout.as_str(), same.stderr.as_str()), (0, "", "no differences\n"));

    let files = project.files();
    project.serve("student", &STUDENT.replace("成绩", "分数"));
    project.restart(&[]);
    let compatible = project.run(&["pull", "--check"]);
    assert_eq!((compatible.code, compatible.stdout.as_str()), (10, "compatible  student.score differs in title\n"));
    project.unserve("student");
    project.restart(&[]);
    let breaking = project.run(&["pull", "--check", "--json"]);
    assert_eq!(breaking.code, 11);
    let answer = breaking.json();
    assert_eq!(answer["drift"], "breaking");
    assert_eq!(answer["changes"][0]["breaks"], serde_json::json!(["NewStudent", "Student"]));
    assert_eq!(project.files(), files);

    // A pull retains the file of a removed model with a note, since code may need it.
    let ran = project.done(&["pull"]);
    assert!(
        ran.stderr.starts_with("note: lowcode-emulator no longer has model student; its file is retained"),
        "{ran:?}"
    );
    assert_eq!(project.read("database-schemas/student.json"), STUDENT);
}

/// A link to a file elsewhere remains a link, and the file keeps its mode.
#[cfg(unix)]
#[test]
fn links_and_modes_are_preserved() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let project = Project::new();
    project.write("elsewhere/student.json", "{}");
    let file = project.path("elsewhere/student.json");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::create_dir(project.path("database-schemas")).unwrap();
    symlink("../elsewhere/student.json", project.path("database-schemas/student.json")).unwrap();
    project.done(&["pull", "-y"]);
    assert!(project.path("database-schemas/student.json").is_symlink());
    assert_eq!(project.read("elsewhere/student.json"), STUDENT);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

/// An invalid file does not affect other models, and drift of its own model is unknown and not `none`.
#[test]
fn an_invalid_file_affects_only_its_model() {
    let mut project = Project::new();
    project.done(&["pull"]);
    project.serve("student", &STUDENT.replace("\"number\"", "\"string\""));
    project.restart(&[]);
    project.write("database-schemas/zzz.json", "garbage");
    for arguments in [["pull", "--dry-run", "--json"].as_slice(), &["pull", "-n", "student", "--dry-run", "--json"]] {
        let answer = project.done(arguments).json();
        assert_eq!((&answer["drift"], &answer["notes"]), (&"breaking".into(), &serde_json::json!([])), "{arguments:?}");
    }
    // Who asks for some models, or leaves one out, has nothing to do with the others.
    assert_eq!(project.run(&["diff"]).code, 6);
    assert_eq!(project.run(&["diff", "-n", "student"]).code, 11);
    assert_eq!(project.run(&["pull", "--check", "-n", "student"]).code, 11);
    project.write("weda.toml", "skip = [\"zzz\"]\n");
    assert_eq!(project.run(&["pull", "--check"]).code, 11);

    project.write("database-schemas/student.json", "garbage");
    let answer = project.done(&["pull", "--dry-run", "--json"]).json();
    assert_eq!(answer["drift"], serde_json::Value::Null, "{answer}");
    let note = answer["notes"][0].as_str().unwrap();
    assert!(note.starts_with("further changes are unknown: database-schemas/student.json:1"), "{note}");
    let ran = project.done(&["pull", "--dry-run"]);
    assert!(ran.stderr.starts_with("note: further changes are unknown: "), "{ran:?}");
    let ran = project.run(&["doctor"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    let said = "drift         unknown, since not all definitions can be read\n";
    assert!(ran.stdout.contains(said), "{ran:?}");
}

/// Files that the official tool pulled come back byte for byte, so that neither tool undoes the work of the other.
#[test]
#[ignore = "it needs real files, in the folder that WEDA_SAMPLES names"]
fn real_files_survive_a_pull() {
    let samples = std::env::var_os("WEDA_SAMPLES").expect("WEDA_SAMPLES names a folder of samples");
    let mut project = Project::offline();
    let folder = std::path::Path::new(&samples).join("definitions");
    let mut models = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let (model, text) = (path.file_stem().unwrap().to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        if weda_definition::Definition::parse(model, model, &text).is_ok_and(|model| model.title.is_some()) {
            project.serve(model, &text);
            models.push((model.to_owned(), text));
        }
    }
    project.restart(&[]);
    project.done(&["pull"]);
    let plain = |text: &str| text.trim_end().replace("\r\n", "\n");
    let same =
        models.iter().filter(|(model, text)| project.read(&format!("database-schemas/{model}.json")) == plain(text));
    assert!(same.count() * 2 > models.len(), "most of the samples are files of the official tool");
}
