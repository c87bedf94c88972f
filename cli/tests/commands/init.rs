//! `weda init`.

use crate::support::Project;

#[test]
fn it_writes_a_commented_file_and_prints_the_next_steps() {
    let project = Project::offline();
    let ran = project.done(&["init"]);
    assert_eq!(project.files(), ["weda.toml"]);
    assert!(project.read("weda.toml").contains("\n#models = \"database-schemas\"\n"));
    let steps: Vec<&str> = ran.stderr.lines().skip_while(|line| *line != "next:").skip(1).collect();
    assert_eq!(steps.len(), 6, "{ran:?}");
    assert!(
        steps[0].contains("`cargo init`")
            && steps[1].contains("WEDA_EMULATOR_HOST")
            && steps[2].contains("`weda pull`")
    );

    // A complete project gets only the last step.
    let project = Project::new();
    project.write("Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\nweda = \"0.1\"\n");
    project.done(&["pull"]);
    project.done(&["generate"]);
    let answer = project.done(&["init", "--json"]).json();
    assert_eq!(answer["written"], true);
    assert_eq!(answer["next"].as_array().unwrap().len(), 1, "{answer}");
}

/// Existing files, here and above, are not changed.
#[test]
fn existing_files_are_never_touched() {
    let project = Project::offline();
    project.write("weda.toml", "serde = true\n");
    let ran = project.done(&["init"]);
    assert!(ran.stderr.contains("weda.toml already exists and was not changed"), "{ran:?}");
    assert_eq!(project.read("weda.toml"), "serde = true\n");
    project.write("member/src/lib.rs", "");
    let mut command = project.command(&["init", "--json"]);
    let output = command.current_dir(project.path("member")).output().unwrap();
    assert!(output.status.success());
    assert!(!project.path("member/weda.toml").exists(), "it would hide the one above");

    let project = Project::offline();
    let ran = project.done(&["init", "--dry-run"]);
    assert!(ran.stderr.starts_with("would write weda.toml"), "{ran:?}");
    assert_eq!(project.files(), [""; 0]);
}
