//! An emulator, a folder, and the command.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Map, Value, json};
use weda::Client;
use weda_definition::{Definition, OptionSets};
use weda_emulator::{Emulator, EmulatorBuilder, Existing, Profile};
use weda_mirror::{Mirror, Model};

/// Every kind of field.
pub(crate) const STUDENT: &str = r#"{ "title": "学生", "properties": {
    "name": { "type": "string", "title": "姓名" },
    "stock": { "type": "number", "numberCount": 0, "title": "数量" },
    "score": { "type": "number", "title": "成绩" },
    "active": { "type": "boolean" },
    "born": { "type": "number", "format": "date", "title": "生日" },
    "seen": { "type": "number", "format": "datetime" },
    "rise": { "type": "number", "format": "time" },
    "gender": { "type": "string", "format": "x-enum", "x-option-name": "gender", "title": "性别" },
    "tags": { "type": "array", "items": { "type": "string" } },
    "home": { "type": "object", "properties": { "city": { "type": "string" }, "zip": { "type": "number" } } },
    "course": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "course" } },
    "teacher": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "course" } } } }"#;

const COURSE: &str = r#"{ "title": "课程", "properties": { "title": { "type": "string", "title": "名称" } } }"#;

const SETS: &str = r#"{ "response": { "requestId": "", "error": { "code": "", "message": "" }, "data": { "total": 1, "items": [
    { "name": "gender", "title": "性别", "config": "[{\"key\":\"1\",\"value\":\"男\"},{\"key\":\"2\",\"value\":\"女\"}]" } ] } } }"#;

/// The interface of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gateway {
    OData,
    Model,
}

pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) folder: tempfile::TempDir,
    gateway: Gateway,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Gateway::OData, Profile::default())
    }

    pub(crate) fn with(gateway: Gateway, profile: Profile) -> Self {
        Self::build(gateway, Emulator::builder().profile(profile))
    }

    /// A service whose clock stands still, in Unix milliseconds.
    pub(crate) fn with_clock(millis: i64) -> Self {
        Self::build(Gateway::OData, Emulator::builder().clock(millis))
    }

    fn build(gateway: Gateway, mut builder: EmulatorBuilder) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("database-schemas")).unwrap();
        std::fs::write(folder.path().join("option-sets.json"), SETS).unwrap();
        let definitions = [("student", STUDENT), ("course", COURSE)].map(|(name, text)| {
            std::fs::write(folder.path().join(format!("database-schemas/{name}.json")), text).unwrap();
            Definition::parse(name, &format!("{name}.json"), text).unwrap()
        });
        for definition in definitions {
            builder = builder.definitions(definition);
        }
        let sets = OptionSets::parse("option-sets.json", SETS).unwrap();
        Self { emulator: builder.option_sets(sets).start().unwrap(), folder, gateway }
    }

    /// A folder without definitions for an emulator.
    pub(crate) fn of(emulator: Emulator) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("database-schemas")).unwrap();
        Self { emulator, folder, gateway: Gateway::OData }
    }

    /// Changes a definition on both sides.
    pub(crate) fn define(&self, name: &str, text: &str) {
        self.emulator.define(Definition::parse(name, &format!("{name}.json"), text).unwrap()).unwrap();
        std::fs::write(self.folder.path().join(format!("database-schemas/{name}.json")), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda-mirror"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_clear().env("WEDA_EMULATOR_HOST", self.emulator.address().to_string());
        command.env("WEDA_GATEWAY", if self.gateway == Gateway::OData { "odata" } else { "model" });
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        Done::of(&self.command(arguments).output().unwrap())
    }

    /// A run that must succeed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> Done {
        let done = self.run(arguments);
        assert_eq!(done.exit, Some(0), "{arguments:?}: {done:?}");
        done
    }

    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The library, for tests that change records while they are read.
    pub(crate) fn mirror(&self, models: &[&str], target: &str) -> Mirror {
        let variables = |name: &str| match name {
            "WEDA_EMULATOR_HOST" => Some(self.emulator.address().to_string()),
            "WEDA_GATEWAY" => Some(if self.gateway == Gateway::OData { "odata" } else { "model" }.to_owned()),
            _ => None,
        };
        let client: Client = weda::ClientBuilder::from_variables(variables).unwrap().build().unwrap();
        let sets = OptionSets::parse("option-sets.json", SETS).unwrap();
        let model = |name: &&str| {
            let path = self.folder.path().join(format!("database-schemas/{name}.json"));
            Model::new(&Definition::read(&path).unwrap(), &sets)
        };
        Mirror::new(client, models.iter().map(model).collect(), self.path(target))
    }

    pub(crate) fn create(&self, model: &str, record: Value) -> String {
        self.emulator.create(model, object(record)).unwrap()
    }

    pub(crate) fn update(&self, model: &str, id: &str, changes: Value) {
        assert!(self.emulator.update(model, id, &object(changes), None).unwrap());
    }

    pub(crate) fn delete(&self, model: &str, ids: &[String]) {
        self.emulator.delete(model, ids).unwrap();
    }

    /// Replaces records and leaves their times as they are, as a program that writes by SQL may.
    pub(crate) fn write_silently(&self, model: &str, records: &[Value]) {
        let folder = tempfile::tempdir().unwrap();
        let text = serde_json::to_string(records).unwrap();
        std::fs::write(folder.path().join(format!("{model}.json")), text).unwrap();
        let loaded = self.emulator.load_files_with(folder.path(), Existing::Replace).unwrap();
        assert_eq!(loaded.files[0].records, records.len());
    }

    /// Adds this many students.
    pub(crate) fn students(&self, count: usize) -> Vec<String> {
        let student = |number| json!({ "name": format!("学生{number}"), "score": f64::from(number) / 4.0 });
        self.emulator.seed("student", (0..u32::try_from(count).unwrap()).map(student)).unwrap()
    }
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("not an object: {value}") };
    object
}

/// A run of the command that has ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Done {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { exit: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    #[track_caller]
    pub(crate) fn fails(&self, exit: i32, message: &str) {
        assert_eq!(self.exit, Some(exit), "{self:?}");
        assert!(self.stderr.contains(message), "{self:?}");
    }
}

/// Returns the paths of the files in a folder that end in this text.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    found.sort();
    found
}
