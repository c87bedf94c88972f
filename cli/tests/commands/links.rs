//! Dangling links, pipes and devices where files are expected, and full disks.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::support::{Project, Ran};

/// A pull wrote through a dangling link, and so created a file outside the project without asking.
#[test]
fn a_dangling_link_is_not_followed() {
    let project = Project::new();
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("victim");
    fs::create_dir(project.path("database-schemas")).unwrap();
    symlink(&victim, project.path("database-schemas/student.json")).unwrap();
    let ran = project.run(&["pull"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.stderr.contains("database-schemas/student.json would be replaced"), "{ran:?}");
    assert!(!victim.exists());
    project.done(&["pull", "--yes"]);
    assert!(!victim.exists(), "the link itself is replaced");
    assert!(fs::symlink_metadata(project.path("database-schemas/student.json")).unwrap().is_file());
}

/// `weda init` reported a file as written where there was a dangling link.
#[test]
fn init_does_not_take_a_dangling_link_for_a_file() {
    let project = Project::offline();
    symlink("nowhere/real.toml", project.path("weda.toml")).unwrap();
    let ran = project.run(&["init"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.stderr.contains("weda.toml (it is a link to a file that does not exist)"), "{ran:?}");
    assert!(!project.path("weda.toml").exists() && !project.path("nowhere").exists());
}

/// On a full disk, an empty weda.toml remained. The disk is simulated by a limit.
#[test]
fn init_leaves_no_partial_file() {
    let project = Project::offline();
    let mut command = Command::new("/bin/sh");
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" init";
    command.args(["-c", script, env!("CARGO_BIN_EXE_weda")]).current_dir(project.path(""));
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.stderr.starts_with("error: cannot write "), "{ran:?}");
    assert_eq!(project.files(), [""; 0]);
    project.done(&["init"]);
    assert!(project.read("weda.toml").len() > 100);
}

/// `weda check` waited forever for a pipe, and read a device until memory was exhausted.
#[test]
fn pipes_and_devices_are_refused() {
    for name in ["weda.lock", "option-sets.json", "database-schemas/student.json", "src/models/student.rs"] {
        for device in [None, Some("/dev/zero")] {
            let project = Project::new();
            project.done(&["pull"]);
            project.done(&["generate"]);
            let path = project.path(name);
            fs::remove_file(&path).unwrap();
            match device {
                None => mkfifo(&path, Mode::S_IRWXU).unwrap(),
                Some(device) => symlink(device, &path).unwrap(),
            }
            for command in [&["check"][..], &["pull", "--yes"], &["doctor"], &["diff"], &["generate"]] {
                let ran = project.run(command);
                let is_about_it = match name {
                    "weda.lock" => !["diff", "generate"].contains(&command[0]),
                    "option-sets.json" => true,
                    // A name that stands for no file is not read as a definition.
                    "database-schemas/student.json" => ["check", "pull"].contains(&command[0]),
                    _ => !["pull", "diff"].contains(&command[0]),
                };
                if is_about_it {
                    assert_ne!(ran.code, 0, "{name} {command:?} {ran:?}");
                    let said = format!("{}{}", ran.stdout, ran.stderr);
                    assert!(said.contains("not a regular file"), "{name} {command:?} {said}");
                }
            }
        }
    }
}
