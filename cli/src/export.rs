//! `weda export`: writes all records of models to files or a pipe.

#[cfg(feature = "parquet")]
mod directory;
mod target;

use std::io::{IsTerminal as _, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use weda::{Client, ErrorKind};
use weda::{Filter, Record};
use weda_definition::printable;

use crate::arguments;
use crate::exit::Exit;
use crate::explain::UserInput;
use crate::failure::{Failure, TransferError};
use crate::fields::Fields;
use crate::progress::{Progress, format_duration, grouped};
use crate::records::{Format, RecordWriter, WriteError, WriteOptions, has_infinite};
use crate::service::{unless_interrupted, wait_for};
use crate::stderr::print_message;
use crate::{explain, names, output};
use target::Target;

/// Maximum number of warnings on stderr; `--json` has all unreadable records.
const NAMED: usize = 20;

/// Exports the models.
pub(crate) fn run(task: arguments::Export) -> Result<Exit, Failure> {
    #[cfg(feature = "parquet")]
    if let Some((format, place)) = target::place_of(&task)? {
        let client = task.environment.connect()?;
        explain::check_filter(task.filter.as_deref())?;
        return wait_for(unless_interrupted(directory::write(&client, &task, format, &place)));
    }
    let targets = Target::of(&task)?;
    let client = task.environment.connect()?;
    explain::check_filter(task.filter.as_deref())?;
    wait_for(unless_interrupted(async {
        let mut exit = Exit::Done;
        for (model, target) in task.models.iter().zip(targets) {
            let written = match write(&client, &task, model, target).await {
                Ok(written) => written,
                Err(failure) => {
                    let asked = UserInput { model, filter: task.filter.as_deref(), order_by: None };
                    return Err(asked.explain(&client, failure).await);
                }
            };
            if !written.unreadable.is_empty() {
                name_unreadable(model, &written.unreadable);
                exit = Exit::Incomplete;
            }
        }
        Ok(exit)
    }))
}

async fn write(
    client: &Client,
    task: &arguments::Export,
    model: &str,
    target: Target,
) -> Result<ExportResult, Failure> {
    let filter = task.filter.as_deref().map(Filter::<Record>::raw_unchecked);
    let job = ExportJob { client, model, filter, ahead: task.ahead, options: &task.write };
    match target {
        Target::Stdout { format } => {
            if format.is_binary() && std::io::stdout().is_terminal() {
                return Err(TransferError::WorkbookOnTerminal.into());
            }
            let out = output::Records::on_stdout(format.is_json());
            job.write_to(format, out, Progress::beside_stdout(model, 0), Failure::of_stdout).await
        }
        Target::File { format, path } => {
            let mut file = target::Draft::of(&path)?;
            let fail = |error| TransferError::Unwritable { path: path.clone(), error }.into();
            let written = job.write_to(format, file.writer(), Progress::begin(model, 0), fail).await?;
            file.persist()?;
            report(task.output.json, model, &written, &path)?;
            Ok(written)
        }
    }
}

impl ExportResult {
    /// The number of records in the file.
    #[cfg(feature = "studio")]
    pub fn records(&self) -> u64 {
        self.records
    }
}

/// The result of an export.
pub(crate) struct ExportResult {
    records: u64,
    /// The ids of records that cannot be read, with reasons.
    pub unreadable: Vec<(Option<String>, String)>,
    time: Duration,
}

fn report(as_json: bool, model: &str, written: &ExportResult, path: &Path) -> Result<(), Failure> {
    let file = path.display().to_string();
    if as_json {
        let mut answer = json!({ "model": model, "records": written.records, "file": file });
        if !written.unreadable.is_empty() {
            answer["unreadable"] = written.unreadable.iter().map(|(id, _)| json!(id)).collect();
        }
        return match output::print_json(&answer) {
            // The models that remain are written even if stdout is closed.
            Err(Failure::StdoutClosed) => Ok(()),
            result => result,
        };
    }
    let (records, file) = (grouped(written.records), printable(&file).into_owned());
    print_message(format!("{model}: {records} records in {file}, in {}", format_duration(written.time)));
    Ok(())
}

/// Names the records that are missing from the file.
pub(crate) fn name_unreadable(model: &str, unreadable: &[(Option<String>, String)]) {
    for (id, reason) in unreadable.iter().take(NAMED) {
        let id = id.as_ref().map_or("without an id".to_owned(), |id| format!("`{}`", printable(id)));
        print_message(format!("warning: {model}: record {id} cannot be read and was left out: {}", printable(reason)));
    }
    let more = unreadable.len().saturating_sub(NAMED);
    if more > 0 {
        print_message(format!("warning: {model}: {more} more records cannot be read; `--json` lists all of them"));
    }
}

/// Parameters of an export.
pub(crate) struct ExportJob<'a> {
    pub client: &'a Client,
    pub model: &'a str,
    pub filter: Option<Filter<Record>>,
    pub ahead: usize,
    pub options: &'a WriteOptions,
}

impl ExportJob<'_> {
    /// Fetches the fields of the model if they are needed. JSON output works without them.
    async fn fields(&self, format: Format) -> Result<Option<Fields>, Failure> {
        let is_json = matches!(format, Format::Ndjson | Format::Json);
        if is_json && self.options.raw {
            return Ok(None);
        }
        match names::fields_if_defined(self.client, self.model).await {
            Err(Failure::Service(error))
                if is_json && error.kind() == ErrorKind::Decode && self.options.are_plain() =>
            {
                print_message(format!(
                    "note: the definition of {} cannot be read, so that lists and objects are written as JSON texts: {}",
                    printable(self.model),
                    printable(&error.to_string())
                ));
                Ok(None)
            }
            fields => fields,
        }
    }

    /// Reads and writes page by page.
    ///
    /// # Errors
    /// Returns an error if a call fails or the records cannot be written.
    pub async fn write_to(
        self,
        format: Format,
        out: impl Write + Send,
        mut progress: Progress,
        fail: impl Fn(std::io::Error) -> Failure,
    ) -> Result<ExportResult, Failure> {
        let fields = self.fields(format).await?.map(Arc::new);
        let fail = |error| match error {
            WriteError::Io(error) => fail(error),
            error => TransferError::Write(error).into(),
        };
        let mut query = self.client.model(self.model).query().prefetch(self.ahead);
        if let Some(filter) = self.filter {
            query = query.filter(filter);
        }
        let out = std::io::BufWriter::with_capacity(1 << 16, out);
        let mut writer = RecordWriter::new(format, out, self.options, fields).map_err(&fail)?;
        let mut unreadable = Vec::new();
        let mut pages = query.allow_invalid().pages();
        while let Some(page) = pages.next().await {
            let mut page = page?;
            page.rows.retain(|record| {
                let is_readable = !has_infinite(record.as_json());
                if !is_readable {
                    let reason = "it contains a number that is too large";
                    unreadable.push((Some(record.id().to_owned()), reason.to_owned()));
                }
                is_readable
            });
            writer.write(&page.rows).map_err(&fail)?;
            unreadable.extend(writer.take_left_out().into_iter().map(|(id, reason)| (Some(id), reason)));
            unreadable
                .extend(page.invalid.iter().map(|reject| (reject.id().map(ToOwned::to_owned), reject.to_string())));
            progress.show(writer.written(), page.count);
        }
        writer.end().map_err(&fail)?;
        Ok(ExportResult { records: writer.written(), unreadable, time: progress.end() })
    }
}
