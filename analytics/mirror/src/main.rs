//! The command `weda-mirror`.

use std::process::ExitCode;

fn main() -> ExitCode {
    weda_mirror::run_command()
}
