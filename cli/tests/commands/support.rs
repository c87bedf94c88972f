//! Shared by the tests: a project in a temporary folder, and an emulator for it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// Variables of the test environment that are removed.
const VARIABLES: [&str; 16] = [
    "WEDA_MODELS",
    "WEDA_EMULATOR_HOST",
    "WEDA_BASE_URL",
    "WEDA_ENV_ID",
    "WEDA_ENV_TYPE",
    "WEDA_SECRET_ID",
    "WEDA_SECRET_KEY",
    "CLOUDBASE_ENV_ID",
    "TCB_ENV",
    "TENCENTCLOUD_SECRETID",
    "TENCENTCLOUD_SECRETKEY",
    "TENCENTCLOUD_SECRET_ID",
    "TENCENTCLOUD_SECRET_KEY",
    "TENCENTCLOUD_TOKEN",
    "TENCENTCLOUD_SESSIONTOKEN",
    "NO_COLOR",
];

/// A model that all tests know.
pub const STUDENT: &str = r#"{
    "type": "object",
    "title": "学生",
    "required": [
        "name"
    ],
    "properties": {
        "name": {
            "type": "string",
            "title": "姓名"
        },
        "score": {
            "type": "number",
            "title": "成绩"
        },
        "gender": {
            "type": "string",
            "format": "x-enum",
            "x-option-name": "gender"
        }
    }
}"#;

/// The option sets of the service.
pub const SETS: &str = include_str!("../../../guide/service/option-sets.json");

/// A folder to work in, and what the service has, in a folder of its own.
pub struct Project {
    folder: tempfile::TempDir,
    served: tempfile::TempDir,
    emulator: Option<Emulator>,
}

impl Project {
    /// An empty folder, and a service with one model.
    pub fn new() -> Self {
        let project = Self::offline();
        project.serve("student", STUDENT);
        project.serve_sets(SETS);
        project.started(&[])
    }

    /// An empty folder, and no service.
    pub fn offline() -> Self {
        let folder = || tempfile::tempdir().unwrap();
        let project = Self { folder: folder(), served: folder(), emulator: None };
        fs::create_dir(project.served.path().join("database-schemas")).unwrap();
        // Nothing above the folder is looked at.
        fs::create_dir(project.folder.path().join(".git")).unwrap();
        project
    }

    /// Says what the service has of a model, from its next start on.
    pub fn serve(&self, model: &str, text: &str) {
        fs::write(self.served.path().join(format!("database-schemas/{model}.json")), text).unwrap();
    }

    /// The same of the option sets.
    pub fn serve_sets(&self, text: &str) {
        fs::write(self.served.path().join("option-sets.json"), text).unwrap();
    }

    /// The folder of the definitions that the service has.
    pub fn served(&self) -> PathBuf {
        self.served.path().join("database-schemas")
    }

    pub fn unserve(&self, model: &str) {
        fs::remove_file(self.served.path().join(format!("database-schemas/{model}.json"))).unwrap();
    }

    /// Starts the service, anew if there is one.
    pub fn started(mut self, arguments: &[&str]) -> Self {
        self.restart(arguments);
        self
    }

    pub fn restart(&mut self, arguments: &[&str]) {
        self.emulator = None;
        self.emulator = Some(Emulator::start(self.served.path(), arguments));
    }

    pub fn address(&self) -> &str {
        &self.emulator.as_ref().expect("the service was started").address
    }

    /// The service's startup message.
    pub fn introduction(&self) -> &str {
        &self.emulator.as_ref().expect("the service was started").introduction
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files, sorted; `.git` is left out.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned();
                match path.is_dir() {
                    _ if name == ".git" => {}
                    true => folders.push(path),
                    false => files.push(name),
                }
            }
        }
        files.sort();
        files
    }

    /// The command in the folder, with the emulator's address as all that it is told.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = weda(self.folder.path());
        if let Some(emulator) = &self.emulator {
            command.env("WEDA_EMULATOR_HOST", &emulator.address);
        }
        command.args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Runs it and expects success.
    pub fn done(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        ran
    }
}

/// The result of a command.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().expect("it was not killed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// The answer in JSON: one line, and nothing else on stdout.
    pub fn json(&self) -> Value {
        assert_eq!(self.stdout.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The binary, with nothing of the environment of the tests.
pub fn weda(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    for name in VARIABLES {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

/// A running `weda emulate` on a free port, stopped at the end of its test.
struct Emulator {
    process: Child,
    address: String,
    introduction: String,
}

impl Emulator {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = weda(folder);
        command.args(["emulate", "--listen", "127.0.0.1:0", "--quiet", "--dir", "database-schemas"]).args(arguments);
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        // It serves on after this reader is gone.
        let lines = BufReader::new(process.stderr.take().unwrap()).lines().map(Result::unwrap);
        let introduction: Vec<String> = lines.take_while(|line| line != "By hand:").collect();
        let introduction = introduction.join("\n");
        let address = introduction.split("http://").nth(1).expect("it is said where it listens");
        Self { process, address: address.lines().next().unwrap_or_default().trim().to_owned(), introduction }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
