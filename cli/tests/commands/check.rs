//! `weda check` and `weda generate --check`, which work offline.

use crate::support::{Project, STUDENT};

/// A project in which definitions, lock file and code agree.
fn agreeing() -> Project {
    let project = Project::new();
    project.done(&["pull"]);
    project.done(&["generate"]);
    project
}

#[test]
fn everything_agrees_after_a_pull_and_a_run_of_the_generator() {
    let project = agreeing();
    let mut command = project.command(&["check"]);
    // No calls are made.
    let ran = command.env("WEDA_EMULATOR_HOST", "127.0.0.1:1").output().unwrap();
    assert!(ran.status.success() && ran.stdout.is_empty());
    assert_eq!(
        String::from_utf8(ran.stderr).unwrap(),
        "definitions, lock file and generated code agree (5 generated files)\n"
    );
    assert_eq!(project.done(&["generate", "--check"]).stderr, "all 5 files are up to date\n");
    assert_eq!(project.done(&["check", "--json"]).json()["agrees"], true);
}

#[test]
fn every_disagreement_is_a_line_with_what_to_do() {
    let project = agreeing();
    project.write("database-schemas/student.json", &STUDENT.replace("成绩", "分数"));
    project.write("database-schemas/course.json", r#"{ "properties": {} }"#);
    std::fs::remove_file(project.path("database-schemas/sys_user.json")).unwrap();
    project.write("src/models/sys_department.rs", &project.read("src/models/sys_department.rs").replace("pub ", ""));
    let ran = project.run(&["check"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let lines: Vec<String> =
        ran.stdout.lines().map(|line| line.replace(project.path("").to_str().unwrap(), "")).collect();
    assert_eq!(
        lines,
        [
            "database-schemas/course.json is not in the lock file; `weda pull` adds it",
            "database-schemas/student.json was changed since it was pulled; undo the change, or replace it with `weda pull --yes`",
            "database-schemas/sys_user.json does not exist, but the lock file lists it; `weda pull` restores it",
            "src/models/course.rs does not exist; `weda generate` writes it",
            "src/models/student.rs is not up to date with its definition; `weda generate` updates it",
            "src/models/sys_department.rs is not up to date with its definition; `weda generate` updates it",
            "src/models.rs is not up to date with its definition; `weda generate` updates it",
            "src/models/sys_user.rs no longer has a definition; `weda generate` deletes it",
        ]
    );
    let answer = project.run(&["check", "--json"]).json();
    assert_eq!((&answer["agrees"], &answer["findings"][1]["finding"]), (&false.into(), &"edited".into()));
    let generated = project.run(&["generate", "--check", "--json"]);
    assert_eq!((generated.code, generated.json()["findings"].as_array().unwrap().len()), (1, 5));
    assert!(!project.path("src/models/course.rs").exists(), "nothing is written");
}

/// Patterns that cannot be checked, and definitions without fields, were not reported.
#[test]
fn invalid_patterns_and_definitions_without_fields_are_notes() {
    let project = Project::new();
    let text = "{ \"properties\": {\n \"code\": { \"type\": \"string\", \"pattern\": \"(\\u001b\" } } }";
    project.write("database-schemas/badge.json", text);
    project.write("database-schemas/empty.json", "{}");
    let ran = project.run(&["check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr
            .contains("note: database-schemas/badge.json:2 the pattern of `code` is not checked: `(\\u{1b}` is not"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("note: database-schemas/empty.json has no fields: `weda generate` writes"),
        "{}",
        ran.stderr
    );
    assert_eq!(project.run(&["check", "--json"]).json()["notes"].as_array().unwrap().len(), 4);
    let generated = project.done(&["generate"]).stderr;
    assert!(generated.contains("database-schemas/empty.json has no fields"), "{generated}");
}

#[test]
fn missing_files_are_notes() {
    let project = Project::offline();
    project.write("database-schemas/student.json", STUDENT);
    let ran = project.done(&["check"]);
    assert!(ran.stderr.contains("weda.lock does not exist; `weda pull` writes it"), "{ran:?}");
    assert!(
        ran.stderr.contains("note: there is no generated code in src/models; `weda generate` writes it"),
        "{ran:?}"
    );
    assert!(ran.stderr.ends_with("everything else agrees\n"), "{ran:?}");
    // For `generate --check`, missing code is not up to date.
    assert_eq!(project.run(&["generate", "--check"]).code, 1);
    project.write("database-schemas/broken.json", "{");
    assert_eq!(project.run(&["check"]).code, 6);
    project.write("weda.lock", "modles = 1");
    std::fs::remove_file(project.path("database-schemas/broken.json")).unwrap();
    let ran = project.run(&["check"]);
    assert_eq!(ran.code, 6);
    assert!(ran.stderr.contains("weda.lock: not a valid lock file (line 1: unknown field `modles`"), "{ran:?}");
}
