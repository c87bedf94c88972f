//! A service, files and definitions in which all that others write is hostile.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use weda_emulator::{Definition, Emulator};

use crate::screen::{BAD, BAD_NAME, assert_harmless, in_pipes, on_terminal};

/// An emulator with hostile models, and a folder to work in.
pub struct World {
    pub emulator: Emulator,
    pub folder: TempDir,
}

/// A definition: `name` and `number` are usual, everything else is not.
pub fn student() -> Value {
    json!({
        "type": "object",
        "title": format!("学生{BAD}"),
        "description": BAD,
        "required": ["name"],
        "properties": {
            "name": { "type": "string", "title": format!("姓名{BAD}"), "description": BAD },
            "number": { "type": "number", "title": BAD, "maximum": 100 },
            format!("f{BAD}"): { "type": "string", "title": BAD, "format": format!("zz{BAD}") },
            "kind": { "type": format!("t{BAD}"), "title": BAD },
            "choice": { "type": "string", "format": "x-enum", "x-option-name": format!("set{BAD}") },
            "inline": { "type": "string", "format": "x-enum", "enum": [format!("o{BAD}")], "enumNames": [BAD] },
            "mentor": { "type": "string", "format": "related", "x-parent": { "parentDataSourceName": format!("m{BAD}") } },
            "again": { "type": "object", "properties": { format!("g{BAD}"): { "type": "number" }, "x": { "type": "number" } } }
        }
    })
}

impl World {
    /// The model `student`, and one that has a hostile identifier.
    pub fn new() -> Self {
        Self::with(&format!("m{BAD_NAME}"))
    }

    /// The model `student`, and one of this name.
    pub fn with(name: &str) -> Self {
        let text = student().to_string();
        let of = |identifier: &str| Definition::parse(identifier, &format!("{identifier}.json"), &text).unwrap();
        let definitions = vec![of("student"), of(name)];
        let emulator = Emulator::builder().definitions(definitions).start().unwrap();
        let record = |at: usize| {
            json!({
                "_id": format!("s{at}{BAD}"), "name": format!("n{BAD}"), "number": at, format!("f{BAD}"): BAD,
                "inline": format!("o{BAD}"), "again": { format!("g{BAD}"): 1 }
            })
        };
        emulator.load("student", (0..3).map(record)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        // Nothing above the folder is looked at.
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        Self { emulator, folder }
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = weda(self.folder.path());
        command.args(arguments).env("WEDA_EMULATOR_HOST", self.emulator.address().to_string());
        command
    }

    /// Runs it on a terminal and in pipes and looks at all that comes out, but for stdout of a pipe where that is data.
    pub fn harmless(&self, arguments: &[&str]) -> Vec<i32> {
        self.run(arguments, false)
    }

    /// As [`harmless`](Self::harmless), for a command whose stdout is records as they are.
    pub fn harmless_but_for_data(&self, arguments: &[&str]) -> Vec<i32> {
        self.run(arguments, true)
    }

    fn run(&self, arguments: &[&str], is_data: bool) -> Vec<i32> {
        let what = format!("{arguments:?}");
        let screen = on_terminal(self.command(arguments));
        assert_harmless(&format!("{what} on a terminal"), &screen.text, true);
        assert!(!screen.text.is_empty() || screen.code == 0, "{what} failed without a word");
        let (out, err) = in_pipes(self.command(arguments));
        assert_harmless(&format!("stderr of {what}"), &err, false);
        if !is_data {
            assert_harmless(&format!("stdout of {what}"), &out.text, false);
        }
        vec![screen.code, out.code]
    }
}

/// The binary without variables of this process.
pub fn weda(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weda"));
    command.current_dir(folder).env_remove("RUST_BACKTRACE");
    for (name, _) in std::env::vars().filter(|(name, _)| {
        ["WEDA_", "TENCENTCLOUD_", "CLOUDBASE_", "TCB_", "NO_COLOR"].iter().any(|prefix| name.starts_with(prefix))
    }) {
        command.env_remove(name);
    }
    command
}
