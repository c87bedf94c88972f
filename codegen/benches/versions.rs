//! Versions that figures depend on.

use std::process::Command;

/// The versions of the compiler and of the crates of both sides, from the lock file.
pub fn versions() -> String {
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc =
        rustc.map_or_else(|_| "rustc".into(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap_or_default();
    let crates = ["serde", "serde_json", "weda"].map(|name| {
        let entry = lock.split(&format!("name = \"{name}\"\nversion = \"")).nth(1);
        format!("{name} {}", entry.and_then(|entry| entry.split('"').next()).unwrap_or("?"))
    });
    format!("{rustc}; {}", crates.join(", "))
}
