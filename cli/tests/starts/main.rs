//! The first steps of a new user: an example, code that follows its definitions, names that the shell completes.
//!
//! `cargo test -p weda-cli --test starts -- --ignored` also builds and runs the example in a package of its own.

#[cfg(unix)]
mod completions;
mod example;
#[cfg(unix)]
mod watch;

#[allow(dead_code)]
#[path = "../commands/support.rs"]
mod support;
