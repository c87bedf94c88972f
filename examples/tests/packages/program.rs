//! Builds with the unpacked packages in place of the folders of this repository.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packaged::{folder, temporary};
use crate::{PACKAGES, root};

const MANIFEST: &str = r#"[package]
name = "program"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
weda = "0.1"
weda-emulator = "0.1"

[build-dependencies]
weda-codegen = "0.1"
"#;

pub fn runs() {
    let program = temporary().join("program");
    fs::remove_dir_all(&program).ok();
    write(&program.join("Cargo.toml"), &format!("{MANIFEST}\n{}", patch()));
    write(&program.join("build.rs"), include_str!("program/build.rs"));
    write(&program.join("src/main.rs"), include_str!("program/main.rs"));
    write(&program.join("database-schemas/student.json"), include_str!("program/student.json"));
    assert_eq!(cargo(&program, "run"), "true Some(95.0)\n");
}

const STUB: &str = r#"[package]
name = "weda-arrow"
version = "0.1.0"
edition = "2024"

[features]
default = ["parquet"]
parquet = []
s3 = ["parquet"]

[workspace]
"#;

/// The package of the command is a workspace of its own once it is copied out of reach of the others.
pub fn command() {
    let command = folder("weda-cli");
    let manifest = command.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.split("\n# The packages of this test.\n").next().unwrap();
    write(&manifest, &format!("{text}\n# The packages of this test.\n[workspace]\n\n{}", patch()));
    cargo(&command, "check");
}

/// Every dependency on a crate of this repository leads to its package.
fn patch() -> String {
    let mut patch = "[patch.crates-io]\n".to_owned();
    for (_, name) in PACKAGES {
        if name != "weda-cli" {
            writeln!(patch, "{name} = {{ path = {:?} }}", folder(name)).unwrap();
        }
    }
    // Not built, but cargo wants to know every optional dependency. The crate itself would lead to the other sources.
    let stub = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("packages/weda-arrow");
    write(&stub.join("Cargo.toml"), STUB);
    write(&stub.join("src/lib.rs"), "");
    writeln!(patch, "weda-arrow = {{ path = {stub:?} }}").unwrap();
    patch
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Returns the output of the program.
fn cargo(package: &Path, task: &str) -> String {
    // The versions of this workspace are the ones that are known to be there without a network.
    fs::copy(root().join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    // The same one as for the packages that other tests make, so that the dependencies are built once.
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([task, "--quiet", "--offline"]).current_dir(package).env("CARGO_TARGET_DIR", target);
    cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0").env_remove("WEDA_MODELS");
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
