//! The `weda` command: code from model definitions, and an offline WeDa.

mod arguments;
mod emulate;
mod failure;
mod generate;
mod say;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Task};
use say::say;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return explain(&answer),
    };
    let done = match arguments.task {
        Task::Generate(task) => generate::run(task),
        Task::Emulate(task) => emulate::run(*task),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Help and version were asked for; everything else is a mistake.
fn explain(answer: &clap::Error) -> ExitCode {
    // There is nobody left to tell that the terminal is gone.
    let _ = answer.print();
    if answer.use_stderr() { ExitCode::from(3) } else { ExitCode::SUCCESS }
}
