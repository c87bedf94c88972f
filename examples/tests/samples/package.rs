use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A user's package in a temporary folder.
pub struct Package {
    folder: PathBuf,
}

impl Package {
    /// A binary package. `dependencies` are crates of this workspace, by name and folder; those of the build script
    /// too.
    pub fn new(name: &str, edition: &str, main: &str, dependencies: &[(&str, &str)], build: Option<&str>) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(folder.join("src")).unwrap();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let path = |folder: &str| workspace.join(folder);
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n[workspace]\n\n[dependencies]\n"
        );
        for (dependency, folder) in dependencies {
            manifest += &format!("{dependency} = {{ path = {:?} }}\n", path(folder));
        }
        if let Some(build) = build {
            fs::write(folder.join("build.rs"), build).unwrap();
            manifest += &format!("\n[build-dependencies]\nweda-codegen = {{ path = {:?} }}\n", path("codegen"));
        }
        fs::write(folder.join("src/main.rs"), main).unwrap();
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The versions of this workspace are available offline.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self { folder }
    }

    /// Adds lines to the dependencies.
    pub fn depend(&self, lines: &str) {
        let path = self.path("Cargo.toml");
        let manifest = fs::read_to_string(&path).unwrap();
        fs::write(path, manifest.replacen("[dependencies]\n", &format!("[dependencies]\n{lines}"), 1)).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Runs cargo and returns its output; panics with its stderr if it fails.
    pub fn cargo(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&self.folder)
            // Shared by all tests, so that dependencies are built once.
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}
