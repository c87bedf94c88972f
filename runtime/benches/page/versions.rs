//! The versions that a figure depends on.

use std::process::Command;

/// The compiler, and the crates that read and write JSON, as the lock file names them.
pub fn versions() -> String {
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc =
        rustc.map_or_else(|_| "rustc".into(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap_or_default();
    let crates = ["serde", "serde_json"].map(|name| {
        let entry = lock.split(&format!("name = \"{name}\"\nversion = \"")).nth(1);
        format!("{name} {}", entry.and_then(|entry| entry.split('"').next()).unwrap_or("?"))
    });
    format!("{rustc}; {}", crates.join(", "))
}
