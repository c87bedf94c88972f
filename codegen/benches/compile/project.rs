//! The Cargo project of both sides, with all that they depend on built.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::rusage::{Cost, cost};
use crate::side::Side;

/// A workspace with a package for each side, and one to build the dependencies for.
pub struct Project(PathBuf);

impl Project {
    /// Makes the project and builds what both sides depend on.
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-compile");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let runtime = workspace.join("runtime");
        // Of one list of dependencies the same crates are built, with the same features.
        for name in ["first", Side::Generated.package(), Side::Derived.package()] {
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\nweda = {{ path = {runtime:?} }}\n\
                 serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
            );
            fs::create_dir_all(folder.join(name).join("src")).unwrap();
            fs::write(folder.join(name).join("Cargo.toml"), manifest).unwrap();
            fs::write(folder.join(name).join("src/main.rs"), "fn main() {}\n").unwrap();
        }
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"first\", \"generated\", \"derived\"]\n";
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The versions of this workspace are the ones that are known to be there without a network.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let project = Self(folder);
        project.run(&["check", "--package", "first"]);
        project.run(&["build", "--release", "--package", "first"]);
        project
    }

    /// The folder of a side's package.
    pub fn package(&self, side: Side) -> PathBuf {
        self.0.join(side.package())
    }

    /// What a command for the package of a side costs after a change.
    pub fn again(&self, command: &[&str], side: Side) -> Cost {
        let mut command = self.cargo(command);
        command.args(["--package", side.package()]);
        cost(&command)
    }

    /// What a command for the package of a side costs, with nothing but its dependencies built.
    pub fn fresh(&self, command: &[&str], side: Side) -> Cost {
        self.run(&["clean", "--package", side.package()]);
        self.again(command, side)
    }

    /// What the program of a side prints when it gets a page.
    pub fn answer(&self, side: Side, page: &str) -> String {
        let mut command = Command::new(self.0.join("target/release").join(side.package()));
        let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        program.stdin.take().expect("it is piped").write_all(page.as_bytes()).unwrap();
        String::from_utf8(program.wait_with_output().unwrap().stdout).unwrap()
    }

    fn run(&self, arguments: &[&str]) {
        let output = self.cargo(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).args(["--offline", "--quiet"]).current_dir(&self.0);
        command.env("CARGO_TARGET_DIR", self.0.join("target")).env_remove("CARGO_INCREMENTAL");
        // A compiler that is served from a cache costs nothing; an empty name also overrules the settings of Cargo.
        command.env("RUSTC_WRAPPER", "").env("RUSTC_WORKSPACE_WRAPPER", "");
        command
    }
}
