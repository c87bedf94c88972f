//! `weda copy`: reads the records of one environment type into a file, and imports the file into another one.
//!
//! The file makes a copy resumable: the checkpoint of an import refers to rows by number, and the records of a live store
//! may be others the next time. It exists as long as the checkpoint.

mod failure;
mod snapshot;
mod targets;

use weda::{Client, EnvType, ErrorKind};
use weda_definition::printable;

use crate::arguments::{self, Environment};
use crate::confirm::confirm_live_write;
use crate::exit::Exit;
use crate::explain::{self, UserInput};
use crate::failure::{Failure, Mistake};
use crate::fields::Fields;
use crate::import::{self, CheckpointLock};
use crate::records::{Format, ReadOptions};
use crate::service::{unless_interrupted, wait_for};
use crate::{names, stderr};
use snapshot::Snapshot;

/// Copies the records.
pub(crate) fn run(task: arguments::Copy) -> Result<Exit, Failure> {
    names::check_writable(&task.model)?;
    explain::check_filter(task.filter.as_deref())?;
    if EnvType::from(task.from.as_str()) == EnvType::from(task.to.as_str()) {
        let what = format!("`--from` and `--to` are both {}", printable(&task.from));
        return Err(Mistake::new(what, "name two environment types, such as `--from pre --to prod`").into());
    }
    let connect =
        |env_type: &str| Environment { env_type: Some(env_type.to_owned()), ..task.environment.clone() }.connect();
    let (source, target) = (connect(&task.from)?, connect(&task.to)?);
    if !task.dry_run {
        let what = format!("create the records of {} of {}", printable(&task.model), printable(&task.from));
        confirm_live_write(&target, &what, task.confirmation.yes)?;
    }
    let mut snapshot = Snapshot::of(&task);
    if snapshot.is_foreign() {
        snapshot.confirm_overwrite(task.confirmation.yes)?;
    }
    wait_for(async {
        let lock = CheckpointLock::take(&snapshot.path).map_err(|failure| failure::of_copy(failure, &snapshot))?;
        let done = match unless_interrupted(prepare(&task, &source, &target, &mut snapshot)).await {
            Ok(()) => import::import(import_of(&task, &snapshot), target).await,
            Err(failure) => Err(failure),
        };
        let removed = snapshot.remove_unless_resumable();
        drop(lock);
        let exit = done.map_err(|failure| failure::of_copy(failure, &snapshot))?;
        removed.map(|()| exit)
    })
}

/// Everything before the first row.
async fn prepare(
    task: &arguments::Copy,
    source: &Client,
    target: &Client,
    snapshot: &mut Snapshot,
) -> Result<(), Failure> {
    let fields = fields(task, source, target).await?;
    if snapshot.is_resumable() {
        // The records that the checkpoint is about; `import` compares model, source and filter.
    } else if let Err(failure) = snapshot.read(task, source).await {
        let asked = UserInput { model: &task.model, filter: task.filter.as_deref(), order_by: None };
        return Err(asked.explain(source, failure).await);
    }
    let Some(fields) = fields else { return Ok(()) };
    let missing = targets::missing(task, target, &fields, &snapshot.path).await?;
    match missing {
        None => Ok(()),
        Some(missing) if task.allow_missing => {
            stderr::print_message(format!("note: {}", missing.what));
            Ok(())
        }
        Some(missing) => Err(missing.with_exit(Exit::NotFound).into()),
    }
}

/// The fields of the model; `None` if its definition is not valid. The service tells them for all environment types at
/// once, so that only a read shows whether the model is published.
///
/// # Errors
/// Returns an error if the model does not exist, or is not published to the target.
async fn fields(task: &arguments::Copy, source: &Client, target: &Client) -> Result<Option<Fields>, Failure> {
    if !is_there(target, &task.model).await? {
        if !is_there(source, &task.model).await? {
            return Err(names::unknown_model(source, &task.model).await);
        }
        let (model, to) = (printable(&task.model), printable(&task.to));
        let what = format!("model `{model}` is not in {to} of {}", printable(target.env_id()));
        let hint = format!("publish it to {to} in the console, and repeat the command");
        return Err(Mistake::new(what, hint).with_exit(Exit::NotFound).into());
    }
    names::fields_of(target, &task.model).await
}

/// Returns false if the environment type does not have the model.
///
/// # Errors
/// Returns an error if the call fails, except for lack of permission to read.
async fn is_there(client: &Client, model: &str) -> Result<bool, Failure> {
    match client.model(model).query().first().await {
        Ok(_) => Ok(true),
        Err(error) if is_unknown_model(&error) => Ok(false),
        Err(error) if error.is_permission() => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Returns true if a query failed because its model does not exist. The codes differ between the gateways.
fn is_unknown_model(error: &weda::Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

/// The import of the file.
fn import_of(task: &arguments::Copy, snapshot: &Snapshot) -> arguments::Import {
    arguments::Import {
        output: task.output,
        environment: task.environment.clone(),
        confirmation: task.confirmation,
        model: task.model.clone(),
        file: snapshot.path.clone(),
        reading: reading(),
        key: task.key.clone(),
        keep_ids: task.key.is_none(),
        rejects: None,
        checkpoint: None,
        doubtful: task.doubtful,
        dry_run: task.dry_run,
        no_check: task.no_check,
        rows_at_once: task.rows_at_once,
        copied_from: Some(match &task.filter {
            None => task.from.clone(),
            Some(filter) => format!("{} where {filter}", task.from),
        }),
    }
}

/// How the file is read.
fn reading() -> ReadOptions {
    ReadOptions { format: Some(Format::Ndjson), ..ReadOptions::default() }
}
