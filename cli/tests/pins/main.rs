//! The observable behaviour of the command, to the byte: exit code and text of every command, with and without `--json`, and
//! the files that it writes. A refactoring must not change it.
//!
//! The expected texts stand in `commands.txt`, `failures.txt` and `forms.txt`, the files in `files/`. After a wanted change:
//! `UPDATE_GOLDEN=1 cargo test -p weda-cli --test pins`, then read the diff. `files/` is written by hand alone: a
//! file of an earlier version has to go on being read.

#![cfg(target_os = "linux")]

mod commands;
mod failures;

mod files;
mod steady;
mod story;
#[allow(dead_code)]
#[path = "../commands/support.rs"]
mod support;
