//! Which table and which columns a model has, and how they follow a definition that changes.
//!
//! Tables and columns are named by numbers that the catalog keeps, so that they outlive every order of models and fields.
//! A column is never dropped: a field that leaves a definition and comes back finds its values again.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use rusqlite::types::Value as Stored;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value as Json;
use weda_definition::{Definition, Kind};

use super::file::FileProblem;
use super::schema::Model;
use super::{Column, Stage};
use crate::misfit::Broken;
use crate::value;

/// Why a model cannot be served from its table.
#[derive(Debug)]
pub(crate) enum Unfit {
    Storage(rusqlite::Error),
    File {
        path: PathBuf,
        problem: FileProblem,
    },
    /// A record holds a value that is not what the field is now.
    Value {
        model: String,
        id: String,
        broken: Box<Broken>,
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
                write!(f, "the storage failed ({error}): free some of the machine's resources, or take another file")
            }
            Unfit::File { path, problem } => write!(f, "{} {problem}", path.display()),
            Unfit::Value { model, id, broken } => write!(
                f,
                "model `{model}` has changed, and its record `{id}` does not fit: {broken}, or give the field a new \
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
         CREATE TABLE IF NOT EXISTS published (identifier TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID;",
    )
}

/// The text of the definition that a stage has in the catalog.
pub(super) fn known(connection: &Connection, stage: Stage, identifier: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT definition FROM models WHERE stage = ?1 AND identifier = ?2")?
        .query_row([stage.name(), identifier], |row| row.get(0))
        .optional()
}

/// The text of the definition that `prod` has; from now on `text` where it has none.
pub(super) fn published(connection: &Connection, identifier: &str, text: &str) -> rusqlite::Result<String> {
    connection.prepare_cached("INSERT OR IGNORE INTO published VALUES (?1, ?2)")?.execute([identifier, text])?;
    connection
        .prepare_cached("SELECT definition FROM published WHERE identifier = ?1")?
        .query_row([identifier], |row| row.get(0))
}

/// Notes what `prod` has from now on.
pub(super) fn publish(connection: &Connection, identifier: &str, text: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO published VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute([identifier, text]).map(drop)
}

/// Removes all records but those of system models.
pub(super) fn clear(connection: &mut Connection, is_system: impl Fn(&str) -> bool) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let models: Vec<(i64, String)> = transaction
        .prepare("SELECT number, identifier FROM models")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (number, _) in models.iter().filter(|(_, identifier)| !is_system(identifier)) {
        transaction.execute(&format!("DELETE FROM records_{number}"), [])?;
        transaction.execute("DELETE FROM sequences WHERE model = ?1", [number])?;
    }
    transaction.commit()
}

/// The model of a definition, with its table made or brought to what the definition says now; all of it or, where a
/// record does not fit, nothing.
pub(super) fn open(connection: &mut Connection, stage: Stage, definition: &Definition) -> Result<Model, Unfit> {
    let transaction = connection.transaction()?;
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
            transaction.execute_batch(&format!("CREATE TABLE records_{number} (place INTEGER PRIMARY KEY);"))?;
            (number, false)
        }
    };
    let mut columns = columns(&transaction, number)?;
    let model = Model::of(definition, stage, number, |key| columns.number(key));
    if !is_same {
        columns.follow(&transaction, &model)?;
        transaction.execute("UPDATE models SET definition = ?2 WHERE number = ?1", params![number, definition.text])?;
    }
    transaction.commit()?;
    Ok(model)
}

/// The columns of a model by key: their number, and the kind of what they hold.
struct Columns {
    model: i64,
    known: BTreeMap<String, (i64, String)>,
    /// The keys that have no column yet, in the order of their numbers.
    new: Vec<String>,
}

fn columns(connection: &Connection, model: i64) -> rusqlite::Result<Columns> {
    let mut statement = connection.prepare_cached("SELECT key, number, kind FROM columns WHERE model = ?1")?;
    let rows = statement.query_map([model], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(Columns { model, known: rows.collect::<Result<_, _>>()?, new: Vec::new() })
}

impl Columns {
    /// The number of a key's column, which is a new one where the key is new.
    fn number(&mut self, key: &str) -> i64 {
        if let Some((number, _)) = self.known.get(key) {
            return *number;
        }
        self.new.push(key.to_owned());
        (self.known.len() + self.new.len()) as i64
    }

    /// Makes the table what the model says.
    fn follow(&self, connection: &Connection, model: &Model) -> Result<(), Unfit> {
        let table = &model.table;
        for column in &model.columns {
            let (key, name, kind) = (&column.field.key, &column.name, storage(&column.field.kind));
            match self.known.get(key) {
                None => {
                    connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {name};"))?;
                    let number: i64 = name[1..].parse().unwrap_or_default();
                    connection
                        .prepare_cached("INSERT INTO columns VALUES (?1, ?2, ?3, ?4)")?
                        .execute(params![self.model, key, number, kind])?;
                }
                Some((_, was)) if was != kind => {
                    convert(connection, model, column)?;
                    connection.execute(
                        "UPDATE columns SET kind = ?3 WHERE model = ?1 AND key = ?2",
                        params![self.model, key, kind],
                    )?;
                }
                Some(_) => {}
            }
        }
        // Only now: the checks look at `_id`, whose column may be the last.
        for column in &model.columns {
            if column.is_unique() {
                check_shared(connection, model, column)?;
            }
            // The uniqueness of values is checked before they are written, with the field's name at hand.
            let (name, index) = (&column.name, format!("{table}_{}", column.name));
            let change = if column.is_indexed() {
                format!("CREATE INDEX IF NOT EXISTS {index} ON {table} ({name});")
            } else {
                format!("DROP INDEX IF EXISTS {index};")
            };
            connection.execute_batch(&change)?;
        }
        Ok(())
    }
}

/// What values of a kind look like in a column.
fn storage(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::File | Kind::AreaCode | Kind::AutoNumber(_) | Kind::Choice(_) => "text",
        Kind::Number => "number",
        Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time => "whole number",
        Kind::Boolean => "boolean",
        Kind::List(_) => "list",
        Kind::Object(_) | Kind::Location => "object",
        Kind::Json => "json",
        Kind::Relation(_) | Kind::Relations(_) => "relation",
    }
}

/// Turns the values of a column into what the field is now.
fn convert(connection: &Connection, model: &Model, column: &Column) -> Result<(), Unfit> {
    let (table, name) = (&model.table, &column.name);
    let plain = column.without_limits();
    let mut statement = connection
        .prepare(&format!("SELECT place, {}, {name} FROM {table} WHERE {name} IS NOT NULL", model.id_column()))?;
    let mut rows = statement.query([])?;
    let mut update = connection.prepare(&format!("UPDATE {table} SET {name} = ?2 WHERE place = ?1"))?;
    while let Some(row) = rows.next()? {
        let (place, id, stored): (i64, String, Stored) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let value = match (stored, &column.field.kind) {
            (Stored::Integer(flag @ (0 | 1)), Kind::Boolean) => Json::Bool(flag == 1),
            (Stored::Integer(whole), _) => Json::from(whole),
            (Stored::Real(double), _) => Json::from(double),
            (Stored::Text(text), _) => Json::String(text),
            (Stored::Null | Stored::Blob(_), _) => continue,
        };
        let value = value::store(&plain, &value).map_err(|misfit| Unfit::Value {
            model: model.identifier.clone(),
            id,
            broken: Box::new(Broken { field: column.field.key.clone(), declared: column.declared.clone(), misfit }),
        })?;
        update.execute(params![place, value])?;
    }
    Ok(())
}

/// Refuses to call a field unique whose values are not.
fn check_shared(connection: &Connection, model: &Model, column: &Column) -> Result<(), Unfit> {
    let (id, name) = (model.id_column(), &column.name);
    let sql = format!("SELECT max({id}) FROM {} WHERE {name} <> '' GROUP BY {name} HAVING count(*) > 1", model.table);
    match connection.prepare(&sql)?.query_row([], |row| row.get(0)).optional()? {
        None => Ok(()),
        Some(id) => Err(Unfit::Shared {
            model: model.identifier.clone(),
            field: column.field.key.clone(),
            declared: column.declared.clone(),
            id,
        }),
    }
}
