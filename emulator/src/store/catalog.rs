//! The catalog of tables and columns, and their migration when definitions change.
//!
//! Tables and columns are named by numbers that the catalog assigns, independent of the order of models and fields.
//! Columns are never dropped: a field that is removed and added again has its values back.

mod columns;
mod convert;

use std::fmt;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;
use weda_definition::Definition;

use super::file::{FileProblem, advice};
use super::links;
use crate::schema::Model;
use crate::stage::Stage;
use crate::validate::InvalidField;
use columns::columns;

/// SQLite allows 2000 columns, some of which are needed for the place and for removed fields.
const MAX_FIELDS: usize = 1990;

/// Errors of opening a store or a model.
#[derive(Debug)]
pub(crate) enum CatalogError {
    Storage(rusqlite::Error),
    /// The model has more fields than a table can have columns.
    TooManyFields {
        model: String,
        fields: usize,
    },
    File {
        path: PathBuf,
        problem: FileProblem,
    },
    /// A stored value does not fit the field's new kind.
    IncompatibleValue {
        model: String,
        id: String,
        invalid: Box<InvalidField>,
    },
    /// Several records have the same value of a field that is unique now.
    DuplicateValue {
        model: String,
        field: String,
        declared: String,
        id: String,
    },
}

impl From<rusqlite::Error> for CatalogError {
    fn from(error: rusqlite::Error) -> Self {
        CatalogError::Storage(error)
    }
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CatalogError::Storage(error) => {
                write!(f, "the storage failed ({error}): {}", advice(error))
            }
            CatalogError::TooManyFields { model, fields } => {
                write!(f, "model `{model}` has {fields} fields; at most {MAX_FIELDS} are supported: use fewer fields")
            }
            CatalogError::File { path, problem } => write!(f, "{} {problem}", path.display()),
            CatalogError::IncompatibleValue { model, id, invalid } => write!(
                f,
                "model `{model}` has changed, and its record `{id}` does not fit: {invalid}, or give the field a new \
                 key, or remove the old records"
            ),
            CatalogError::DuplicateValue { model, field, declared, id } => write!(
                f,
                "model `{model}` has changed: field `{field}` ({declared}) is unique now, but other records have the same \
                 value as record `{id}`: change these records first, or remove them"
            ),
        }
    }
}

/// Returns an error if a definition has too many fields for a table, before the table is needed.
pub(super) fn check_width(definition: &Definition) -> Result<(), CatalogError> {
    let fields = definition.fields.len();
    if fields <= MAX_FIELDS {
        return Ok(());
    }
    Err(CatalogError::TooManyFields { model: definition.identifier.clone(), fields })
}

/// Creates the catalog's own tables.
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

/// The id of the store, created on first use.
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

/// Gives the store a new id.
pub(super) fn renew_identity(transaction: &Transaction<'_>) -> rusqlite::Result<Uuid> {
    let id = Uuid::new_v4();
    transaction.execute("DELETE FROM identity", [])?;
    transaction.execute("INSERT INTO identity VALUES (?1)", [id.simple().to_string()])?;
    Ok(id)
}

/// The text of a stage's definition in the catalog.
pub(super) fn stored_definition(
    connection: &Connection,
    stage: Stage,
    identifier: &str,
) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT definition FROM models WHERE stage = ?1 AND identifier = ?2")?
        .query_row([stage.name(), identifier], |row| row.get(0))
        .optional()
}

/// Returns true for a store without any models: `prod` then starts with the definitions of `pre`.
pub(super) fn is_new(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM models) AND NOT EXISTS (SELECT 1 FROM published)";
    connection.query_row(sql, [], |row| row.get(0))
}

/// The text of the published definition, if there is one.
pub(super) fn published(connection: &Connection, identifier: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT definition FROM published WHERE identifier = ?1")?
        .query_row([identifier], |row| row.get(0))
        .optional()
}

/// Records a published definition.
pub(super) fn publish(connection: &Connection, identifier: &str, text: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO published VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute([identifier, text]).map(drop)
}

/// Removes all records except those of system models, and returns the store's new id.
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
    links::clear(&transaction)?;
    let id = renew_identity(&transaction)?;
    transaction.commit()?;
    Ok(id)
}

/// Opens the model of a definition: creates or migrates its table. Changes nothing if a record does not fit.
pub(super) fn open(connection: &mut Connection, stage: Stage, definition: &Definition) -> Result<Model, CatalogError> {
    let transaction = connection.transaction()?;
    let model = migrate(&transaction, stage, definition)?;
    transaction.commit()?;
    Ok(model)
}

/// Returns an error if the records of a stage do not fit a definition. Changes nothing.
pub(super) fn check(connection: &mut Connection, stage: Stage, definition: &Definition) -> Result<(), CatalogError> {
    let transaction = connection.transaction()?;
    migrate(&transaction, stage, definition)?;
    transaction.rollback()?;
    Ok(())
}

/// Opens the model of a definition within a transaction.
pub(super) fn migrate(
    transaction: &Transaction<'_>,
    stage: Stage,
    definition: &Definition,
) -> Result<Model, CatalogError> {
    let stored: Option<(i64, String)> = transaction
        .prepare_cached("SELECT number, definition FROM models WHERE stage = ?1 AND identifier = ?2")?
        .query_row([stage.name(), &definition.identifier], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, is_same) = match &stored {
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
    if stored.is_none() {
        columns.create(transaction, &model)?;
    } else if !is_same {
        columns.migrate(transaction, &model)?;
        transaction.execute("UPDATE models SET definition = ?2 WHERE number = ?1", params![number, definition.text])?;
    }
    Ok(model)
}
