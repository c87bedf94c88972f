//! The command `weda-ballista`: a scheduler, executors, and queries that run on them.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run()
}
