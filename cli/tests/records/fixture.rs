//! An emulator with a model of students, and the binary in a folder of its own.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use weda_emulator::{Definition, Emulator, Profile};

/// A field of most kinds, a relation to itself among them.
const STUDENT: &str = r#"{
    "title": "学生",
    "properties": {
        "_id": { "type": "string", "x-system": true },
        "createdAt": { "type": "number", "format": "datetime", "x-system": true },
        "owner": { "type": "string", "x-system": true },
        "name": { "type": "string" },
        "number": { "type": "string", "x-unique": true },
        "score": { "type": "number" },
        "active": { "type": "boolean" },
        "born": { "type": "number", "format": "date" },
        "tags": { "type": "array", "items": { "type": "string" } },
        "home": { "type": "object", "properties": { "city": { "type": "string" } } },
        "mentor": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": "student" } }
    },
    "required": ["name"]
}"#;

/// The differences between a record and its copy.
const PLATFORM: [&str; 6] = ["createdAt", "updatedAt", "owner", "createBy", "updateBy", "_departmentList"];

pub struct World {
    pub emulator: Emulator,
    pub folder: TempDir,
}

impl World {
    pub fn new() -> Self {
        Self::with(Profile::default())
    }

    pub fn with(profile: Profile) -> Self {
        Self::of(definitions(), profile)
    }

    pub fn of(definitions: Vec<Definition>, profile: Profile) -> Self {
        let emulator = Emulator::builder().definitions(definitions).profile(profile).start().unwrap();
        Self { emulator, folder: tempfile::tempdir().unwrap() }
    }

    /// So many students with ids in order; every third one has a mentor and no score.
    pub fn load(&self, students: usize) {
        self.emulator.load("student", (0..students).map(student)).unwrap();
    }

    pub fn weda(&self, arguments: &[&str]) -> Command {
        let mut command = bare(self.folder.path());
        command.args(arguments).env("WEDA_EMULATOR_HOST", self.emulator.address().to_string());
        command
    }

    /// Runs it to its end with nothing on stdin.
    pub fn run(&self, arguments: &[&str]) -> Done {
        Done::of(&self.weda(arguments).stdin(Stdio::null()).output().unwrap())
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// The records of a model without what the platform makes itself, but for the ids.
    pub fn stored(&self, model: &str) -> Vec<Value> {
        let mut records = self.emulator.records(model).unwrap();
        for record in &mut records {
            let record = record.as_object_mut().unwrap();
            record.retain(|name, _| !PLATFORM.contains(&name.as_str()));
        }
        records
    }

    /// The names in the folder.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The binary without variables of this process.
pub fn bare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.current_dir(folder).env_remove("RUST_BACKTRACE");
    for (name, _) in std::env::vars().filter(|(name, _)| {
        ["WEDA_", "TENCENTCLOUD_", "CLOUDBASE_", "TCB_", "NO_COLOR"].iter().any(|prefix| name.starts_with(prefix))
    }) {
        command.env_remove(name);
    }
    command
}

pub fn definitions() -> Vec<Definition> {
    let student = Definition::parse("student", "student.json", STUDENT).unwrap();
    let room =
        r#"{ "title": "教室", "properties": { "name": { "type": "string" }, "places": { "type": "integer" } } }"#;
    vec![student, Definition::parse("room", "room.json", room).unwrap()]
}

pub fn student(at: usize) -> Value {
    let mut student = json!({
        "_id": format!("s{at:06}"),
        "name": format!("学生\"{at}\""),
        "number": format!("N{at}"),
        "active": at.is_multiple_of(2),
        "born": 1_725_120_000_000_u64,
        "tags": format!("[\"甲\",\"{at}\"]"),
        "home": r#"{"city":"西安\n市"}"#,
    });
    match at % 3 {
        0 => student["mentor"] = json!("s000001"),
        _ => student["score"] = json!(at as f64 / 2.0),
    }
    student
}

/// The end of a run.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Done {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// The lines of stdout as JSON.
    pub fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}
