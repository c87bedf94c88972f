//! The command line.

mod arguments;
mod exit;
mod failure;
mod interrupt;
mod place;
mod postgres;
mod requests;
mod settings;
mod stderr;
mod stdout;
mod sync;
mod verify;

use clap::Parser as _;

pub(crate) use exit::Exit;
pub(crate) use failure::Failure;
pub(crate) use place::Place;
pub(crate) use requests::Requests;
pub(crate) use settings::Found;
pub(crate) use stderr::{print_message, show_progress};
pub(crate) use stdout::print_line;

use arguments::{Arguments, Task};

/// Runs the command with the arguments of the process.
pub(crate) fn run() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return print_clap_error(&answer),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            print_message(Failure::new(Exit::Other, format!("cannot start the async runtime ({error})")));
            return Exit::Other;
        }
    };
    let task = async {
        match arguments.task {
            Task::Sync(task) => sync::sync(*task).await,
            Task::Run(task) => sync::run(*task).await,
            Task::Verify(task) => verify::verify(*task).await,
            Task::Postgres(task) => postgres::run(*task).await,
        }
    };
    match runtime.block_on(interrupt::unless_interrupted(task)) {
        Ok(exit) => exit,
        // The reader of stdout has closed it, as `| head` does.
        Err(failure) if failure.exit == Exit::Done => Exit::Done,
        Err(failure) => {
            print_message(&failure);
            failure.exit
        }
    }
}

/// Prints help and version to stdout, and errors in the arguments to stderr.
fn print_clap_error(answer: &clap::Error) -> Exit {
    if !answer.use_stderr() {
        return if answer.print().is_ok() { Exit::Done } else { Exit::LocalFile };
    }
    // An argument in the message may be an untrusted file name, whose control characters could steer the terminal.
    let escaped = std::env::args_os().map(|argument| weda_definition::Printable(argument.display()).to_string());
    let text = Arguments::try_parse_from(escaped).err().map_or_else(|| answer.to_string(), |answer| answer.to_string());
    print_message(text.trim_end());
    Exit::Arguments
}
