//! The command `weda-sql`.

use std::process::ExitCode;

fn main() -> ExitCode {
    weda_sql::run_command()
}
