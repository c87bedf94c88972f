//! The command `weda-sql`: SQL over the data models of WeDa (微搭).
//!
//! The models of a directory of definitions are the tables. Joins, aggregates and windows are done on this machine by DataFusion;
//! conditions that the service understands are sent to it. Only reading is possible. Programs use `weda-datafusion`.
//!
//! A run has four steps: `arguments` and `settings` say what to do and with which client; `statement` checks the SQL and
//! allows only what reads; `session` plans and runs it; `sink` prints the rows.

#![warn(unreachable_pub)]

mod arguments;
mod beijing;
mod catalog;
mod engine_error;
mod exit;
mod failure;
mod local_file;
mod output_file;
mod position;
mod requests;
mod run;
mod session;
mod settings;
mod sink;
mod statement;
mod suggestion;
mod table_text;

use std::process::ExitCode;

/// Runs the command with the arguments of the process, and returns its exit code.
#[must_use]
pub fn run_command() -> ExitCode {
    run::command().into()
}
