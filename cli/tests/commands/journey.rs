//! From an empty folder to a compiled typed query that ran, in four commands: with the real binary, a running emulator,
//! and the program of the guide.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Project, SETS, weda};
use crate::transcript::{COURSE, STUDENT, chapter};

#[test]
fn four_commands_lead_from_an_empty_folder_to_a_typed_query() {
    let service = Project::offline();
    service.serve("student", STUDENT);
    service.serve("course", COURSE);
    service.serve_sets(SETS);
    let service = service.started(&[]);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("journey");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(folder.join("src")).unwrap();

    let run = |command: &mut Command| {
        let output = command.current_dir(&folder).env("WEDA_EMULATOR_HOST", service.address()).output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    // It stands for the root of a repository, so that nothing above it counts.
    fs::create_dir(folder.join(".git")).unwrap();
    run(weda(&folder).arg("init"));
    run(weda(&folder).arg("pull"));
    run(weda(&folder).arg("generate"));

    // What the user writes: the manifest and the program, as the guide has them.
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let own = format!("weda = {{ path = {:?} }}", workspace.join("runtime"));
    let dependencies = block("toml").replace("weda = { path = \"../weda/runtime\" }", &own);
    let package = "[package]\nname = \"journey\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n";
    fs::write(folder.join("Cargo.toml"), format!("{package}{dependencies}")).unwrap();
    fs::write(folder.join("src/main.rs"), block("rust")).unwrap();
    // The versions of this workspace are the ones that are known to be there without a network.
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let mut cargo = Command::new(env!("CARGO"));
    // The same one as for the packages that other tests make, so that the dependencies are built once.
    cargo
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    assert_eq!(run(cargo.args(["run", "--quiet", "--offline"])), "李四 Some(89.0)\n");
}

/// The first block of a language in the chapter.
fn block(language: &str) -> String {
    let text = fs::read_to_string(chapter("getting-started.md")).unwrap();
    let (_, rest) = text.split_once(&format!("```{language}\n")).expect("the chapter has such a block");
    rest.split("```").next().unwrap_or_default().to_owned()
}
