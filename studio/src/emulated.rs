//! The emulator as a source.

mod machine;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::task;
use weda_emulator::{Emulator, Fault, FaultId, ListRequest, ReadStop, Refusal, RefusalKind, Snapshot};

use crate::files::Files;
use crate::front_door::{self, Request};
use crate::judged;
use crate::machine::{Exchange, Logged, Machine, ProfileChange, Replayed, State};
use crate::refused::{FieldProblem, Refused, RefusedKind};
use crate::reply::Reply;
use crate::source::{
    About, Ask, Grouping, Groups, Model, Models, Page, Place, Served, Source, Stage, Table, Write, Written,
};
use crate::value;

/// The records of an emulator in the same process. Its calls need no token, and are neither logged nor subject to faults.
pub struct Emulated {
    emulator: Arc<Emulator>,
    /// The records at the beginning, to which they can be reset.
    start: Option<Arc<Snapshot>>,
    files: Option<Arc<dyn Files>>,
}

impl Emulated {
    /// The records of this emulator, which keeps the bodies of requests from now on. Up to 64 MiB of records are copied, so
    /// that the page can reset them to how they are now.
    #[must_use]
    pub fn new(emulator: Arc<Emulator>) -> Self {
        emulator.keep_bodies();
        let start = machine::start_of(&emulator).map(Arc::new);
        Self { emulator, start, files: None }
    }

    /// The same with export and import.
    #[must_use]
    pub fn with_files(mut self, files: impl Files) -> Self {
        self.files = Some(Arc::new(files));
        self
    }

    /// Runs on a thread where waiting for the emulator's store stops nobody.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Emulator) -> Result<T, Refused> + Send + 'static,
    ) -> Reply<'static, T> {
        let emulator = Arc::clone(&self.emulator);
        Box::pin(async move {
            let done = task::spawn_blocking(move || work(&emulator)).await;
            done.unwrap_or_else(|_| Err(Refused::new(RefusedKind::Internal, "the emulator failed: see its output")))
        })
    }

    /// Runs reads, which are stopped when the reply is dropped: the page has gone, or asks for something else.
    fn read<T: Send + 'static>(
        &self,
        reads: impl FnOnce(&Emulator) -> Result<T, Refused> + Send + 'static,
    ) -> Reply<'static, T> {
        let stop = ReadStop::new();
        let guard = StopOnDrop(stop.clone());
        let done = self.run(move |emulator| emulator.stoppable(&stop, reads));
        Box::pin(async move {
            let done = done.await;
            drop(guard);
            done
        })
    }
}

/// Stops reads when it is dropped.
struct StopOnDrop(ReadStop);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Source for Emulated {
    fn about(&self) -> About {
        About::emulator(self.emulator.address().to_string(), self.emulator.env_id())
    }

    fn files(&self) -> Option<Arc<dyn Files>> {
        self.files.clone()
    }

    fn machine(&self) -> Option<&dyn Machine> {
        Some(self)
    }

    fn changes(&self, at: Place) -> Reply<'_, Option<u64>> {
        self.run(move |emulator| emulator.changes(&name(&at)).map(Some).map_err(refused))
    }

    fn refused_filter(&self, at: Place, filter: String) -> Reply<'_, Option<String>> {
        self.run(move |emulator| match emulator.check_filter(&name(&at), &filter) {
            Ok(()) => Ok(None),
            Err(refusal) if refusal.kind == RefusalKind::Invalid => Ok(Some(refusal.message)),
            Err(refusal) => Err(refused(refusal)),
        })
    }

    fn models(&self) -> Reply<'_, Models> {
        self.read(|emulator| {
            let of = |stage: Stage| -> Result<BTreeMap<String, Served>, Refused> {
                let definitions = emulator.definitions(stage.name()).map_err(refused)?;
                let served = definitions.into_iter().map(|definition| {
                    let name = format!("{}/{}", stage.name(), definition.identifier);
                    // A model whose table cannot be opened is shown without a count.
                    let count = emulator.list(&name, &ListRequest::default()).ok().map(|list| list.count);
                    (definition.identifier.clone(), Served { definition, count })
                });
                Ok(served.collect())
            };
            let (mut pre, mut prod) = (of(Stage::Pre)?, of(Stage::Prod)?);
            let names: BTreeSet<String> = pre.keys().chain(prod.keys()).cloned().collect();
            let models = names.iter().map(|name| Model { pre: pre.remove(name), prod: prod.remove(name) }).collect();
            Ok(Models { models, option_sets: emulator.option_sets() })
        })
    }

    fn page(&self, ask: Ask) -> Reply<'_, Page> {
        self.read(move |emulator| {
            let mut request = ListRequest::default();
            request.filter = ask.filter;
            request.sort = ask.sort.into_iter().map(|sort| (sort.field, sort.desc)).collect();
            (request.skip, request.top) = (ask.offset, ask.limit.into());
            let name = name(&ask.at);
            // Before the list: a change in between is counted again rather than missed.
            let changes = Some(emulator.changes(&name).map_err(refused)?);
            let list = emulator.list(&name, &request).map_err(refused)?;
            Ok(Page { rows: list.records, count: list.count, changes })
        })
    }

    fn record(&self, at: Place, id: String) -> Reply<'_, Option<Value>> {
        self.run(move |emulator| emulator.record(&name(&at), &id).map_err(refused))
    }

    fn names(&self, at: Place, ids: Vec<String>) -> Reply<'_, BTreeMap<String, Option<String>>> {
        self.run(move |emulator| {
            let definitions = emulator.definitions(at.stage.name()).map_err(refused)?;
            let definition = definitions.iter().find(|definition| definition.identifier == at.model);
            let primary = definition.and_then(value::primary_column);
            let mut names = BTreeMap::new();
            for id in ids {
                let record = emulator.record(&name(&at), &id).map_err(refused)?;
                names.insert(id, record.map(|record| value::name(&record, primary.as_deref())));
            }
            Ok(names)
        })
    }

    fn why(&self, at: Place, filter: String) -> Reply<'_, Value> {
        self.read_reasons(at, filter)
    }

    fn group(&self, ask: Ask, by: Grouping) -> Reply<'_, Groups> {
        self.read_groups(ask, by)
    }

    fn sql(&self, stage: Stage, text: String, limit: u32) -> Reply<'_, Table> {
        self.read_rows(stage, text, limit)
    }

    fn write(&self, at: Place, write: Write) -> Reply<'_, Written> {
        self.run(move |emulator| {
            let name = name(&at);
            match write {
                Write::Create { values } => {
                    check(emulator, &at, &values, true)?;
                    let id = emulator.create(&name, values).map_err(refused)?;
                    Ok(Written { id: Some(id), count: 1 })
                }
                Write::Update { id, changes, seen } => {
                    check(emulator, &at, &changes, false)?;
                    match emulator.update(&name, &id, &changes, seen.as_ref()).map_err(refused)? {
                        true => Ok(Written { id: None, count: 1 }),
                        false => {
                            Err(Refused::new(RefusedKind::NotFound, format!("there is no record `{id}` any more")))
                        }
                    }
                }
                Write::Delete { ids } => {
                    Ok(Written { id: None, count: emulator.delete(&name, &ids).map_err(refused)? })
                }
            }
        })
    }
}

impl Machine for Emulated {
    fn url(&self) -> String {
        self.emulator.url()
    }

    fn logged(&self, number: u64) -> Option<Logged> {
        self.emulator.log_entry(number).map(|entry| Logged::new(number, entry))
    }

    fn log(&self, since: u64) -> Vec<Logged> {
        self.emulator.log_since(since).into_iter().map(|(number, entry)| Logged::new(number, entry)).collect()
    }

    fn bodies(&self, number: u64) -> Option<Exchange> {
        let bodies = self.emulator.bodies(number)?;
        Some(Exchange::new(&bodies.sent, bodies.is_cut, &bodies.answer))
    }

    fn plan(&self, number: u64) -> Reply<'_, Value> {
        self.read_plan(number)
    }

    fn replay(&self, number: u64) -> Reply<'_, Replayed> {
        self.run(move |emulator| {
            let gone =
                || Refused::new(RefusedKind::NotFound, "the request is no longer in the log: send it again yourself");
            let entry = emulator.log_entry(number).ok_or_else(gone)?;
            let bodies = emulator.bodies(number);
            let whole = bodies.as_ref().filter(|bodies| !bodies.is_cut && entry.has_whole_target());
            let Some(body) = whole.and_then(|bodies| std::str::from_utf8(&bodies.sent).ok()) else {
                let message = "the request was not kept whole, or is not a call on records: only those are sent again";
                return Err(Refused::new(RefusedKind::Unsupported, message));
            };
            let request = Request { method: &entry.method, target: &entry.target, body };
            front_door::send(emulator.address(), emulator.keys(), &request)
        })
    }

    fn state(&self) -> Reply<'_, State> {
        Box::pin(async { Ok(self.state_now()) })
    }

    fn change_profile(&self, change: ProfileChange) -> Reply<'_, Vec<&'static str>> {
        self.run(move |emulator| {
            let mut outcome = Ok(());
            let waiting = emulator.change_profile(|profile| outcome = change(profile));
            outcome.map(|()| waiting)
        })
    }

    fn inject(&self, fault: Fault) -> Result<FaultId, Refused> {
        self.add_fault(fault)
    }

    fn heal(&self, fault: Option<FaultId>) {
        self.remove_faults(fault);
    }

    fn advance(&self, by: Duration) {
        self.advance_clock(by);
    }

    fn expire_tokens(&self) {
        self.emulator.expire_tokens();
    }

    fn publish(&self, model: String) -> Reply<'_, ()> {
        self.publish_model(model)
    }

    fn reset(&self) -> Reply<'_, ()> {
        self.return_to_start()
    }
}

/// The emulator itself names only the first violation, and remains the one who decides: what passes here may be refused
/// there.
fn check(emulator: &Emulator, at: &Place, values: &Map<String, Value>, is_new: bool) -> Result<(), Refused> {
    let definitions = emulator.definitions(at.stage.name()).map_err(refused)?;
    let definition = definitions.iter().find(|definition| definition.identifier == at.model);
    definition.map_or(Ok(()), |definition| judged::check(definition, values, is_new))
}

fn name(at: &Place) -> String {
    format!("{}/{}", at.stage.name(), at.model)
}

fn refused(refusal: Refusal) -> Refused {
    let kind = match refusal.kind {
        RefusalKind::Invalid => RefusedKind::Invalid,
        RefusalKind::NotFound => RefusedKind::NotFound,
        RefusalKind::Conflict => RefusedKind::Conflict,
        RefusalKind::ReadOnly => RefusedKind::ReadOnly,
        RefusalKind::Timeout => RefusedKind::Timeout,
        RefusalKind::Unsupported => RefusedKind::Unsupported,
        _ => RefusedKind::Internal,
    };
    let fields = refusal.field.iter().map(|field| FieldProblem::new(field, &refusal.message)).collect();
    Refused { field: refusal.field, fields, at: refusal.at, ..Refused::new(kind, refusal.message) }
}
