//! Exports of Parquet or Arrow files that can be resumed: to a directory, or to a store.
//!
//! Records are read by `_id`, each query after the last record that is in a complete file or in memory. So a run that ends
//! early, and one whose pages shift because records are deleted, go on without loss or repetition.

use std::path::Path;

use serde_json::json;
use weda::dynamic::field;
use weda::{Client, ErrorKind, Filter, Record};
use weda_arrow::files::{Export, FileFormat, Location, ModelExport, ModelPlan, Plan};
use weda_definition::printable;

use super::name_unreadable;
use crate::arguments;
use crate::exit::Exit;
use crate::explain::UserInput;
use crate::failure::{Failure, Mistake, TransferError};
use crate::names;
use crate::output;
use crate::progress::{Progress, format_duration, grouped};
use crate::records::{ColumnBuilder, Headers, WriteError, WriteOptions, has_infinite};
use crate::stderr::print_message;

/// How often a query is repeated whose pages shift, before no record was read.
const MAX_SHIFTS: u32 = 3;

/// Exports all models to one place.
///
/// # Errors
/// Returns an error if a call fails or a file cannot be written. What is complete is kept.
pub(super) async fn write(
    client: &Client,
    task: &arguments::Export,
    format: FileFormat,
    place: &Path,
) -> Result<Exit, Failure> {
    let location = Location::parse(place).map_err(TransferError::Files)?;
    let mut models = Vec::with_capacity(task.models.len());
    for model in &task.models {
        let fields = names::fields_of(client, model).await?;
        let fields = fields.ok_or(TransferError::Write(WriteError::NoFields))?;
        let columns = ColumnBuilder::new(&fields, &task.write.select).map_err(TransferError::Write)?;
        models.push((fields, ModelPlan::new(model, columns.schema())));
    }
    let plan = Plan {
        source: format!("{} {} {}", client.base_url(), client.env_id(), client.env_type()),
        format,
        partition_by: task.partition_by.clone(),
        filter: task.filter.clone(),
        rows_per_file: task.rows_per_file,
        models: models.iter().map(|(_, plan)| plan.clone()).collect(),
    };
    let mut export = Export::open(&location, plan).await.map_err(TransferError::Files)?;
    if export.is_resumed() {
        print_message(format!("note: resuming the export in {location}"));
    }
    let mut exit = Exit::Done;
    for (at, (fields, plan)) in models.iter().enumerate() {
        let columns = ColumnBuilder::new(fields, &task.write.select).map_err(TransferError::Write)?;
        let out = export.model(at, columns.schema()).map_err(TransferError::Files)?;
        let written = ModelRun { client, task, model: &plan.model, columns, until: None }.write(out).await;
        if let Err(failure) = written {
            let asked = UserInput { model: &plan.model, filter: task.filter.as_deref(), order_by: None };
            return Err(asked.explain(client, failure).await);
        }
    }
    let now = jiff::Zoned::now().round(jiff::Unit::Second).unwrap_or_else(|_| jiff::Zoned::now());
    let now = now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let manifest = export.finish(&now).await.map_err(TransferError::Files)?;
    for entry in &manifest.models {
        if !entry.left_out.is_empty() {
            let left_out: Vec<_> = entry.left_out.iter().map(|it| (it.id.clone(), it.reason.clone())).collect();
            name_unreadable(&entry.model, &left_out);
            exit = Exit::Incomplete;
        }
        if task.output.json {
            let answer = json!({
                "model": entry.model, "records": entry.rows, "files": entry.files.len(),
                "left_out": entry.left_out.len(), "manifest": format!("{location}/manifest.json"),
            });
            match output::print_json(&answer) {
                Ok(()) | Err(Failure::StdoutClosed) => {}
                Err(failure) => return Err(failure),
            }
        }
    }
    if !task.output.json {
        print_message(format!("{location}/manifest.json lists the files with their hashes"));
    }
    Ok(exit)
}

/// The export of one model.
struct ModelRun<'a> {
    client: &'a Client,
    task: &'a arguments::Export,
    model: &'a str,
    columns: ColumnBuilder,
    /// The last `_id` that was read.
    until: Option<String>,
}

impl ModelRun<'_> {
    async fn write(mut self, mut out: ModelExport<'_>) -> Result<(), Failure> {
        if out.is_complete() {
            return Ok(());
        }
        let before = out.rows();
        if before > 0 {
            print_message(format!("note: {} records of {} are exported already", grouped(before), self.model));
        }
        self.until = out.after().map(ToOwned::to_owned);
        let mut progress = Progress::begin(self.model, before);
        let mut shifts = 0;
        loop {
            let from = self.until.clone();
            match self.read_on(&mut out, &mut progress).await {
                Ok(true) => break,
                Ok(false) => shifts = 0,
                // Records were deleted meanwhile: what was read is right, and the next query begins after it.
                Err(Failure::Service(error)) if error.kind() == ErrorKind::UnstableOrder && shifts < MAX_SHIFTS => {
                    shifts = if self.until == from { shifts + 1 } else { 0 };
                }
                Err(failure) => return Err(failure),
            }
        }
        self.flush(&mut out).await?;
        out.end().await.map_err(TransferError::Files)?;
        let (rows, time) = (grouped(out.rows()), format_duration(progress.end()));
        if !self.task.output.json {
            print_message(format!("{}: {rows} records, in {time}", printable(self.model)));
        }
        Ok(())
    }

    /// Reads until a segment is complete (false), or to the end (true).
    async fn read_on(&mut self, out: &mut ModelExport<'_>, progress: &mut Progress) -> Result<bool, Failure> {
        let mut query = self.client.model(self.model).query().order_by(field("_id").asc()).prefetch(self.task.ahead);
        if let Some(filter) = &self.task.filter {
            query = query.filter(Filter::<Record>::raw_unchecked(filter));
        }
        if let Some(until) = &self.until {
            query = query.filter(field("_id").gt(until.as_str()));
        }
        let begun = out.rows();
        let (mut read, mut pages) = (0, query.allow_invalid().pages());
        while let Some(page) = pages.next().await {
            let page = page?;
            for invalid in &page.invalid {
                out.leave_out(invalid.id().map(ToOwned::to_owned), invalid.to_string());
            }
            for record in &page.rows {
                let pushed = match has_infinite(record.as_json()) {
                    true => Err("it contains a number that is too large".to_owned()),
                    false => self.columns.push(record),
                };
                match pushed {
                    Ok(()) => read += 1,
                    Err(reason) => out.leave_out(Some(record.id().to_owned()), reason),
                }
                if self.columns.is_full() || self.columns.rows() >= out.room() {
                    self.until = Some(record.id().to_owned());
                    self.flush(out).await?;
                }
            }
            if let Some(last) = page.rows.last() {
                self.until = Some(last.id().to_owned());
            }
            progress.show(begun + read, page.count.map(|count| begun + count));
            if out.rows() > begun {
                // Deep pages are slow: the next query begins here.
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn flush(&mut self, out: &mut ModelExport<'_>) -> Result<(), Failure> {
        let batch =
            self.columns.take().map_err(|error| TransferError::Write(WriteError::Columns(error.to_string())))?;
        match &self.until {
            Some(until) => Ok(out.write(&batch, until).await.map_err(TransferError::Files)?),
            None => Ok(()),
        }
    }
}

/// Checks that no option is given that has no meaning for columns.
///
/// # Errors
/// Returns an error that names the option.
pub(super) fn check_options(options: &WriteOptions) -> Result<(), Failure> {
    let given = [
        (options.dates.is_some(), "--dates", "they have types for dates and times"),
        (
            options.headers != Headers::Names,
            "--headers titles",
            "they have the titles in the metadata of their columns",
        ),
        (options.for_spreadsheets, "--for-spreadsheets", "spreadsheets do not read them"),
        (options.raw, "--raw", "lists and objects are columns in them"),
    ];
    match given.into_iter().find(|(is_given, ..)| *is_given) {
        None => Ok(()),
        Some((_, flag, reason)) => {
            let what = format!("`{flag}` has no meaning for Parquet and Arrow files: {reason}");
            Err(Mistake::new(what, "leave it out, or choose another `--format`").into())
        }
    }
}
