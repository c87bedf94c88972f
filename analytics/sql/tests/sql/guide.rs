//! The commands of the guide's chapter run, in both languages.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::{Place, Ran};

/// The lines of a chapter's shell blocks that run `weda-sql`.
fn commands(language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guide").join(language).join("sql-engine.md");
    let text = fs::read_to_string(path).expect("the chapter");
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter(|line| line.starts_with("weda-sql")).map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn the_commands_of_the_guide_run() {
    let lines = commands("en");
    assert!(lines.len() >= 8, "{lines:?}");
    assert_eq!(lines, commands("zh-CN"));
    let place = Place::new();
    let binary = Path::new(env!("CARGO_BIN_EXE_weda-sql")).parent().expect("a folder").to_owned();
    for line in lines {
        let settings = place.command(&[]);
        let variables = settings.get_envs().filter_map(|(name, value)| Some((name, value?)));
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &line]).current_dir(place.path()).envs(variables).env("PATH", &binary);
        let ran = Ran::from(shell.output().expect("a shell"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{line}");
    }
    let rows = |file: &str| fs::read_to_string(place.path().join(file)).expect(file).lines().count();
    assert_eq!((rows("failing.csv"), rows("students.ndjson")), (2, 3));
}
