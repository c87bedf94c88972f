//! An emulator with models, a database, and the command between them.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use weda_emulator::Emulator;

use super::server::{PASSWORD, Server};

/// The interfaces of the service.
pub const GATEWAYS: [&str; 2] = ["odata", "model"];

/// A world for one test.
pub struct World {
    pub server: Arc<Server>,
    pub database: String,
    pub emulator: Emulator,
    pub dir: tempfile::TempDir,
}

/// How a run of the command ended.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub errors: String,
}

impl World {
    /// A world with these definitions, for the emulator and for the command.
    pub fn of(server: &Arc<Server>, definitions: &[(&str, Value)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("database-schemas"), definitions);
        let emulator = Emulator::builder().definitions(dir.path().join("database-schemas")).start().unwrap();
        Self { server: Arc::clone(server), database: server.database(), emulator, dir }
    }

    /// Changes the definitions of the command alone.
    pub fn redefine(&self, definitions: &[(&str, Value)]) {
        std::fs::remove_dir_all(self.dir.path().join("database-schemas")).unwrap();
        write(&self.dir.path().join("database-schemas"), definitions);
    }

    /// The command, not started.
    pub fn command(&self, gateway: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weda-mirror"));
        command.env_clear().current_dir(self.dir.path());
        command.args(["postgres", "--emulator", &self.emulator.address().to_string()]).args(arguments);
        command.env("WEDA_GATEWAY", gateway).envs(self.server.variables(&self.database));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command.
    pub fn run(&self, gateway: &str, arguments: &[&str]) -> Run {
        Run::of(&self.command(gateway, arguments).output().unwrap())
    }

    /// Runs the command, which must succeed.
    pub fn load(&self, gateway: &str, arguments: &[&str]) -> Run {
        let run = self.run(gateway, arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        run
    }

    /// The rows that psql prints.
    pub fn psql(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        self.server.psql(&self.database, sql)
    }

    /// The only value of the only row.
    pub fn value(&self, sql: &str) -> Option<String> {
        self.server.value(&self.database, sql)
    }

    /// The value as a number.
    pub fn number(&self, sql: &str) -> u64 {
        self.value(sql).unwrap().parse().unwrap()
    }
}

impl Run {
    /// Checks what holds for every run, too: no password in any output.
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let run = Self { code: output.status.code(), out: text(&output.stdout), errors: text(&output.stderr) };
        assert!(!run.out.contains(PASSWORD) && !run.errors.contains(PASSWORD), "the password is printed");
        run
    }
}

fn write(dir: &PathBuf, definitions: &[(&str, Value)]) {
    std::fs::create_dir_all(dir).unwrap();
    for (name, definition) in definitions {
        std::fs::write(dir.join(format!("{name}.json")), definition.to_string()).unwrap();
    }
}

/// A definition with these properties.
pub fn model(title: &str, properties: Value) -> Value {
    json!({ "type": "object", "title": title, "properties": properties })
}
