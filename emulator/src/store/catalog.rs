//! Which table and which columns a model has, and how they follow a definition that changes.
//!
//! Tables and columns are named by numbers that the catalog keeps, so that they outlive every order of models and fields.
//! A column is never dropped: a field that leaves a definition and comes back finds its values again.

mod columns;
mod convert;

use std::fmt;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;
use weda_definition::Definition;

use super::file::{FileProblem, advice};
use crate::schema::Model;
use crate::stage::Stage;
use crate::validate::InvalidField;
use columns::columns;

/// SQLite has 2000 columns, of which the place and fields that no definition names take some.
const MAX_FIELDS: usize = 1990;

/// Why a model cannot be served from its table.
#[derive(Debug)]
pub(crate) enum Unfit {
    Storage(rusqlite::Error),
    /// More fields than a table has columns.
    Wide {
        model: String,
        fields: usize,
    },
    File {
        path: PathBuf,
        problem: FileProblem,
    },
    /// A record holds a value that is not what the field is now.
    Value {
        model: String,
        id: String,
        invalid: Box<InvalidField>,
    },
    /// Records share a value of a field that is unique now.
    Shared {
        model: String,
        field: String,
        declared: String,
        id: String,
    },
}

impl From<rusqlite::Error> for Unfit {
    fn from(error: rusqlite::Error) -> Self {
        Unfit::Storage(error)
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::Storage(error) => {
                write!(f, "the storage failed ({error}): {}", advice(error))
            }
            Unfit::Wide { model, fields } => {
                write!(f, "model `{model}` has {fields} fields, and {MAX_FIELDS} can be kept: leave the model out")
            }
            Unfit::File { path, problem } => write!(f, "{} {problem}", path.display()),
            Unfit::Value { model, id, invalid } => write!(
                f,
                "model `{model}` has changed, and its record `{id}` does not fit: {invalid}, or give the field a new \
                 key, or start without the old records"
            ),
            Unfit::Shared { model, field, declared, id } => write!(
                f,
                "model `{model}` has changed: field `{field}` ({declared}) is unique now, but the value of record \
                 `{id}` stands in others too: change these records first, or start without them"
            ),
        }
    }
}

/// Refuses a definition that has too many fields for a table, before anybody asks for its records.
pub(super) fn check_width(definition: &Definition) -> Result<(), Unfit> {
    let fields = definition.fields.len();
    if fields <= MAX_FIELDS {
        return Ok(());
    }
    Err(Unfit::Wide { model: definition.identifier.clone(), fields })
}

/// The catalog's own tables.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS models (
             number INTEGER PRIMARY KEY, stage TEXT NOT NULL, identifier TEXT NOT NULL, definition TEXT NOT NULL,
             UNIQUE (stage, identifier)
         );
         CREATE TABLE IF NOT EXISTS columns (
             model INTEGER NOT NULL, key TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
             PRIMARY KEY (model, key)
         ) WITHOUT ROWID;
         CREATE TABLE IF NOT EXISTS sequences (
             model INTEGER NOT NULL, key TEXT NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (model, key)
         ) WITHOUT ROWID;
         CREATE TABLE IF NOT EXISTS published (identifier TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID;
         CREATE TABLE IF NOT EXISTS identity (store TEXT NOT NULL);",
    )
}

/// The id of the store: that of its first start, or a new one where it was never given any.
pub(super) fn identity(connection: &Connection) -> rusqlite::Result<Uuid> {
    let text: Option<String> = connection.query_row("SELECT store FROM identity", [], |row| row.get(0)).optional()?;
    match text.as_deref().map(Uuid::try_parse) {
        Some(Ok(id)) => Ok(id),
        _ => {
            let transaction = connection.unchecked_transaction()?;
            let id = renew_identity(&transaction)?;
            transaction.commit()?;
            Ok(id)
        }
    }
}

/// Gives the store another id.
fn renew_identity(transaction: &Transaction<'_>) -> rusqlite::Result<Uuid> {
    let id = Uuid::new_v4();
    transaction.execute("DELETE FROM identity", [])?;
    transaction.execute("INSERT INTO identity VALUES (?1)", [id.simple().to_string()])?;
    Ok(id)
}

/// The text of the definition that a stage has in the catalog.
pub(super) fn known(connection: &Connection, stage: Stage, identifier: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT definition FROM models WHERE stage = ?1 AND identifier = ?2")?
        .query_row([stage.name(), identifier], |row| row.get(0))
        .optional()
}

/// Whether nothing was ever kept here: then `prod` begins with what `pre` has.
pub(super) fn is_new(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM models) AND NOT EXISTS (SELECT 1 FROM published)";
    connection.query_row(sql, [], |row| row.get(0))
}

/// The text of the definition that `prod` has, where it has one.
pub(super) fn published(connection: &Connection, identifier: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT definition FROM published WHERE identifier = ?1")?
        .query_row([identifier], |row| row.get(0))
        .optional()
}

/// Notes what `prod` has from now on.
pub(super) fn publish(connection: &Connection, identifier: &str, text: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO published VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute([identifier, text]).map(drop)
}

/// Removes all records but those of system models. What is left is another store, and so has another id.
pub(super) fn clear(connection: &mut Connection, is_system: impl Fn(&str) -> bool) -> rusqlite::Result<Uuid> {
    let transaction = connection.transaction()?;
    let models: Vec<(i64, String)> = transaction
        .prepare("SELECT number, identifier FROM models")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (number, _) in models.iter().filter(|(_, identifier)| !is_system(identifier)) {
        transaction.execute(&format!("DELETE FROM records_{number}"), [])?;
        transaction.execute("DELETE FROM sequences WHERE model = ?1", [number])?;
    }
    let id = renew_identity(&transaction)?;
    transaction.commit()?;
    Ok(id)
}

/// The model of a definition, with its table made or brought to what the definition says now; all of it or, where a
/// record does not fit, nothing.
pub(super) fn open(connection: &mut Connection, stage: Stage, definition: &Definition) -> Result<Model, Unfit> {
    let transaction = connection.transaction()?;
    let model = follow(&transaction, stage, definition)?;
    transaction.commit()?;
    Ok(model)
}

/// Whether the records of a stage fit a definition. Nothing changes.
pub(super) fn check(connection: &mut Connection, stage: Stage, definition: &Definition) -> Result<(), Unfit> {
    let transaction = connection.transaction()?;
    follow(&transaction, stage, definition)?;
    transaction.rollback()?;
    Ok(())
}

/// The model of a definition, with its table as [`open`] makes it, once the transaction is committed.
pub(super) fn follow(transaction: &Transaction<'_>, stage: Stage, definition: &Definition) -> Result<Model, Unfit> {
    let known: Option<(i64, String)> = transaction
        .prepare_cached("SELECT number, definition FROM models WHERE stage = ?1 AND identifier = ?2")?
        .query_row([stage.name(), &definition.identifier], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, is_same) = match &known {
        Some((number, text)) => (*number, *text == definition.text),
        None => {
            let number: i64 = transaction.query_row(
                "INSERT INTO models (stage, identifier, definition) VALUES (?1, ?2, ?3) RETURNING number",
                [stage.name(), &definition.identifier, &definition.text],
                |row| row.get(0),
            )?;
            (number, false)
        }
    };
    let mut columns = columns(transaction, number)?;
    let model = Model::of(definition, stage, number, |key| columns.number(key));
    if known.is_none() {
        columns.make(transaction, &model)?;
    } else if !is_same {
        columns.follow(transaction, &model)?;
        transaction.execute("UPDATE models SET definition = ?2 WHERE number = ?1", params![number, definition.text])?;
    }
    Ok(model)
}
