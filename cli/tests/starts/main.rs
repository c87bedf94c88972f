//! The first steps of a new user: an example.
//!
//! `cargo test -p weda-cli --test starts -- --ignored` also builds and runs the example in a package of its own.

mod example;

#[allow(dead_code)]
#[path = "../commands/support.rs"]
mod support;
