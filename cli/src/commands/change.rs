//! `weda update` and `weda delete`: select records, show them, ask, and write to exactly these.

mod apply;
mod report;
mod targets;

use weda::{Client, EnvType};

use super::values::Record;
use crate::arguments::{Delete, Environment, Selection, Update};
use crate::confirm::confirm;
use crate::exit::Exit;
use crate::explain::{self, UserInput};
use crate::failure::{Failure, Mistake};
use crate::progress::grouped;
use crate::service::wait_for;
use crate::stderr::print_message;
use crate::{names, output};
use report::Report;
use targets::Targets;

/// The change to make.
#[derive(Debug)]
enum Change {
    Update(Record),
    Delete,
}

impl Change {
    fn verb(&self) -> &'static str {
        match self {
            Self::Update(_) => "update",
            Self::Delete => "delete",
        }
    }

    fn done(&self) -> &'static str {
        match self {
            Self::Update(_) => "updated",
            Self::Delete => "deleted",
        }
    }
}

/// Flags of both commands.
struct Options {
    yes: bool,
    dry_run: bool,
    as_json: bool,
}

/// Changes fields of records.
pub(crate) fn update(task: Update) -> Result<Exit, Failure> {
    if task.set.is_empty() && task.clear.is_empty() && task.patch.is_none() {
        let hint = "give `--set FIELD=VALUE`, `--clear FIELD` or `--patch JSON`";
        return Err(Mistake::new("no change is given", hint).into());
    }
    let options = Options { yes: task.confirmation.yes, dry_run: task.dry_run, as_json: task.output.json };
    let make = async |client: &Client| {
        let fields = names::fields_of(client, &task.which.model).await?;
        let mut record = match &task.patch {
            Some(source) => Record::read(source, "--patch", fields.as_ref())?,
            None => Record::default(),
        };
        record.assign(&task.set, &task.clear, fields.as_ref())?;
        if record.is_empty() {
            return Err(Mistake::new("no change is given", "name a field in `--patch`, or give `--set`").into());
        }
        if let Some(fields) = fields.as_ref().filter(|_| !task.no_check) {
            record.check(client, fields, false).await?;
        }
        Ok((Change::Update(record), fields))
    };
    run(&task.environment, &task.which, &options, make)
}

/// Deletes records.
pub(crate) fn delete(task: Delete) -> Result<Exit, Failure> {
    let options = Options { yes: task.confirmation.yes, dry_run: task.dry_run, as_json: task.output.json };
    let make = async |client: &Client| Ok((Change::Delete, names::fields_of(client, &task.which.model).await?));
    run(&task.environment, &task.which, &options, make)
}

fn run<F>(environment: &Environment, which: &Selection, options: &Options, make: F) -> Result<Exit, Failure>
where
    F: AsyncFnOnce(&Client) -> Result<(Change, Option<crate::fields::Fields>), Failure>,
{
    names::check_writable(&which.model)?;
    explain::check_filter(which.filter.as_deref())?;
    let client = environment.connect()?;
    // Until something is written, Ctrl-C ends the process: there is nothing to clean up.
    let (change, fields, targets) = wait_for(async {
        let (change, fields) = make(&client).await?;
        match Targets::find(&client, which).await {
            Ok(targets) => Ok((change, fields, targets)),
            Err(failure) => {
                let asked = UserInput { model: &which.model, filter: which.filter.as_deref(), order_by: None };
                Err(asked.explain(&client, failure).await)
            }
        }
    })?;
    let mut report = Report::new(&which.model, change.done(), options.as_json);
    for id in &targets.missing {
        report.not_found(id)?;
    }
    if targets.ids.is_empty() {
        if which.filter.is_some() {
            print_message("note: no record matches; nothing to do");
        }
        return report.end();
    }
    if !options.yes || options.dry_run {
        targets.show(&change, fields.as_ref());
    }
    if options.dry_run {
        return report_dry_run(&change, &targets, &which.model, options.as_json, report);
    }
    let count = grouped(targets.ids.len() as u64);
    let records = if targets.ids.len() == 1 { "record" } else { "records" };
    let live = if *client.env_type() == EnvType::Prod { ", which is live" } else { "" };
    let what = format!(
        "{} {count} {records} of {} in {} of {}{live}",
        change.verb(),
        which.model,
        client.env_type(),
        client.env_id()
    );
    confirm(&what, options.yes)?;
    wait_for(apply::run(&client, &which.model, targets.ids, &change, &mut report))?;
    report.end()
}

/// Reports the result of a dry run.
fn report_dry_run(
    change: &Change,
    targets: &Targets,
    model: &str,
    as_json: bool,
    report: Report,
) -> Result<Exit, Failure> {
    let outcome = format!("would-be-{}", change.done());
    if as_json {
        for id in &targets.ids {
            output::print_json(&serde_json::json!({ "id": id, "outcome": outcome }))?;
        }
    }
    let count = targets.ids.len() as u64;
    let records = if count == 1 { "record" } else { "records" };
    print_message(format!(
        "note: {} {records} of {model} would be {}; nothing was written",
        grouped(count),
        change.done()
    ));
    report.end_of_dry_run(count)
}
