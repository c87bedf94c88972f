//! A Cargo project of several packages with prebuilt dependencies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::rusage::{Cost, cost};

/// A workspace with a package for each side of a comparison, and one to build the dependencies for.
pub struct Project(PathBuf);

impl Project {
    /// Creates the project and builds the dependencies of the packages for each command.
    pub fn new(name: &str, packages: &[&str], commands: &[&[&str]]) -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        Self::of(workspace, name, packages, commands)
    }

    /// Creates the project with the crates of a workspace, which may be another revision of this one.
    pub fn of(workspace: &Path, name: &str, packages: &[&str], commands: &[&[&str]]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let runtime = workspace.join("runtime");
        let packages = [&["first"], packages].concat();
        // The same list of dependencies gives the same crates with the same features.
        for name in &packages {
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\nweda = {{ path = {runtime:?} }}\n\
                 serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
            );
            fs::create_dir_all(folder.join(name).join("src")).unwrap();
            fs::write(folder.join(name).join("Cargo.toml"), manifest).unwrap();
            fs::write(folder.join(name).join("src/main.rs"), "fn main() {}\n").unwrap();
        }
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {packages:?}\n");
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The versions of this workspace are available offline.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let project = Self(folder);
        for command in commands {
            project.run(&[command, &["--package", "first"][..]].concat());
        }
        project
    }

    /// A file or folder of the project.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Measures a command for a package after a change.
    pub fn again(&self, command: &[&str], package: &str) -> Cost {
        let mut command = self.cargo(command);
        command.args(["--package", package]);
        cost(&command)
    }

    /// Measures a command for a package with only its dependencies built.
    pub fn fresh(&self, command: &[&str], package: &str) -> Cost {
        self.run(&["clean", "--package", package]);
        self.again(command, package)
    }

    fn run(&self, arguments: &[&str]) {
        self.run_in("", arguments);
    }

    /// Runs a command in a folder of the project.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) {
        let output = self.cargo(arguments).current_dir(self.0.join(folder)).output().unwrap();
        assert!(output.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).args(["--offline", "--quiet"]).current_dir(&self.0);
        command.env("CARGO_TARGET_DIR", self.0.join("target")).env_remove("CARGO_INCREMENTAL");
        // Disables compiler caches; an empty name also overrides Cargo's settings.
        command.env("RUSTC_WRAPPER", "").env("RUSTC_WORKSPACE_WRAPPER", "");
        command
    }
}
