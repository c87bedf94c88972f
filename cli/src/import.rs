//! `weda import`: the records of a file, each created once or named with the reason.

mod agree;
mod alone;
mod checkpoint;
mod dry;
mod feed;
mod file;
mod probe;
mod report;
mod run;
mod settle;
mod shape;
pub(crate) mod spans;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use weda::Client;

use crate::arguments::{self, Doubtful};
use crate::definition;
use crate::exit::Exit;
use crate::failure::{BrokenOff, Failure, Trouble};
use crate::progress::{Progress, spoken};
use crate::records::{Format, Row, Source, Unread};
use crate::say::say;
use crate::service::wait_for;
use crate::terminal::consent_to_live;
use alone::Alone;
use checkpoint::{Checkpoint, Of};
use feed::Rows;
use file::Input;
use report::Report;
use run::{Ended, Run};
use settle::Found;
use shape::Shape;
use spans::Spans;

/// Creates the records.
pub(crate) fn run(task: arguments::Import) -> Result<Exit, Failure> {
    let input = Input::open(&task)?;
    let client = task.environment.connect()?;
    if !task.dry_run {
        consent_to_live(&client, &format!("create the records of {}", input.name), task.consent.yes)?;
    }
    wait_for(import(task, input, client))
}

async fn import(task: arguments::Import, input: Input, client: Client) -> Result<Exit, Failure> {
    let fields = definition::of(&client, &task.model).await?.map(Arc::new);
    if fields.is_none() && input.format == Format::Csv {
        return Err(Trouble::NoFields { model: task.model }.into());
    }
    let key = if task.keep_ids { Some("_id".to_owned()) } else { task.key.clone() };
    let shape = Shape { fields: fields.clone(), keep_ids: task.keep_ids, key };
    let Input { name, format, reader, size, beside } = input;
    let mut source = Source::new(format, reader, fields).map_err(Trouble::Rows)?;
    let bytes = source.bytes();
    let rejects = task.rejects.clone().or_else(|| beside.as_ref().map(|it| it.rejects.clone()));
    if task.dry_run {
        return dry::run(&task, source, &shape);
    }

    let of = Of {
        env_id: client.env_id().to_owned(),
        env_type: client.env_type().to_string(),
        model: task.model.clone(),
        keep_ids: task.keep_ids,
    };
    let place = task.checkpoint.clone().or_else(|| beside.map(|it| it.checkpoint));
    let _alone = place.as_deref().map(Alone::take).transpose()?;
    let mut checkpoint = Checkpoint::open(place, of)?;
    let left = checkpoint.pass(&mut source)?;
    let report = Report::begin(task.output.json, rejects, checkpoint.goes_on(), checkpoint.rejects_to_keep())?;
    let before = checkpoint.state.done();
    let mut import = Import {
        client: &client,
        model: &task.model,
        shape,
        report,
        progress: Progress::begin(&task.model, before),
        bytes,
        size,
    };
    let source: Rows = Box::new(source);
    if checkpoint.goes_on() {
        say(format!("note: going on with {name} behind row {}", checkpoint.state.through));
        checkpoint = import.revisit(checkpoint, left, task.doubtful).await?;
    }
    let ended = import.send(checkpoint, source, true).await?;
    let checkpoint = import.rest(ended)?;

    let time = spoken(import.progress.end());
    let state = &checkpoint.state;
    import.report.end(&task.model, state, &time)?;
    checkpoint.remove()?;
    Ok(if state.rejected == 0 { Exit::Done } else { Exit::Other })
}

/// What stays the same from the first row to the last.
struct Import<'a> {
    client: &'a Client,
    model: &'a str,
    shape: Shape,
    report: Report,
    progress: Progress,
    bytes: Arc<AtomicU64>,
    size: Option<u64>,
}

impl Import<'_> {
    async fn send(&mut self, mut checkpoint: Checkpoint, mut rows: Rows, in_order: bool) -> Result<Ended, Failure> {
        if self.shape.keep_ids && !checkpoint.state.ids_kept {
            let probed = probe::ids(self.client, self.model, &self.shape, rows, |row| checkpoint.send(row)).await;
            if let Err(Failure::Records(Trouble::IdsNotKept { .. })) = probed {
                // Nothing is stored, and whoever comes back does without the ids.
                checkpoint.remove()?;
            }
            rows = probed?;
            checkpoint.state.ids_kept = true;
        }
        let mut run = Run {
            model: self.client.dynamic(self.model),
            shape: &self.shape,
            report: &mut self.report,
            progress: &mut self.progress,
            bytes: (&self.bytes, self.size),
        };
        run.send(checkpoint, rows, in_order).await
    }

    /// Writes down where the import stands; its failure, if it came to one.
    fn rest(&mut self, ended: Ended) -> Result<Checkpoint, Failure> {
        let Ended { mut checkpoint, doubtful, open, failure } = ended;
        self.progress.end();
        let Some(cause) = failure else { return Ok(checkpoint) };
        checkpoint.state.sent = checkpoint.state.through;
        (checkpoint.state.doubtful, checkpoint.state.open) = (doubtful.clone(), open);
        // Where nothing came of it, whoever comes back begins anew.
        match checkpoint.has_left_nothing() {
            true => checkpoint.remove()?,
            false => checkpoint.write()?,
        }
        let broken = BrokenOff {
            cause,
            through: checkpoint.state.through,
            created: checkpoint.state.created,
            assumed: checkpoint.state.assumed,
            doubtful,
            has_key: self.shape.key.is_some(),
            checkpoint: checkpoint.path().map(ToOwned::to_owned),
        };
        Err(Trouble::BrokenOff(Box::new(broken)).into())
    }

    /// Sees to the rows that an earlier run has left: what may be stored is looked for, and what is not stored is sent.
    async fn revisit(
        &mut self,
        mut checkpoint: Checkpoint,
        rows: Vec<Row>,
        doubtful: Option<Doubtful>,
    ) -> Result<Checkpoint, Failure> {
        let through = checkpoint.state.through;
        let doubts = checkpoint.state.doubtful.clone();
        let (maybe, mut again): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| doubts.has(row.number));
        match (&self.shape.key, doubtful) {
            _ if maybe.is_empty() => {}
            (Some(_), _) => {
                let mut found = settle::look(self.client, self.model, &self.shape, &maybe).await?;
                for row in maybe {
                    match found.remove(&row.number) {
                        Some(Found::Itself(id)) => {
                            checkpoint.state.created += 1;
                            self.report.created(row.number, &id)?;
                        }
                        Some(Found::Another(reason)) => {
                            let text = row.text.unwrap_or_else(|unfit| unfit.raw);
                            self.report.rejected(row.number, &text, &reason)?;
                            checkpoint.state.rejected += 1;
                        }
                        None => again.push(row),
                    }
                }
            }
            (None, Some(Doubtful::Skip)) => {
                for row in maybe {
                    // What is never sent cannot be there.
                    match row.text.as_ref().is_ok_and(|text| self.shape.apply(text).is_ok()) {
                        true => checkpoint.state.assumed += 1,
                        false => again.push(row),
                    }
                }
            }
            (None, Some(Doubtful::Send)) => again.extend(maybe),
            (None, None) => {
                return Err(
                    Trouble::InDoubt { rows: doubts, checkpoint: checkpoint.path().map(ToOwned::to_owned) }.into()
                );
            }
        }
        again.sort_by_key(|row| row.number);
        // From now on these may be stored, until their outcomes are known.
        let state = &mut checkpoint.state;
        state.doubtful = again.iter().map(|row| row.number).collect();
        (state.open, state.sent) = (Spans::default(), through);
        state.rejects = self.report.written();
        checkpoint.write()?;
        if again.is_empty() {
            return Ok(checkpoint);
        }
        let rows: Vec<Result<Row, Unread>> = again.into_iter().map(Ok).collect();
        let ended = self.send(checkpoint, Box::new(rows.into_iter()), false).await?;
        let mut checkpoint = self.rest(ended)?;
        (checkpoint.state.doubtful, checkpoint.state.open) = Default::default();
        checkpoint.write()?;
        Ok(checkpoint)
    }
}
