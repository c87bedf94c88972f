//! `weda export`: all records of models, into files or a pipe.

mod target;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use weda::Client;
use weda::dynamic::AnyFilter;
use weda_definition::Printable;

use crate::arguments;
use crate::exit::Exit;
use crate::explain::Asked;
use crate::failure::{Failure, Trouble};
use crate::progress::{Progress, grouped, spoken};
use crate::records::{Format, RecordWriter, WriteError};
use crate::say::say;
use crate::service::{unless_interrupted, wait_for};
use crate::{definition, explain, output};
use target::Target;

/// Writes what there is.
pub(crate) fn run(task: arguments::Export) -> Result<Exit, Failure> {
    let targets = Target::of(&task)?;
    let client = task.environment.connect()?;
    explain::check_filter(task.filter.as_deref())?;
    wait_for(unless_interrupted(async {
        for (model, target) in task.models.iter().zip(targets) {
            if let Err(failure) = write(&client, &task, model, target).await {
                let asked = Asked { model, filter: task.filter.as_deref(), order_by: None };
                return Err(asked.explain(&client, failure).await);
            }
        }
        Ok(Exit::Done)
    }))
}

async fn write(client: &Client, task: &arguments::Export, model: &str, target: Target) -> Result<(), Failure> {
    let reading = Reading { client, model, filter: task.filter.as_deref(), ahead: task.ahead };
    match target {
        Target::Stdout { format } => {
            let progress = Progress::beside_stdout(model, 0);
            reading.into(format, output::records(), progress, Failure::of_stdout).await?;
            Ok(())
        }
        Target::File { format, path } => {
            let mut file = target::Draft::of(&path)?;
            let fail = |error| Trouble::Unwritable { path: path.clone(), error }.into();
            let progress = Progress::begin(model, 0);
            let (records, time) = reading.into(format, file.writer(), progress, fail).await?;
            file.keep()?;
            tell(task.output.json, model, records, &path, time)
        }
    }
}

fn tell(as_json: bool, model: &str, records: u64, path: &Path, time: Duration) -> Result<(), Failure> {
    let file = path.display().to_string();
    if as_json {
        return output::print_json(&json!({ "model": model, "records": records, "file": file }));
    }
    let (model, file) = (Printable(model), Printable(file));
    say(format!("{model}: {} records in {file}, in {}", grouped(records), spoken(time)));
    Ok(())
}

/// What is read.
struct Reading<'a> {
    client: &'a Client,
    model: &'a str,
    filter: Option<&'a str>,
    ahead: usize,
}

impl Reading<'_> {
    /// Reads page after page, and writes each as it comes: how many records, and in which time.
    async fn into(
        self,
        format: Format,
        out: impl Write,
        mut progress: Progress,
        fail: impl Fn(std::io::Error) -> Failure,
    ) -> Result<(u64, Duration), Failure> {
        let declared = match format {
            Format::Csv | Format::Tsv | Format::Xlsx => {
                definition::of(self.client, self.model).await?.map_or_else(Vec::new, |it| it.names())
            }
            Format::Ndjson | Format::Json => Vec::new(),
        };
        let fail = |fault| match fault {
            WriteError::Io(error) => fail(error),
            error => Trouble::Records(error).into(),
        };
        let mut query = self.client.dynamic(self.model).query().ahead(self.ahead);
        if let Some(text) = self.filter {
            query = query.filter(AnyFilter::raw_unchecked(text));
        }
        let mut sink = RecordWriter::new(format, std::io::BufWriter::with_capacity(1 << 16, out), declared);
        let mut pages = query.pages();
        while let Some(page) = pages.next().await {
            let page = page?;
            sink.write(&page.rows).map_err(&fail)?;
            progress.show(sink.written(), page.count);
        }
        sink.end().map_err(&fail)?;
        Ok((sink.written(), progress.end()))
    }
}
