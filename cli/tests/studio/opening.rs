//! `--open`.

use crate::Plain;

pub const TESTS: &[Plain] = &[
    #[cfg(target_os = "linux")]
    (
        "opening::the_browser_gets_a_file_that_only_the_user_reads",
        linux::the_browser_gets_a_file_that_only_the_user_reads,
    ),
    #[cfg(target_os = "linux")]
    ("opening::without_an_opener_it_says_what_to_do", linux::without_an_opener_it_says_what_to_do),
];

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;
    use std::process::Command;
    use std::thread;
    use std::time::Duration;

    use crate::support::{Attached, command, environment};

    /// Waits until a file has something in it.
    fn content(path: &Path) -> String {
        for _ in 0..200 {
            if let Ok(text) = fs::read_to_string(path)
                && text.ends_with('\n')
            {
                return text;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("{} was not written", path.display());
    }

    pub fn the_browser_gets_a_file_that_only_the_user_reads() {
        let emulator = environment();
        let folder = tempfile::tempdir().unwrap();
        let opener = folder.path().join("xdg-open");
        let script = format!("#!/bin/sh\necho \"$*\" > {}\n", folder.path().join("arguments").display());
        fs::write(&opener, script).unwrap();
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o700)).unwrap();
        let attached = {
            let mut command = command(&emulator.address().to_string(), &["--open"]);
            command.env("PATH", folder.path());
            Attached::of(command)
        };
        let arguments = content(&folder.path().join("arguments"));
        assert!(!arguments.contains(attached.token()), "{arguments}");
        let page = Path::new(arguments.trim());
        assert_eq!(fs::metadata(page).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::read_to_string(page).unwrap().contains(&format!("content=\"0;url={}\"", attached.url)));
        // As Ctrl-C does: a killed process deletes nothing.
        Command::new("/bin/kill").args(["-INT", &attached.id().to_string()]).status().unwrap();
        for _ in 0..200 {
            if !page.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("{} is left", page.display());
    }

    pub fn without_an_opener_it_says_what_to_do() {
        let emulator = environment();
        let empty = tempfile::tempdir().unwrap();
        let mut command = command(&emulator.address().to_string(), &["--open"]);
        command.env("PATH", empty.path());
        let attached = Attached::of(command);
        for _ in 0..200 {
            if attached
                .said()
                .contains("note: there is no `xdg-open`, which opens a browser; open the printed address yourself")
            {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("{}", attached.said());
    }
}
