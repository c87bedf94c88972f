//! The calls of the page: `POST /api/v1/{name}` with a JSON object.

mod bulk;
mod faults;
mod find;
mod machine;
mod profile;
mod reading;
mod reads;
mod words;

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::Instant;
use weda_codegen::Settings;

use crate::body::Outgoing;
use crate::code;
use crate::described;
use crate::files::{Export, Files};
use crate::machine::Machine;
use crate::refused::{Refused, RefusedKind};
use crate::relations;
use crate::source::{Ask, Place, Source, Stage, Write};
use crate::transfers::{ImportCall, Transfers, blocking};
use crate::value::{cell_row, received_members, whole};
pub(crate) use reads::is_in_doubt;

/// The maximum number of records of a page.
const MAX_PAGE: u16 = 200;

/// The maximum number of ids of a call.
const MAX_IDS: usize = 200;

/// The maximum number of records that a call deletes.
const MAX_DELETES: usize = 100;

/// The time in which an export must be complete.
const EXPORT_TIME: Duration = Duration::from_secs(3600);

/// The maximum length of a page of records, in bytes.
const MAX_PAGE_BYTES: usize = 4 << 20;

/// Answers calls from a source.
pub(crate) struct Api {
    source: Box<dyn Source>,
    settings: Settings,
    transfers: Arc<Transfers>,
}

impl Api {
    pub(crate) fn new(source: Box<dyn Source>, settings: Settings) -> Self {
        Self { source, settings, transfers: Arc::default() }
    }

    /// The time in which a call is answered. What is written into a file, or one after another, takes its time.
    pub(crate) fn deadline(&self, name: &str) -> Duration {
        match name {
            "export" => EXPORT_TIME,
            "bulk" => self.source.bulk_deadline(),
            _ => self.source.deadline(),
        }
    }

    /// Answers a call with a JSON text. A call of several writes begins none after `until`.
    pub(crate) async fn answer(&self, name: &str, body: &Bytes, until: Instant) -> Result<Vec<u8>, Refused> {
        let source = &self.source;
        let answer = match name {
            "about" => {
                let mut about = json!(source.about());
                about["files"] = source.files().is_some().into();
                about["reads"] = json!(reads::READS);
                about
            }
            "models" => described::models(&source.models().await?),
            "code" => {
                let Place { stage, model } = parse(body)?;
                described::code(&source.models().await?, stage, &model, &self.settings)?
            }
            "diagram" => {
                let Diagram { stage, linked } = parse(body)?;
                relations::diagram(&source.models().await?, stage, linked)
            }
            "page" => return self.page(parse(body)?).await,
            "record" => {
                let One { at, id } = parse(body)?;
                source.record(at, id).await?.map_or(Value::Null, whole)
            }
            "names" => {
                let Ids { at, ids } = parse(body)?;
                check_number("ids", ids.len(), MAX_IDS)?;
                json!(source.names(at, ids).await?)
            }
            "write" => {
                let Change { at, write, confirm } = parse(body)?;
                self.check_writable(&at, confirm.as_deref())?;
                json!(self.write(at, write).await?)
            }
            "bulk" => {
                let bulk: bulk::Bulk = parse(body)?;
                check_number("updates", bulk.updates.len(), bulk::MAX)?;
                self.check_writable(&bulk.at, bulk.confirm.as_deref())?;
                json!(bulk::carry_out(source.as_ref(), bulk, until).await)
            }
            "find" => json!(find::find(source.as_ref(), parse(body)?).await?),
            "changes" => json!(source.changes(parse(body)?).await?),
            "filter" => {
                let Filter { at, filter } = parse(body)?;
                json!(source.refused_filter(at, filter).await?)
            }
            "preview" => {
                let (call, files, transfers) = (parse::<ImportCall>(body)?, self.files()?, Arc::clone(&self.transfers));
                blocking(move || transfers.preview(files.as_ref(), &call)).await?
            }
            "export" => {
                let export: Export = parse(body)?;
                self.transfers.export(self.files()?, export).await?
            }
            "rejects" => self.transfers.rejects(self.files()?.as_ref(), &parse(body)?)?,
            "stop" => {
                let Upload { file } = parse(body)?;
                json!({ "stopped": self.transfers.stop(&file) })
            }
            "discard" => {
                let Upload { file } = parse(body)?;
                self.transfers.discard(&file);
                json!({})
            }
            "log" => {
                let Since { since } = parse(body)?;
                json!(self.machine()?.log(since))
            }
            "logged" => {
                let Number { number } = parse(body)?;
                self.logged(number)?
            }
            "replay" => {
                let Number { number } = parse(body)?;
                json!(self.machine()?.replay(number).await?)
            }
            "state" => machine::state(&self.machine()?.state().await?),
            "effects" => faults::effects(),
            "fault" => {
                let typed = parse::<faults::Form>(body)?.read()?;
                json!({ "json": typed.json.to_string(), "rust": typed.rust })
            }
            "inject" => {
                let typed = parse::<faults::Form>(body)?.read()?;
                json!({ "id": self.machine()?.inject(typed.fault)? })
            }
            "heal" => {
                let machine::Healed { id } = parse(body)?;
                self.machine()?.heal(id);
                json!({})
            }
            "advance" => {
                let step: machine::Step = parse(body)?;
                self.machine()?.advance(step.duration()?);
                json!({})
            }
            "expire" => {
                self.machine()?.expire_tokens();
                json!({})
            }
            "publish" => {
                let machine::Named { model } = parse(body)?;
                self.machine()?.publish(model).await?;
                json!({})
            }
            "reset" => {
                self.machine()?.reset().await?;
                json!({})
            }
            "switches" => profile::switches(),
            "set-profile" => {
                let (machine, change) = (self.machine()?, parse::<profile::Change>(body)?);
                json!({ "waiting": machine.change_profile(change.into_change()).await? })
            }
            "toml" => json!({ "toml": self.machine()?.state().await?.profile.to_toml() }),
            "why" => self.why(body).await?,
            "group" => self.group(body).await?,
            "sql" => self.sql(body).await?,
            "plan" => self.plan(body).await?,
            _ => {
                let message = format!("there is no call `{name}`: reload the page, which may be of another version");
                return Err(Refused::new(RefusedKind::NotFound, message));
            }
        };
        Ok(answer.to_string().into_bytes())
    }

    /// The files of uploads and downloads.
    pub(crate) fn transfers(&self) -> &Transfers {
        &self.transfers
    }

    /// Starts an import, whose progress is the answer.
    pub(crate) fn import(&self, body: &Bytes) -> Result<Outgoing, Refused> {
        let call: ImportCall = parse(body)?;
        // A dry run writes nothing, but is of use to those alone who may write.
        let confirm = if call.dry_run { Some(call.at.model.as_str()) } else { call.confirm.as_deref() };
        self.check_writable(&call.at, confirm)?;
        self.transfers.run(self.files()?, &call)
    }

    fn files(&self) -> Result<Arc<dyn Files>, Refused> {
        let message = "this studio has no export and import: use `weda export` and `weda import`";
        self.source.files().ok_or_else(|| Refused::new(RefusedKind::Unsupported, message))
    }

    fn machine(&self) -> Result<&dyn Machine, Refused> {
        let message = "this source has no requests, faults, profile and clock: only an emulator does";
        self.source.machine().ok_or_else(|| Refused::new(RefusedKind::Unsupported, message))
    }

    /// A request of the log with its bodies, and as code.
    fn logged(&self, number: u64) -> Result<Value, Refused> {
        let machine = self.machine()?;
        let gone =
            || Refused::new(RefusedKind::NotFound, "the request is no longer in the log, which keeps a thousand");
        let logged = machine.logged(number).ok_or_else(gone)?;
        let bodies = machine.bodies(number);
        let body = bodies.as_ref().map_or("", |bodies| bodies.sent.as_str());
        let entry = &logged.entry;
        // Code of a cut body or a cut target would send another request.
        let is_whole = bodies.as_ref().is_some_and(|bodies| !bodies.is_cut) && entry.has_whole_target();
        let code = is_whole.then(|| code::of(&machine.url(), &entry.method, &entry.target, body));
        Ok(json!({ "bodies": bodies, "code": code }))
    }

    async fn page(&self, ask: Ask) -> Result<Vec<u8>, Refused> {
        check_number("records", ask.limit.into(), MAX_PAGE.into())?;
        let page = self.source.page(ask).await?;
        let rows: Vec<Value> = page.rows.into_iter().map(cell_row).collect();
        let text = json!({ "rows": rows, "count": page.count, "changes": page.changes }).to_string();
        if text.len() > MAX_PAGE_BYTES {
            return Err(Refused::new(RefusedKind::TooLarge, "the page is larger than 4 MiB: ask for fewer records"));
        }
        Ok(text.into_bytes())
    }

    /// Checks that the source takes writes, and that a write to a live environment repeats the model's identifier: a page
    /// that does not ask for it can write nothing there.
    fn check_writable(&self, at: &Place, confirm: Option<&str>) -> Result<(), Refused> {
        let about = self.source.about();
        if !about.write {
            let message = "the studio shows this environment read-only: start it with --write to change records";
            return Err(Refused::new(RefusedKind::ReadOnly, message));
        }
        if !about.emulator && at.stage == Stage::Prod && confirm != Some(&at.model) {
            let message = format!(
                "prod of {} is live, and the write does not repeat the model's identifier: send `confirm` with `{}`",
                about.env_id, at.model
            );
            return Err(Refused::new(RefusedKind::Unconfirmed, message));
        }
        Ok(())
    }

    async fn write(&self, at: Place, write: Write) -> Result<crate::source::Written, Refused> {
        let write = match write {
            Write::Create { values } => Write::Create { values: received_members(values) },
            Write::Update { id, changes, seen } => Write::Update { id, changes: received_members(changes), seen },
            Write::Delete { ids } => {
                check_number("deletes", ids.len(), MAX_DELETES)?;
                Write::Delete { ids }
            }
        };
        self.source.write(at, write).await
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Diagram {
    stage: Stage,
    #[serde(default)]
    linked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Upload {
    file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    at: Place,
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ids {
    at: Place,
    ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    at: Place,
    write: Write,
    /// The model's identifier, which a write to the live store of an environment repeats.
    #[serde(default)]
    confirm: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    at: Place,
    filter: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    since: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    number: u64,
}

fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refused> {
    serde_json::from_slice(body)
        .map_err(|error| Refused::new(RefusedKind::Invalid, format!("the call's body is invalid: {error}")))
}

fn check_number(of: &str, number: usize, max: usize) -> Result<(), Refused> {
    if number <= max {
        return Ok(());
    }
    Err(Refused::new(
        RefusedKind::TooLarge,
        format!("a call has at most {max} {of}, found {number}: make several calls"),
    ))
}
