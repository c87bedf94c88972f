//! `weda generate --watch`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::Project;

const NAME: &str = r#"{ "title": "学生", "properties": { "name": { "type": "string" } } }"#;
const AGE: &str = r#"{ "title": "学生", "properties": { "name": { "type": "string" }, "age": { "type": "number" } } }"#;

/// A `weda generate --watch` that runs.
struct Watching {
    process: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut command = project.command(&["generate", "--watch"]);
        let json = arguments.contains(&"--json");
        command.args(arguments).stdout(if json { Stdio::piped() } else { Stdio::null() }).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let (send, lines) = channel();
        let stdout = process.stdout.take().map(|out| Box::new(out) as Box<dyn std::io::Read + Send>);
        let from = stdout.unwrap_or_else(|| Box::new(process.stderr.take().unwrap()));
        std::thread::spawn(move || {
            BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Self { process, lines }
    }

    /// The next line.
    fn said(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(20)).expect("it says something")
    }

    /// Asserts that nothing is said for three polling intervals.
    fn is_silent(&self) {
        let said = self.lines.recv_timeout(Duration::from_millis(1200));
        assert_eq!(said, Err(RecvTimeoutError::Timeout));
    }

    fn end(mut self, signal: Signal) -> Option<i32> {
        kill(Pid::from_raw(self.process.id().try_into().unwrap()), signal).unwrap();
        self.process.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn project() -> Project {
    let project = Project::offline();
    project.write("database-schemas/student.json", NAME);
    project
}

/// Gives a file another text as careful editors do: by a draft that is renamed.
fn replace(project: &Project, name: &str, text: &str) {
    project.write("draft~", text);
    fs::rename(project.path("draft~"), project.path(name)).unwrap();
}

#[test]
fn each_change_is_generated_and_is_one_line() {
    let project = project();
    let watching = Watching::start(&project, &[]);
    assert_eq!(watching.said(), "wrote 2 of 2 files to src/models (0 unchanged)");
    let places = "watching database-schemas, the option sets beside it and weda.toml for changes; ctrl-c ends it";
    assert_eq!(watching.said(), places);

    replace(&project, "database-schemas/student.json", AGE);
    let said = "database-schemas/student.json changed: wrote 1 of 2 files to src/models (1 unchanged)";
    assert_eq!(watching.said(), said);
    assert!(project.read("src/models/student.rs").contains("pub age: Option<f64>"));
    // Saved again with the same text.
    replace(&project, "database-schemas/student.json", AGE);
    watching.is_silent();

    project.write("weda.toml", "optional = [\"student.name\"]\nderive = [\"PartialEq\"]\n");
    assert_eq!(watching.said(), "weda.toml changed: wrote 1 of 2 files to src/models (1 unchanged)");
    assert!(project.read("src/models/student.rs").contains("PartialEq"));
    fs::remove_file(project.path("weda.toml")).unwrap();
    assert_eq!(watching.said(), "weda.toml changed: wrote 1 of 2 files to src/models (1 unchanged)");
    assert!(!project.read("src/models/student.rs").contains("PartialEq"));

    project.write("database-schemas/class.json", NAME);
    assert!(watching.said().starts_with("database-schemas/class.json was added: wrote 2 of 3 files"));
    fs::remove_file(project.path("database-schemas/class.json")).unwrap();
    assert_eq!(
        watching.said(),
        "database-schemas/class.json was removed: deleted src/models/class.rs: it has no definition any more"
    );
    assert!(watching.said().starts_with("wrote 1 of 2 files"));
    assert!(!project.path("src/models/class.rs").exists());
    assert_eq!(watching.end(Signal::SIGINT), Some(0));
}

/// The option sets are read too.
#[test]
fn option_sets_are_followed() {
    let project = project();
    let field = r#"{ "properties": { "status": { "type": "string", "format": "x-enum", "x-enum-type": "general-option",
        "x-option-name": "status" } } }"#;
    project.write("database-schemas/student.json", field);
    let watching = Watching::start(&project, &[]);
    while !watching.said().starts_with("watching ") {}
    let sets =
        r#"{"response":{"data":{"items":[{"name":"status","config":"[{\"key\":\"on\",\"value\":\"在读\"}]"}]}}}"#;
    project.write("option-sets.json", sets);
    assert!(watching.said().starts_with("option-sets.json changed: wrote 3 of 3 files"));
    assert!(project.read("src/models/option_sets.rs").contains("在读"));
}

/// An invalid definition is reported, its code stays, and the next valid one is generated.
#[test]
fn it_goes_on_after_an_invalid_definition() {
    let project = project();
    let watching = Watching::start(&project, &[]);
    watching.said();
    watching.said();
    let code = project.read("src/models/student.rs");
    replace(&project, "database-schemas/student.json", "{ \"properties\": ");
    assert_eq!(watching.said(), "database-schemas/student.json changed:");
    assert!(watching.said().starts_with("error: database-schemas/student.json:1:"));
    assert!(watching.said().starts_with("hint: the directory is "));
    assert_eq!(project.read("src/models/student.rs"), code);
    watching.is_silent();
    // The same text as before is said too, since something was wrong in between.
    replace(&project, "database-schemas/student.json", NAME);
    assert_eq!(
        watching.said(),
        "database-schemas/student.json changed: wrote 0 of 2 files to src/models (2 unchanged)"
    );
    project.write("weda.toml", "optional = 5\n");
    assert_eq!(watching.said(), "weda.toml changed:");
    assert!(watching.said().starts_with("error: "));
    watching.is_silent();
    project.write("weda.toml", "");
    assert!(watching.said().starts_with("weda.toml changed"));
    assert_eq!(watching.end(Signal::SIGTERM), Some(0));
}

/// Many files that change at once, as in a checkout, are one generation.
#[test]
fn a_burst_is_one_change() {
    let project = project();
    let watching = Watching::start(&project, &["--json"]);
    watching.said();
    for number in 0..60 {
        project.write(&format!("database-schemas/m{number}.json"), NAME);
        std::thread::sleep(Duration::from_millis(10));
    }
    let answer: serde_json::Value = serde_json::from_str(&watching.said()).unwrap();
    assert_eq!(answer["written"].as_array().unwrap().len(), 61, "{answer}");
    let changes = answer["changes"].as_str().unwrap();
    assert!(changes.ends_with(", 58 more files changed") && changes.matches(',').count() == 2, "{changes}");
    watching.is_silent();
}

/// The directory may go and come back, as in a checkout; generated code stays in between.
#[test]
fn the_directory_may_come_and_go() {
    let project = project();
    let watching = Watching::start(&project, &[]);
    watching.said();
    watching.said();
    let code = project.read("src/models/student.rs");
    fs::rename(project.path("database-schemas"), project.path("away")).unwrap();
    assert_eq!(watching.said(), "database-schemas was removed:");
    assert!(watching.said().starts_with("error: database-schemas cannot be read"));
    assert!(watching.said().starts_with("hint: `weda pull` downloads"));
    assert!(watching.said().starts_with("hint: the directory is "));
    watching.is_silent();
    assert_eq!(project.read("src/models/student.rs"), code);
    fs::rename(project.path("away"), project.path("database-schemas")).unwrap();
    assert!(watching.said().starts_with("database-schemas is read: wrote 0 of 2 files"));
    replace(&project, "database-schemas/student.json", AGE);
    assert!(watching.said().starts_with("database-schemas/student.json changed: wrote 1 of 2"));
}
