//! The `weda` command: from an environment to checked-in code, and back to the data.

mod arguments;
#[cfg(feature = "studio")]
mod browser;
mod build_script;
mod check;
mod commands;
mod completions;
mod confirm;
mod copy;
mod diff;
mod diff_report;
mod doctor;
#[cfg(feature = "emulate")]
mod emulate;
mod exit;
mod explain;
mod export;
mod failure;
mod fields;
mod generate;
mod import;
mod init;
mod last_response;
mod local_definitions;
mod lock;
mod log;
mod names;
mod official;
mod output;
mod output_file;
mod progress;
mod published;
mod pull;
mod query;
mod records;
mod row_ranges;
mod service;
mod snapshot;
mod stderr;
#[cfg(feature = "studio")]
mod studio;
mod table;
mod terminal;
#[cfg(feature = "studio")]
mod transfers;

use std::process::ExitCode;

use clap::Parser as _;
use serde_json::json;
use weda_definition::Printable;

use arguments::{Arguments, Task};
use exit::Exit;
use failure::Failure;
use stderr::print_message;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return print_clap_error(&answer),
    };
    let output = arguments.task.output();
    log::init(output.verbose);
    let done = match arguments.task {
        Task::Init(task) => init::run(&task),
        Task::Pull(task) => pull::run(task),
        Task::Generate(task) => generate::run(&task),
        Task::Check(task) => check::run(task),
        Task::Diff(task) => diff::run(task),
        Task::Doctor(task) => doctor::run(task),
        Task::Completions(task) => completions::run(&task),
        Task::Complete(task) => completions::complete(&task),
        #[cfg(feature = "emulate")]
        Task::Emulate(task) => emulate::run(*task).map(|()| Exit::Done),
        #[cfg(feature = "studio")]
        Task::Studio(task) => studio::run(*task),
        Task::Query(task) => query::run(*task),
        Task::Get(task) => commands::get(*task),
        Task::Create(task) => commands::create(*task),
        Task::Update(task) => commands::update(*task),
        Task::Delete(task) => commands::delete(*task),
        Task::Models(task) => commands::models(*task),
        Task::Describe(task) => commands::describe(*task),
        Task::Export(task) => export::run(*task),
        Task::Import(task) => import::run(*task),
        Task::Copy(task) => copy::run(*task),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(Failure::StdoutClosed) => Exit::Done.into(),
        Err(failure) => {
            print_message(&failure);
            if let Some(details) = failure.details().filter(|_| output.verbose) {
                print_message(format!("note: {details}"));
            }
            if output.json {
                // If stdout cannot be written, the exit code still reports the failure.
                let _ = output::print_json(&json!({ "error": failure.json() }));
            }
            failure.exit().into()
        }
    }
}

/// Prints help and version to stdout, and errors in the arguments to stderr.
fn print_clap_error(answer: &clap::Error) -> ExitCode {
    if !answer.use_stderr() {
        let printed = answer.print();
        // A full disk is reported by the exit code alone.
        let lost = printed.is_err_and(|error| !output::is_closed(&error));
        return if lost { Exit::LocalFile.into() } else { Exit::Done.into() };
    }
    // An argument in the message may be an untrusted file name, whose line breaks could forge lines.
    let text = escaped_arguments().unwrap_or_else(|| answer.to_string());
    let text = text.trim_end();
    print_message(text);
    if std::env::args_os().any(|argument| argument == "--json") {
        let message = text.strip_prefix("error: ").unwrap_or(text);
        let error = json!({ "code": Exit::Arguments.name(), "exit": Exit::Arguments as u8, "message": message });
        let _ = output::print_json(&json!({ "error": error }));
    }
    Exit::Arguments.into()
}

/// The same error for arguments whose unprintable characters are escaped.
fn escaped_arguments() -> Option<String> {
    let arguments = std::env::args_os().map(|argument| Printable(argument.display()).to_string());
    Arguments::try_parse_from(arguments).err().map(|answer| answer.to_string())
}
