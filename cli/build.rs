//! Build information for `weda --version`. No path and no time, so that equal sources give equal binaries.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let set = |name: &str, value: Option<String>| {
        println!("cargo::rustc-env={name}={}", value.unwrap_or_else(|| "unknown".to_owned()));
    };
    set("WEDA_TARGET", env::var("TARGET").ok());
    set("WEDA_PROFILE", env::var("PROFILE").ok());
    set("WEDA_RUSTC", env::var("RUSTC").ok().and_then(|rustc| version(&rustc)));
}

/// `rustc 1.89.0`, without the hash and the date.
fn version(rustc: &str) -> Option<String> {
    let output = Command::new(rustc).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    (words.len() == 2).then(|| words.join(" "))
}
