//! The run of the command.

use std::fmt::Display;
use std::fs;
use std::future::poll_fn;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::Path;
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use clap::Parser as _;
use datafusion::arrow::array::RecordBatch;
use datafusion::error::DataFusionError;
use futures_util::StreamExt as _;
use tokio::runtime::{Builder, Runtime};
use weda_definition::{Definitions, Printable, printable_lines};

use crate::arguments::{Arguments, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::local_file::LocalFile;
use crate::output_file::OutputFile;
use crate::session::{Rows, Session};
use crate::settings::Found;
use crate::sink::{self, Target};
use crate::statement::{self, Task};

/// Rows of a table on stdout.
const SHOWN_ROWS: usize = 200;
/// Stack of the engine's threads, in bytes: its plans are walked by recursion, a level for each operator of a chain.
const STACK: usize = 64 << 20;
/// Longest SQL text, in bytes.
const MAX_SQL: u64 = 1 << 20;

/// Runs the command with the arguments of the process.
pub(crate) fn command() -> Exit {
    let done = match Arguments::try_parse() {
        Ok(arguments) => run(arguments),
        Err(answer) => return print_clap_error(&answer),
    };
    match done {
        Ok(()) => Exit::Done,
        Err(failure) => {
            // Stdout was closed by its reader.
            if failure.exit != Exit::Done {
                say(&failure);
            }
            failure.exit
        }
    }
}

/// Prints a message to stderr, whose lines are escaped once more. Errors of writing are ignored.
fn say(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{}", printable_lines(&text.to_string()));
}

/// Prints help and version to stdout, and errors in the arguments to stderr.
fn print_clap_error(answer: &clap::Error) -> Exit {
    if !answer.use_stderr() {
        let _ = answer.print();
        return Exit::Done;
    }
    // An argument in the message may have line breaks, which could forge lines.
    let arguments = std::env::args_os().map(|argument| Printable(argument.display()).to_string());
    let text = match Arguments::try_parse_from(arguments) {
        Err(answer) => answer.to_string(),
        Ok(_) => answer.to_string(),
    };
    say(text.trim_end());
    Exit::Arguments
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let plan = Plan::of(&arguments)?;
    let path = arguments.output.output.clone();
    let file = path.as_deref().map(|path| OutputFile::create(path, arguments.output.force)).transpose()?;
    let target = plan.target(file.as_ref(), path.as_deref())?;
    // Signals have a runtime of their own: the engine may compute for long on all threads of the other, without a pause in
    // which a signal would be noticed.
    let no_runtime = |error| Failure::new(Exit::Other, format!("could not start the async runtime ({error})"));
    let signals = Builder::new_current_thread().enable_all().build().map_err(no_runtime)?;
    let engine = Builder::new_multi_thread().thread_stack_size(STACK).enable_all().build().map_err(no_runtime)?;
    let work = async move { plan.run(&arguments, target).await };
    let done = signals.block_on(unless_interrupted(&engine, work));
    // Nor may it delay the end.
    engine.shutdown_background();
    done?;
    file.map_or(Ok(()), OutputFile::keep)
}

/// Everything that is known before the first request.
struct Plan {
    sql: String,
    tasks: Vec<Task>,
    format: Format,
    rows: usize,
    found: Found,
    definitions: Definitions,
    local: Vec<LocalFile>,
}

impl Plan {
    fn of(arguments: &Arguments) -> Result<Self, Failure> {
        let (sql, tasks) = match arguments.tables {
            true => (String::new(), vec![Task::Tables]),
            false => {
                let sql = text(arguments)?;
                let tasks = statement::parse(&sql)?;
                (sql, tasks)
            }
        };
        let format = format(arguments)?;
        if tasks.len() > 1 && matches!(format, Format::Csv | Format::Parquet) {
            let what = format!("there are {} statements, and a file of this format has one result", tasks.len());
            return Err(Failure::argument(what).hint("give one statement, or choose `--format table` or `json`"));
        }
        let local = arguments.engine.local.iter().map(|text| LocalFile::parse(text)).collect::<Result<Vec<_>, _>>()?;
        let found = Found::look()?;
        let (definitions, errors) = found.definitions(&arguments.place)?;
        for error in errors {
            say(format_args!("warning: a definition is left out: {error}"));
        }
        for (at, file) in local.iter().enumerate() {
            let is_model = definitions.iter().any(|definition| definition.identifier == file.name);
            if is_model || local[..at].iter().any(|other| other.name == file.name) {
                let name = weda_definition::printable(&file.name);
                return Err(Failure::argument(format!("there is a table `{name}` already"))
                    .hint("give the file of `--table` another name"));
            }
        }
        let default = if format == Format::Table && arguments.output.output.is_none() { SHOWN_ROWS } else { 0 };
        let rows = arguments.output.rows.unwrap_or(default);
        Ok(Self { sql, tasks, format, rows, found, definitions, local })
    }

    /// The place that the rows are written to.
    fn target(&self, file: Option<&OutputFile>, path: Option<&Path>) -> Result<Target, Failure> {
        match (file, path) {
            (Some(file), Some(path)) => {
                let handle = file.handle().map_err(|error| Failure::file("write", path, error))?;
                Ok(Box::new(io::BufWriter::new(handle)))
            }
            _ if self.format == Format::Csv && io::stdout().is_terminal() => {
                Err(Failure::argument("CSV is not shown on a terminal, which its values could steer")
                    .hint("name a file with `--output`, pipe it into another program, or choose `--format table`"))
            }
            _ => Ok(Box::new(io::BufWriter::new(io::stdout()))),
        }
    }

    async fn run(&self, arguments: &Arguments, mut target: Target) -> Result<(), Failure> {
        let path = arguments.output.output.as_deref();
        let mut session = Session::new(&self.definitions, &self.local).await?;
        for (at, task) in self.tasks.iter().enumerate() {
            if at > 0 && self.format == Format::Table {
                writeln!(target).map_err(|error| target_failure(&error, path))?;
            }
            let began = (Instant::now(), session.requests());
            if session.needs_client(task) {
                session.connect(&self.found, &arguments.place, &arguments.engine)?;
            }
            let rows = session.run(task, &self.sql, self.rows).await?;
            let (back, count) = self.print(rows, target, &session, path).await?;
            target = back;
            if arguments.verbose {
                let (requests, planning) = (session.requests() - began.1, session.planning_requests());
                let seconds = began.0.elapsed().as_secs_f64();
                say(format_args!(
                    "note: {}, {} ({planning} to plan), {seconds:.2} s",
                    plural(count, "row"),
                    plural(requests, "request")
                ));
            }
        }
        target.flush().map_err(|error| target_failure(&error, path))
    }

    /// Writes the rows of one result, and returns the target and their number.
    async fn print(
        &self,
        rows: Rows,
        mut target: Target,
        session: &Session<'_>,
        path: Option<&Path>,
    ) -> Result<(Target, u64), Failure> {
        let of_target = |error: &io::Error| target_failure(error, path);
        let Rows { schema, mut batches, is_plan, .. } = rows;
        let next =
            |batch: Result<RecordBatch, DataFusionError>| batch.map_err(|error| session.failure(&error, &self.sql));
        let (mut count, mut has_more) = (0, false);
        if is_plan && self.format == Format::Table {
            while let Some(batch) = batches.next().await {
                let batch = next(batch)?;
                count += batch.num_rows();
                sink::plan(&batch, &mut target).map_err(|error| error.failure(of_target))?;
            }
            target.flush().map_err(|error| of_target(&error))?;
            return Ok((target, as_count(count)));
        }
        let sink = sink::begin(self.format, &schema, target);
        let mut sink = sink.map_err(|error| error.failure(of_target))?;
        while let Some(batch) = batches.next().await {
            let batch = next(batch)?;
            let left = if self.rows == 0 { usize::MAX } else { self.rows - count };
            let kept = batch.num_rows().min(left);
            sink.write(&batch.slice(0, kept)).map_err(|error| error.failure(of_target))?;
            count += kept;
            if kept < batch.num_rows() {
                has_more = true;
                break;
            }
        }
        // Pages that are still on their way are cancelled.
        drop(batches);
        let target = sink.finish().map_err(|error| error.failure(of_target))?;
        if has_more {
            say(format_args!("note: there are more rows than the {count} shown; `--rows 0` prints all"));
        }
        Ok((target, as_count(count)))
    }
}

fn as_count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn plural(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn target_failure(error: &io::Error, path: Option<&Path>) -> Failure {
    path.map_or_else(|| Failure::stdout(error), |path| Failure::file("write", path, error))
}

/// The SQL of the argument, the file or stdin.
fn text(arguments: &Arguments) -> Result<String, Failure> {
    if let Some(sql) = &arguments.sql {
        return Ok(sql.clone());
    }
    let (bytes, source) = match &arguments.file {
        Some(path) => (fs::File::open(path).and_then(read), path.as_path()),
        None if io::stdin().is_terminal() => {
            return Err(Failure::argument("no SQL is given").hint(
                "give it as an argument, as in `weda-sql 'SELECT count(*) FROM student'`, by `--file`, or on stdin; \
                 `weda-sql --tables` lists the tables",
            ));
        }
        None => (read(io::stdin().lock()), Path::new("stdin")),
    };
    let bytes = bytes.map_err(|error| Failure::file("read", source, error))?;
    if as_count(bytes.len()) > MAX_SQL {
        return Err(Failure::file("read", source, "it is longer than 1 MB, the limit of a SQL text"));
    }
    let text = String::from_utf8(bytes).map_err(|_| Failure::file("read", source, "it is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

fn read(source: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_SQL + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The format that a flag or the extension of the file names.
fn format(arguments: &Arguments) -> Result<Format, Failure> {
    let output = &arguments.output;
    let extension =
        output.output.as_ref().and_then(|path| path.extension()).map(|it| it.to_string_lossy().to_lowercase());
    let by_extension = match extension.as_deref() {
        Some("csv") => Some(Format::Csv),
        Some("json" | "ndjson" | "jsonl") => Some(Format::Json),
        Some("parquet") => Some(Format::Parquet),
        _ => None,
    };
    let format = output.format.or(by_extension).unwrap_or(Format::Table);
    if format == Format::Parquet && output.output.is_none() {
        return Err(Failure::argument("Parquet cannot be written to stdout").hint("name a file with `--output`"));
    }
    Ok(format)
}

/// Runs `work` until it is done, or until Ctrl-C or SIGTERM.
async fn unless_interrupted(
    engine: &Runtime,
    work: impl Future<Output = Result<(), Failure>> + Send + 'static,
) -> Result<(), Failure> {
    let mut interrupt = pin!(interrupt());
    // Polled first, so that the handler is installed before the work begins.
    let is_waiting = poll_fn(|context| Poll::Ready(interrupt.as_mut().poll(context).is_pending())).await;
    if !is_waiting {
        return Err(Failure::interrupted());
    }
    let work = engine.spawn(work);
    tokio::select! {
        biased;
        () = interrupt => Err(Failure::interrupted()),
        done = work => match done {
            Ok(done) => done,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Failure::interrupted()),
            },
        },
    }
}

/// Waits for a signal. If no handler can be installed, signals keep their default action.
async fn interrupt() {
    let key = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = key => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    key.await;
}
