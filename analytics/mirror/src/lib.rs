//! Local copies of the data models of WeDa (微搭): SQLite, Parquet, PostgreSQL.

#![warn(unreachable_pub)]

mod command;
pub mod postgres;

use std::process::ExitCode;

/// Runs the command `weda-mirror` with the arguments of the process, and returns its exit code.
#[must_use]
pub fn run_command() -> ExitCode {
    command::run().into()
}
