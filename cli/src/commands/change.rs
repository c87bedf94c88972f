//! `weda update` and `weda delete`: select records, show them, ask, and write to exactly these.

mod apply;
mod report;
mod targets;

use weda::{Client, EnvType};

use super::values::Record;
use crate::arguments::{Delete, Environment, Update, Which};
use crate::consent::consent;
use crate::exit::Exit;
use crate::explain::{self, Asked};
use crate::failure::{Failure, Mistake};
use crate::progress::grouped;
use crate::service::wait_for;
use crate::stderr::say;
use crate::{names, output};
use report::Report;
use targets::Targets;

/// The change to make.
#[derive(Debug)]
enum Work {
    Update(Record),
    Delete,
}

impl Work {
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
struct Manner {
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
    let manner = Manner { yes: task.consent.yes, dry_run: task.dry_run, as_json: task.output.json };
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
        Ok((Work::Update(record), fields))
    };
    run(&task.environment, &task.which, &manner, make)
}

/// Deletes records.
pub(crate) fn delete(task: Delete) -> Result<Exit, Failure> {
    let manner = Manner { yes: task.consent.yes, dry_run: task.dry_run, as_json: task.output.json };
    let make = async |client: &Client| Ok((Work::Delete, names::fields_of(client, &task.which.model).await?));
    run(&task.environment, &task.which, &manner, make)
}

fn run<F>(environment: &Environment, which: &Which, manner: &Manner, make: F) -> Result<Exit, Failure>
where
    F: AsyncFnOnce(&Client) -> Result<(Work, Option<crate::fields::Fields>), Failure>,
{
    names::check_writable(&which.model)?;
    explain::check_filter(which.filter.as_deref())?;
    let client = environment.connect()?;
    // Until something is written, Ctrl-C ends the process: there is nothing to clean up.
    let (work, fields, targets) = wait_for(async {
        let (work, fields) = make(&client).await?;
        match Targets::find(&client, which).await {
            Ok(targets) => Ok((work, fields, targets)),
            Err(failure) => {
                let asked = Asked { model: &which.model, filter: which.filter.as_deref(), order_by: None };
                Err(asked.explain(&client, failure).await)
            }
        }
    })?;
    let mut report = Report::new(&which.model, work.done(), manner.as_json);
    for id in &targets.missing {
        report.not_found(id)?;
    }
    if targets.ids.is_empty() {
        if which.filter.is_some() {
            say("note: no record matches; nothing to do");
        }
        return report.end();
    }
    if !manner.yes || manner.dry_run {
        targets.show(&work, fields.as_ref());
    }
    if manner.dry_run {
        return would(&work, &targets, &which.model, manner.as_json, report);
    }
    let count = grouped(targets.ids.len() as u64);
    let records = if targets.ids.len() == 1 { "record" } else { "records" };
    let live = if *client.env_type() == EnvType::Prod { ", which is live" } else { "" };
    let what = format!(
        "{} {count} {records} of {} in {} of {}{live}",
        work.verb(),
        which.model,
        client.env_type(),
        client.env_id()
    );
    consent(&what, manner.yes)?;
    wait_for(apply::run(&client, &which.model, targets.ids, &work, &mut report))?;
    report.end()
}

/// Reports the result of a dry run.
fn would(work: &Work, targets: &Targets, model: &str, as_json: bool, report: Report) -> Result<Exit, Failure> {
    let outcome = format!("would-be-{}", work.done());
    if as_json {
        for id in &targets.ids {
            output::print_json(&serde_json::json!({ "id": id, "outcome": outcome }))?;
        }
    }
    let count = targets.ids.len() as u64;
    let records = if count == 1 { "record" } else { "records" };
    say(format!("note: {} {records} of {model} would be {}; nothing was written", grouped(count), work.done()));
    report.end_of_dry_run(count)
}
