//! `weda create`: creates one record.

use serde_json::json;
use weda::Client;

use super::values::Record;
use crate::arguments::Create;
use crate::confirm::confirm_live_write;
use crate::exit::Exit;
use crate::failure::{Failure, TransferError};
use crate::service::{Interrupt, wait_for};
use crate::{failure, names, output};

/// Creates the record and prints its id.
pub(crate) fn create(task: Create) -> Result<Exit, Failure> {
    names::check_writable(&task.model)?;
    let client = task.environment.connect()?;
    let record = wait_for(prepare(&client, &task))?;
    if task.dry_run {
        output::print_json(&record)?;
        return Ok(Exit::Done);
    }
    confirm_live_write(&client, &format!("create a record of {}", task.model), task.confirmation.yes)?;
    wait_for(send(&client, &task, &record))
}

async fn prepare(client: &Client, task: &Create) -> Result<Record, Failure> {
    let fields = names::fields_of(client, &task.model).await?;
    let mut record = match &task.record {
        Some(source) => Record::read(source, "the record", fields.as_ref())?,
        None => Record::default(),
    };
    record.assign(&task.set, &[], fields.as_ref())?;
    if let Some(fields) = fields.filter(|_| !task.no_check) {
        record.check(client, &fields, true).await?;
    }
    Ok(record)
}

async fn send(client: &Client, task: &Create, record: &Record) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen(|| ());
    let Some(created) = interrupt.unless(client.model(&task.model).create(record)).await else {
        if task.output.json {
            output::print_json(&json!({ "outcome": "in-doubt", "reason": "interrupted" }))?;
        }
        return Err(TransferError::CreateInterrupted { model: task.model.clone() }.into());
    };
    match created {
        Ok(created) if task.output.json => {
            output::print_json(&json!({ "outcome": "created", "id": created.id(), "record": created }))?;
            Ok(Exit::Done)
        }
        Ok(created) => {
            output::print(created.id())?;
            Ok(Exit::Done)
        }
        Err(error) => {
            if task.output.json {
                let outcome = if error.in_doubt().is_some() { "in-doubt" } else { "failed" };
                output::print_json(&json!({ "outcome": outcome, "reason": failure::reason(&error) }))?;
            }
            Err(Failure::of_value(error))
        }
    }
}
