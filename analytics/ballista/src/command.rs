//! The command line: one subcommand for each kind of process.

mod arguments;
mod place;
mod print;
mod shared_rate;
mod sql;
mod transport;

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use tokio::runtime::{Builder, Runtime};
use weda_ballista::{Executor, Scheduler};
use weda_definition::printable_lines;

use arguments::{Arguments, Command, ExecutorArguments, SchedulerArguments};

/// Plans of many conditions are deep; Ballista's own binaries have 32 MiB.
const STACK: usize = 32 * 1024 * 1024;

/// Calls in flight of a scheduler or a program: it counts, and asks for the ends of ranges.
const PLANNING: usize = 10;

/// Runs the command with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // Not an error: a program may have set it already.
    let _ = log(arguments.verbose);
    match runtime().and_then(|runtime| runtime.block_on(execute(arguments.command))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", printable_lines(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

async fn execute(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Scheduler(arguments) => scheduler(arguments).await,
        Command::Executor(arguments) => executor(arguments).await,
        Command::Sql(arguments) => sql::run(arguments).await,
    }
}

async fn scheduler(arguments: SchedulerArguments) -> anyhow::Result<()> {
    let models = arguments.place.models(PLANNING)?;
    let mut scheduler = Scheduler::default();
    scheduler.listen = arguments.net.listen;
    scheduler.advertise = arguments.net.advertise;
    scheduler.port = arguments.port;
    scheduler.drain = Duration::from_secs(arguments.drain);
    scheduler.run(&models, |address| say(format_args!("scheduler listening on df://{address}"))).await?;
    say(format_args!("scheduler stopped"));
    Ok(())
}

async fn executor(arguments: ExecutorArguments) -> anyhow::Result<()> {
    // Each partition reads one page at a time.
    let models = arguments.place.models(usize::from(arguments.vcores))?;
    let mut executor = Executor::new(arguments.scheduler);
    executor.listen = arguments.net.listen;
    executor.advertise = arguments.net.advertise;
    executor.port = arguments.port;
    executor.vcores = usize::from(arguments.vcores);
    let started = |address: SocketAddr| say(format_args!("executor listening on {address}"));
    executor.run(&models, started).await?;
    say(format_args!("executor stopped"));
    Ok(())
}

/// Prints a line of state to stdout, for people and for what starts the process.
fn say(text: std::fmt::Arguments<'_>) {
    // A process that nobody reads from goes on serving.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

fn runtime() -> anyhow::Result<Runtime> {
    Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build().context("cannot start the async runtime")
}

/// Ballista's log on stderr: warnings, or with `--verbose` what it does.
fn log(verbose: bool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    use tracing_subscriber::filter::LevelFilter;
    let level = if verbose { LevelFilter::INFO } else { LevelFilter::WARN };
    tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(std::io::stderr).try_init()
}
