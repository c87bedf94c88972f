//! Where the studio's records come from.

mod reading;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use weda_definition::{Definition, OptionSets};

use crate::files::Files;
use crate::machine::Machine;
pub use crate::place::{Place, Stage};
use crate::refused::{Refused, RefusedKind};
use crate::reply::Reply;
pub use reading::{Amount, Group, Grouping, Groups, Table};

/// A source of models and records.
pub trait Source: Send + Sync + 'static {
    /// The name and the abilities of the source.
    fn about(&self) -> About;

    /// All models, with the definitions of both environment types.
    fn models(&self) -> Reply<'_, Models>;

    /// A page of records.
    fn page(&self, ask: Ask) -> Reply<'_, Page>;

    /// The record with this id, whole.
    fn record(&self, at: Place, id: String) -> Reply<'_, Option<Value>>;

    /// The values of the primary column of records by id; `None` for an id without a record.
    fn names(&self, at: Place, ids: Vec<String>) -> Reply<'_, BTreeMap<String, Option<String>>>;

    /// Carries out a write.
    fn write(&self, at: Place, write: Write) -> Reply<'_, Written>;

    /// The number of changes of a model's records so far, if the source counts them.
    fn changes(&self, at: Place) -> Reply<'_, Option<u64>> {
        let _ = at;
        Box::pin(async { Ok(None) })
    }

    /// The reason why a program may not send this filter, which [`page`](Self::page) takes, if the source knows one.
    fn refused_filter(&self, at: Place, filter: String) -> Reply<'_, Option<String>> {
        let _ = (at, filter);
        Box::pin(async { Ok(None) })
    }

    /// The conditions of a filter, each with the number of records that it matches, and hints: a list of objects as
    /// [`weda_emulator::Reason`] has them.
    fn why(&self, _at: Place, _filter: String) -> Reply<'_, Value> {
        Box::pin(async { Err(unsupported("count the matches of each condition")) })
    }

    /// Groups the records that a request matches. A source that cannot do it reads the first records and counts those.
    fn group(&self, ask: Ask, by: Grouping) -> Reply<'_, Groups> {
        Box::pin(reading::group_by_reading(self, ask, by))
    }

    /// Runs a SELECT on the models of a stage, which have their identifiers as names. It is stopped if the reply is dropped.
    fn sql(&self, _stage: Stage, _text: String, _limit: u32) -> Reply<'_, Table> {
        Box::pin(async { Err(unsupported("run SQL")) })
    }

    /// The time in which a call is answered. A statement of SQL has ten seconds, and says itself that they are over; after
    /// this time its page is told that it took too long.
    fn deadline(&self) -> Duration {
        Duration::from_secs(12)
    }

    /// The time in which the changes of up to a hundred records are carried out, one after another. After it no more are
    /// sent, and the page is told what became of each.
    fn bulk_deadline(&self) -> Duration {
        Duration::from_secs(300)
    }

    /// Export and import, if the source has them.
    fn files(&self) -> Option<Arc<dyn Files>> {
        None
    }

    /// The emulator behind the source, if it is one.
    fn machine(&self) -> Option<&dyn Machine> {
        None
    }
}

fn unsupported(what: &str) -> Refused {
    Refused::new(RefusedKind::Unsupported, format!("this source cannot {what}: only an emulator does"))
}

/// The name and the abilities of a source.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct About {
    /// Its name, for the top bar: an address or an environment's id.
    pub name: String,
    /// The environment's id.
    pub env_id: String,
    /// Its version.
    pub version: String,
    /// True for an emulator, false for a real environment.
    pub emulator: bool,
    /// True if records can be created, changed and deleted.
    pub write: bool,
    /// True if it can count the matches of each condition of a filter, and run SQL.
    pub sql: bool,
}

impl About {
    /// An emulator, which can do everything.
    #[must_use]
    pub fn emulator(name: impl Into<String>, env_id: impl Into<String>) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self { name: name.into(), env_id: env_id.into(), version, emulator: true, write: true, sql: true }
    }

    /// A real environment, whose records can be written if `write` is set. A write to its `prod` must repeat the model's
    /// identifier.
    #[must_use]
    pub fn environment(name: impl Into<String>, env_id: impl Into<String>, write: bool) -> Self {
        Self { emulator: false, write, sql: false, ..Self::emulator(name, env_id) }
    }
}

/// The models of a source.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Models {
    /// The models in the order of their identifiers.
    pub models: Vec<Model>,
    /// The shared option sets.
    pub option_sets: OptionSets,
}

/// A model of a source.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Model {
    /// The model in `pre`, if it is there.
    pub pre: Option<Served>,
    /// The model in `prod`, if it is there.
    pub prod: Option<Served>,
}

impl Model {
    /// A model that is the same in both environment types, or whose difference is not known.
    #[must_use]
    pub fn everywhere(definition: Definition) -> Self {
        let served = Served { definition, count: None };
        Self { pre: Some(served.clone()), prod: Some(served) }
    }
}

/// A model in one environment type.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Served {
    /// Its definition there.
    pub definition: Definition,
    /// The number of its records, if it is cheap to know.
    pub count: Option<u64>,
}

/// A request for a page of records.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Ask {
    /// The model.
    pub at: Place,
    /// The filter in OData's syntax; empty for all records.
    #[serde(default)]
    pub filter: String,
    /// The fields to sort by.
    #[serde(default)]
    pub sort: Vec<Sort>,
    /// The number of matches to skip.
    #[serde(default)]
    pub offset: u64,
    /// The maximum number of records, at most 200.
    pub limit: u16,
}

/// A field to sort by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sort {
    /// The field.
    pub field: String,
    /// True for the largest value first.
    #[serde(default)]
    pub desc: bool,
}

/// A page of records.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page {
    /// The records: objects with native values and their `_id`.
    pub rows: Vec<Value>,
    /// The number of all matches.
    pub count: u64,
    /// The number of [changes](Source::changes) before it was read, if the source counts them.
    pub changes: Option<u64>,
}

impl Page {
    /// Records, and the number of all matches.
    #[must_use]
    pub fn new(rows: Vec<Value>, count: u64) -> Self {
        Self { rows, count, changes: None }
    }
}

/// A write.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Write {
    /// Creates a record.
    Create {
        /// Its values.
        values: Map<String, Value>,
    },
    /// Changes a record.
    Update {
        /// Its id.
        id: String,
        /// The changed fields; null clears one.
        changes: Map<String, Value>,
        /// The `updatedAt` that the editor has seen: the record is not changed if it differs.
        #[serde(default)]
        seen: Option<Value>,
    },
    /// Deletes records.
    Delete {
        /// Their ids, at most 100.
        ids: Vec<String>,
    },
}

/// The outcome of a write.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Written {
    /// The id of the created record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The number of records that were changed or deleted.
    pub count: u64,
}
