//! The packages, unpacked.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use flate2::read::GzDecoder;

use crate::{PACKAGES, read, root};

/// crates.io accepts 10 MB. The package of the client is downloaded by every user and every build machine.
const LARGEST_CLIENT: u64 = 400_000;

/// The version of all packages.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The folder of one unpacked package. The first call packages the workspace.
pub fn folder(name: &str) -> PathBuf {
    static UNPACKED: OnceLock<PathBuf> = OnceLock::new();
    UNPACKED.get_or_init(unpack).join(format!("{name}-{VERSION}"))
}

/// Where this test has its files.
pub fn temporary() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages")
}

fn archive(name: &str) -> PathBuf {
    temporary().join("target/package").join(format!("{name}-{VERSION}.crate"))
}

fn unpack() -> PathBuf {
    let unpacked = temporary().join("unpacked");
    for old in [&unpacked, &temporary().join("target")] {
        fs::remove_dir_all(old).ok();
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["package", "--workspace", "--exclude", "weda-examples"]);
    // Nothing is built here, and changes that are not committed are what a developer wants to test.
    // A lock file would need `weda-arrow`, an optional package of another workspace, in the registry.
    cargo
        .args(["--no-verify", "--allow-dirty", "--offline", "--exclude-lockfile", "--target-dir"])
        .arg(temporary().join("target"));
    let output = cargo.current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (_, name) in PACKAGES {
        let file = File::open(archive(name)).unwrap();
        tar::Archive::new(GzDecoder::new(file)).unpack(&unpacked).unwrap();
    }
    unpacked
}

pub fn texts() {
    for (folder_in_repository, name) in PACKAGES {
        let folder = folder(name);
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            assert_eq!(read(folder.join(file)), read(root().join(folder_in_repository).join(file)), "{name}: {file}");
        }
        let manifest = read(folder.join("Cargo.toml"));
        for key in ["description", "repository", "readme", "license", "keywords", "categories", "rust-version"] {
            assert!(manifest.contains(&format!("\n{key} = ")), "{name}: no {key}");
        }
    }
}

/// Development dependencies count: a registry wants to know them all.
pub fn order() {
    for (at, (_, name)) in PACKAGES.iter().enumerate() {
        let manifest = read(folder(name).join("Cargo.toml"));
        for (_, later) in &PACKAGES[at..] {
            assert!(!manifest.contains(&format!("dependencies.{later}]")), "{name} depends on {later}");
        }
    }
    assert!(
        read(folder("weda").join("Cargo.toml")).contains("dependencies.weda-macros]"),
        "has cargo another form now?"
    );
}

pub fn files() {
    for (_, name) in PACKAGES {
        let folder = folder(name);
        let mut all = Vec::new();
        files_below(&folder, &mut all);
        for file in all {
            let path = file.strip_prefix(&folder).unwrap();
            let is_test =
                |part: &OsStr| part.to_str().is_none_or(|part| part.trim_end_matches(".rs").ends_with("tests"));
            assert!(!path.iter().any(is_test), "{name} has {}", path.display());
        }
    }
    let size = fs::metadata(archive("weda")).unwrap().len();
    assert!(size <= LARGEST_CLIENT, "the package of weda has {size} bytes; what new files does it have?");
}

/// A file that is missing would break the build of everyone but us.
pub fn included() {
    let mut included = 0;
    for (_, name) in PACKAGES {
        let mut all = Vec::new();
        files_below(&folder(name), &mut all);
        for file in all.iter().filter(|file| file.extension() == Some("rs".as_ref())) {
            let text = read(file);
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for name in code.flat_map(|line| line.split("include_str!(\"").skip(1)) {
                let name = name.split('"').next().unwrap();
                let path = file.parent().unwrap().join(name);
                assert!(path.exists(), "{} includes {name}, which is not in the package", file.display());
                included += 1;
            }
        }
    }
    assert!(included >= 6, "only {included} files are included: does this test still find them?");
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, files) } else { files.push(path) }
    }
}
