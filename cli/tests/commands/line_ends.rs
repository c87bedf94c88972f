//! Checkouts on Windows, and hidden files of operating systems.

use std::fs;

use crate::support::Project;

/// The files of a project, as Git checks them out on Windows.
fn to_windows(project: &Project) {
    for name in project.files().iter().filter(|name| name.ends_with(".json") || name.ends_with(".lock")) {
        let text = project.read(name);
        assert!(text.contains('\n') && !text.contains('\r'), "{name}");
        project.write(name, &text.replace('\n', "\r\n"));
    }
}

/// Every pulled definition of a clone on Windows was "edited": `check`, `pull --check` and `doctor` failed, and `pull`
/// refused to go on. The lock compared bytes.
#[test]
fn a_clone_on_windows_agrees() {
    let project = Project::new();
    project.done(&["pull"]);
    project.done(&["generate"]);
    to_windows(&project);
    let before: Vec<String> = project.files().iter().map(|name| project.read(name)).collect();
    assert!(project.done(&["check"]).stderr.starts_with("definitions, lock file and generated code agree"));
    assert_eq!(project.done(&["pull", "--check"]).stderr, "no differences\n");
    assert_eq!(project.done(&["diff"]).stderr, "no differences\n");
    assert_eq!(project.done(&["doctor", "--json"]).json()["healthy"], true);
    assert_eq!(project.done(&["generate", "--check"]).stderr, "all 5 files are up to date\n");
    let answer = project.done(&["pull", "--json"]).json();
    assert_eq!((&answer["written"], &answer["unchanged"]), (&serde_json::json!([]), &serde_json::json!(4)));
    let after: Vec<String> = project.files().iter().map(|name| project.read(name)).collect();
    assert_eq!(after, before, "nothing is written anew");

    // Edits are still detected, and pulled files are still recognized.
    let student = project.read("database-schemas/student.json");
    project.write("database-schemas/student.json", &student.replace("成绩", "分数"));
    assert_eq!(project.run(&["check"]).code, 1);
    assert_eq!(project.run(&["pull"]).code, 6);
    project.write("database-schemas/student.json", &student);
    let mut project = project;
    project.serve("student", &student.replace("\r\n", "\n").replace("成绩", "分数"));
    project.restart(&[]);
    project.done(&["pull"]);
    assert!(project.read("database-schemas/student.json").contains("分数"), "nobody is asked");
}

/// A file that macOS leaves beside each file on other disks stopped the generator, the emulator and every build.
#[test]
fn hidden_files_are_no_definitions() {
    let project = Project::new();
    project.done(&["pull"]);
    for name in ["._student.json", ".student.json.swp", ".DS_Store", "student.json~"] {
        fs::write(project.path("database-schemas").join(name), b"\0\x05\x16\x07").unwrap();
    }
    project.done(&["generate"]);
    project.done(&["check"]);
    project.done(&["pull"]);
    assert!(project.done(&["diff"]).stderr.starts_with("no difference"));
}
