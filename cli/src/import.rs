//! `weda import`: each row of a file is created once, found to be stored, rejected with a reason, or left in doubt.

mod checkpoint;
mod checkpoint_lock;
mod content_lookup;
mod creation_time;
mod dry_run;
mod existing_rows;
mod id_probe;
mod input;
mod lookup;
mod pending_row;
mod preparation;
mod progress_line;
mod reconcile;
mod rejects;
mod report;
mod resume;
mod row_mapper;
mod row_queue;
mod run;
mod sender;
mod store;
mod unique_rows;
mod waiting;

pub(crate) use checkpoint_lock::CheckpointLock;
pub(crate) use input::{checkpoint_of, file_name};

use std::collections::VecDeque;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;
use weda::Client;
use weda_definition::{Judge, UniqueValues};

use crate::arguments;
use crate::confirm::confirm_live_write;
use crate::exit::Exit;
use crate::failure::{Failure, ImportError, TransferError};
use crate::fields::Fields;
use crate::names;
use crate::progress::{Progress, grouped};
use crate::records::Source;
use crate::service::{Interrupt, wait_for};
use crate::stderr::print_message;
use checkpoint::{Checkpoint, Entry, Target};
use existing_rows::ExistingRows;
use input::Files;
use preparation::{LeftOut, Preparation};
use progress_line::ProgressLine;
use rejects::Rejects;
use report::Report;
use resume::resume;
use row_mapper::RowMapper;
use row_queue::{PreparedRows, Shared};
use run::Run;
use unique_rows::UniqueRows;

/// Capacity of the channels between the stages, in blocks of rows.
const CHANNEL_CAPACITY: usize = 1;

/// Creates the records.
pub(crate) fn run(task: arguments::Import) -> Result<Exit, Failure> {
    input::check(&task.file)?;
    names::check_writable(&task.model)?;
    let client = task.environment.connect()?;
    if !task.dry_run {
        confirm_live_write(
            &client,
            &format!("create the records of {}", input::name(&task.file)),
            task.confirmation.yes,
        )?;
    }
    wait_for(import(task, client))
}

/// Creates the records, without asking.
///
/// # Errors
/// Returns an error if a call fails, rows stay in doubt, or the file or its checkpoint cannot be used.
pub(crate) async fn import(task: arguments::Import, client: Client) -> Result<Exit, Failure> {
    let fields = names::fields_of(&client, &task.model).await?.map(Arc::new);
    let mut source = Source::open(&task.file, &task.reading, fields.clone()).map_err(TransferError::Read)?;
    if fields.is_none() && source.is_table() {
        return Err(TransferError::NoFields { model: task.model }.into());
    }
    source.notes().iter().for_each(|note| print_message(format!("note: {note}")));
    let mapper = Arc::new(mapper(&task, fields.clone())?);
    let unique = unique(&task, fields.as_deref());
    propose_key(&task, fields.as_deref());
    let files = Files::of(&task, source.reject_form().ending());
    if task.dry_run {
        return dry_run::run(&task, source, &mapper, unique);
    }

    let _lock = CheckpointLock::take(&files.checkpoint)?;
    let model = client.model(&task.model);
    let store = store::read(&client, &task.model).await?;
    let target = Target {
        address: client.base_url().to_string(),
        env_id: client.env_id().to_owned(),
        env_type: client.env_type().to_string(),
        model: task.model.clone(),
        keep_ids: task.keep_ids,
        copied_from: task.copied_from.clone(),
        store: store.id,
    };
    let attempt = task.environment.attempt();
    let (checkpoint, earlier) = Checkpoint::open(files.checkpoint.clone(), target, files.mode, attempt)?;
    let (since, present) = match store.since {
        Some(since) if !earlier.has_entries => match store::present(&model, since).await? {
            Some(ids) => (Some(since), ids),
            None => (None, Vec::new()),
        },
        since => (since, Vec::new()),
    };
    let left_out = LeftOut::default();
    let (read, size, rows_read) = (source.bytes(), source.size(), Arc::<AtomicU64>::default());
    let form = source.reject_form();
    let shared = Arc::new(Mutex::new(Shared {
        checkpoint,
        waiting: VecDeque::new(),
        last: 0,
        ids_kept: earlier.ids_kept || !task.keep_ids,
        probing: None,
        stop: false,
        failure: None,
    }));
    let mut preparation = Preparation { mapper: Arc::clone(&mapper), unique, left_out: left_out.clone() };
    let resumed = resume(&earlier, &mut source, |row| preparation.stored(row), &files.checkpoint)?;
    // Until here Ctrl-C ends the process, even while it waits for a pipe.
    let interrupt = Interrupt::listen(|| ());
    let rejects = match earlier.has_entries {
        true => Rejects::resume(files.rejects, form, files.mode, &earlier.rejects())?,
        false => Rejects::begin(files.rejects, form, files.mode)?,
    };
    if !present.is_empty() {
        row_queue::lock(&shared).checkpoint.note(&Entry::Present { ids: present })?;
    }
    let report = Report::new(&task.model, task.output.json, rejects, resumed.counts.clone());
    let progress = ProgressLine {
        progress: if task.output.json {
            Progress::beside_stdout(&task.model, report.done())
        } else {
            Progress::begin(&task.model, report.done())
        },
        read,
        size,
        rows: Arc::clone(&rows_read),
    };
    let mut run = Run {
        model,
        fields: fields.clone(),
        key: mapper.key.clone(),
        is_key_unique: task.keep_ids || is_unique(fields.as_deref(), task.key.as_deref()),
        attempt,
        rows_at_once: task.rows_at_once,
        doubtful: task.doubtful,
        report,
        progress,
        shared: Arc::clone(&shared),
        left_out,
        interrupt,
        untried: Vec::new(),
    };
    let mut existing =
        ExistingRows { model: run.model.clone(), key: mapper.key.clone(), since, fields, attempt, shared };
    if earlier.has_entries {
        print_message(format!(
            "note: resuming {}, of which {} rows are done",
            input::name(&task.file),
            grouped(run.report.done())
        ));
        run.resume(&mut preparation, &mut existing, &earlier, resumed).await?;
    }
    let (out, prepared) = mpsc::channel(CHANNEL_CAPACITY);
    preparation.start(source, rows_read, out)?;
    let (out, rows) = mpsc::channel(CHANNEL_CAPACITY);
    let lookups = tokio::spawn(existing.run(prepared, out));
    let exit = run.rest(PreparedRows::new(rows)).await;
    lookups.abort();
    exit
}

/// # Errors
/// Returns an error if the key is not a field of the model.
fn mapper(task: &arguments::Import, fields: Option<Arc<Fields>>) -> Result<RowMapper, Failure> {
    let key = if task.keep_ids { Some("_id".to_owned()) } else { task.key.clone() };
    if let (Some(key), Some(fields)) = (&task.key, &fields)
        && fields.get(key).is_none()
    {
        return Err(ImportError::NoKeyField { reason: fields.unknown(key) }.into());
    }
    let judge = match (&fields, task.no_check) {
        (_, true) => None,
        (Some(fields), false) => Some(Judge::new(fields.definition())),
        (None, false) => Some(Judge::new(
            &weda_definition::Definition::parse(&task.model, &task.model, "{}")
                .map_err(|error| Failure::invalid_definitions(vec![error]))?,
        )),
    };
    Ok(RowMapper { fields, judge, keep_ids: task.keep_ids, key })
}

/// The values that must be unique among the rows.
fn unique(task: &arguments::Import, fields: Option<&Fields>) -> UniqueRows {
    let key = if task.keep_ids { Some("_id") } else { task.key.as_deref() };
    let declared = fields.filter(|_| !task.no_check).map(|fields| fields.definition());
    let has_unique =
        declared.is_some_and(|definition| definition.fields.iter().any(|it| it.unique && it.is_writable()));
    if key.is_none() && !has_unique {
        return UniqueRows(None);
    }
    let values = declared.map_or_else(UniqueValues::default, UniqueValues::new);
    UniqueRows(Some(match key {
        Some(key) => values.with(key),
        None => values,
    }))
}

fn is_unique(fields: Option<&Fields>, key: Option<&str>) -> bool {
    key.and_then(|key| fields?.get(key)).is_some_and(|field| field.unique)
}

/// Suggests a unique field as the key: it identifies rows better than their content.
fn propose_key(task: &arguments::Import, fields: Option<&Fields>) {
    if task.key.is_some() || task.keep_ids {
        return;
    }
    let unique = fields.and_then(|fields| fields.definition().fields.iter().find(|it| it.unique && it.is_writable()));
    if let Some(field) = unique {
        let name = weda_definition::printable(&field.key);
        print_message(format!(
            "hint: `{name}` is unique; with `--key {name}`, rows that are already stored are skipped"
        ));
    }
}
