//! Projects whose build script makes the code.

use crate::support::Project;

/// `check` and `init` told such a project to generate code that it must not have, and `doctor` did not know it.
#[test]
fn a_project_with_a_build_script_has_no_code_to_check() {
    let project = Project::new();
    project.write("Cargo.toml", "[package]\nname = \"p\"\n[dependencies]\nweda = \"0.1\"\n");
    project.write("build.rs", "fn main() {\n    weda_codegen::build();\n}\n");
    project.done(&["pull"]);
    let ran = project.done(&["check"]);
    assert_eq!(
        ran.stderr,
        "note: build.rs makes the code when cargo builds; there is none to check\nall else agrees\n"
    );
    let answer = project.done(&["init", "--json"]).json();
    let next = answer["next"].to_string();
    assert!(!next.contains("weda generate"), "{next}");
    let answer = project.done(&["doctor", "--json"]).json();
    let code = answer["rows"].as_array().unwrap().iter().find(|row| row["name"] == "code").unwrap();
    assert_eq!((&code["state"], &code["text"]), (&"ok".into(), &"build.rs makes it when cargo builds".into()));
}
