//! Records in SQLite: one table for each model and stage, one column for each stored field.

mod auto_number;
mod read;
mod schema;
mod write;

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::Connection;
use weda_definition::Definitions;

pub(crate) use read::{List, Page, Row};
pub(crate) use schema::{Column, Model};

use crate::filter::Condition;
use crate::misfit::Broken;
use crate::profile::Profile;
use crate::route::Stage;

/// All records of an emulator, in memory.
pub(crate) struct Store {
    connection: Connection,
    models: BTreeMap<String, Model>,
    /// The next automatic number of each column of each table that has one.
    numbers: BTreeMap<(String, usize), u64>,
}

/// Why the store refuses a write.
#[derive(Debug)]
pub(crate) enum Refusal {
    Broken(Broken),
    Taken { field: String, declared: String },
    Storage(rusqlite::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Refusal::Storage(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Broken(broken) => broken.fmt(f),
            Refusal::Taken { field, declared } => {
                write!(f, "field `{field}` ({declared}) is unique and another record has this value: send another one")
            }
            Refusal::Storage(error) => {
                write!(
                    f,
                    "the emulator's own storage failed ({error}): repeat the call, and report it if it fails again"
                )
            }
        }
    }
}

impl Store {
    /// Empty tables for all models.
    pub(crate) fn new(definitions: &Definitions) -> Result<Self, rusqlite::Error> {
        let connection = Connection::open_in_memory()?;
        let models: BTreeMap<_, _> = definitions
            .iter()
            .enumerate()
            .map(|(number, definition)| (definition.identifier.clone(), Model::of(definition, number)))
            .collect();
        let tables: String = models.values().map(Model::create_tables).collect();
        connection.execute_batch(&tables)?;
        Ok(Self { connection, models, numbers: BTreeMap::new() })
    }

    pub(crate) fn model(&self, identifier: &str) -> Option<&Model> {
        self.models.get(identifier)
    }

    /// The identifiers of all models.
    pub(crate) fn identifiers(&self) -> Vec<String> {
        self.models.keys().cloned().collect()
    }
}
