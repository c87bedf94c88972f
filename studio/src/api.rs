//! The calls of the page: `POST /api/v1/{name}` with a JSON object.

use hyper::body::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use weda_codegen::Settings;

use crate::described;
use crate::refused::{Refused, RefusedKind};
use crate::source::{Ask, Place, Source, Write};
use crate::value::{cell_row, received_members, whole};

/// The maximum number of records of a page.
const MAX_PAGE: u16 = 200;

/// The maximum number of ids of a call.
const MAX_IDS: usize = 200;

/// The maximum number of records that a call deletes.
const MAX_DELETES: usize = 100;

/// The maximum length of a page of records, in bytes.
const MAX_PAGE_BYTES: usize = 4 << 20;

/// Answers calls from a source.
pub(crate) struct Api {
    source: Box<dyn Source>,
    settings: Settings,
}

impl Api {
    pub(crate) fn new(source: Box<dyn Source>, settings: Settings) -> Self {
        Self { source, settings }
    }

    /// Answers a call with a JSON text.
    pub(crate) async fn answer(&self, name: &str, body: &Bytes) -> Result<Vec<u8>, Refused> {
        let source = &self.source;
        let answer = match name {
            "about" => json!(source.about()),
            "models" => described::models(&source.models().await?),
            "code" => {
                let Place { stage, model } = parse(body)?;
                described::code(&source.models().await?, stage, &model, &self.settings)?
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
                let Change { at, write } = parse(body)?;
                json!(self.write(at, write).await?)
            }
            _ => {
                let message = format!("there is no call `{name}`: reload the page, which may be of another version");
                return Err(Refused::new(RefusedKind::NotFound, message));
            }
        };
        Ok(answer.to_string().into_bytes())
    }

    async fn page(&self, ask: Ask) -> Result<Vec<u8>, Refused> {
        check_number("records", ask.limit.into(), MAX_PAGE.into())?;
        let page = self.source.page(ask).await?;
        let rows: Vec<Value> = page.rows.into_iter().map(cell_row).collect();
        let text = json!({ "rows": rows, "count": page.count }).to_string();
        if text.len() > MAX_PAGE_BYTES {
            return Err(Refused::new(RefusedKind::TooLarge, "the page is larger than 4 MiB: ask for fewer records"));
        }
        Ok(text.into_bytes())
    }

    async fn write(&self, at: Place, write: Write) -> Result<crate::source::Written, Refused> {
        if !self.source.about().write {
            let message = "the studio shows this environment read-only: start it with --write to change records";
            return Err(Refused::new(RefusedKind::ReadOnly, message));
        }
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
