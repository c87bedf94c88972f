//! The tables of a copy, and their changes when a definition changes.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::columns::{DELETED_AT, DIGEST, Table, sql_type};
use super::damage;
use super::names::{folded, free, quoted, table as table_name};
use crate::copy::{ModelState, Prepared};
use crate::error::Error;
use crate::model::Model;
use crate::row::moment_text;

/// The tables that say what a copy has.
pub(super) const TABLES: &str = "
    CREATE TABLE weda_copy (env_id TEXT NOT NULL, env_type TEXT NOT NULL);
    CREATE TABLE weda_models (
        model TEXT PRIMARY KEY, table_name TEXT NOT NULL, title TEXT, read_until TEXT, last_success TEXT,
        state TEXT NOT NULL, state_hash TEXT NOT NULL
    );
    CREATE TABLE weda_fields (
        model TEXT NOT NULL, field TEXT NOT NULL, column_name TEXT NOT NULL, title TEXT, kind TEXT NOT NULL,
        type TEXT NOT NULL, position INTEGER NOT NULL, is_defined BOOLEAN NOT NULL, PRIMARY KEY (model, field)
    );
    CREATE TABLE weda_options (
        model TEXT NOT NULL, field TEXT NOT NULL, key TEXT NOT NULL, label TEXT, position INTEGER NOT NULL,
        PRIMARY KEY (model, field, key)
    );
";

/// A column that the copy has.
struct Existing {
    name: String,
    type_name: String,
    is_defined: bool,
}

/// Makes a model's table fit its definition, if the copy may be written.
pub(super) fn prepare(
    connection: &Connection,
    path: &Path,
    model: &Model,
    rebuild: bool,
    is_writable: bool,
) -> Result<(Table, Prepared), Error> {
    let fail = |error| damage(path, error);
    let mut found = find(connection, path, model)?;
    if rebuild && let Some((name, ..)) = found.take() {
        if is_writable {
            drop_model(connection, model, &name).map_err(fail)?;
        } else {
            // As if it were dropped.
            return Ok(absent(model));
        }
    }
    if found.is_none() && !is_writable {
        return Ok(absent(model));
    }
    let is_new = found.is_none();
    let (name, state, existing) = match found {
        Some(found) => found,
        None => (create(connection, model).map_err(fail)?, ModelState::default(), HashMap::new()),
    };
    let mut taken: HashSet<String> = existing.values().map(|column| folded(&column.name)).collect();
    taken.extend([folded(DIGEST), folded(DELETED_AT), folded("_id")]);
    let (mut columns, mut has_changed) = (Vec::new(), false);
    for (column, position) in model.columns.iter().zip(0_i64..) {
        let column_name = match existing.get(&column.key) {
            Some(existing) if existing.type_name != column.form.type_name() => {
                return Err(Error::TypeChanged {
                    model: model.identifier().to_owned(),
                    key: column.key.clone(),
                    copied: existing.type_name.clone(),
                    defined: column.form.type_name().to_owned(),
                });
            }
            Some(existing) => {
                has_changed |= !existing.is_defined;
                existing.name.clone()
            }
            None if column.key == "_id" => "_id".to_owned(),
            None => {
                has_changed |= !is_new;
                let free = free(&column.key, &taken);
                taken.insert(folded(&free));
                if is_writable {
                    let (table, free) = (quoted(&name), quoted(&free));
                    let sql = format!("ALTER TABLE {table} ADD COLUMN {free} {}", sql_type(column.form));
                    connection.execute_batch(&sql).map_err(fail)?;
                }
                free
            }
        };
        if is_writable {
            let sql = "INSERT OR REPLACE INTO weda_fields VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, true)";
            let values = params![
                model.identifier(),
                column.key,
                column_name,
                column.title,
                column.kind,
                column.form.type_name(),
                position
            ];
            connection.execute(sql, values).map_err(fail)?;
        }
        columns.push(column_name);
    }
    let is_gone = |key: &String| model.columns.iter().all(|column| column.key != *key);
    for (key, _) in existing.iter().filter(|(key, column)| column.is_defined && is_gone(key)) {
        has_changed = true;
        if is_writable {
            let sql = "UPDATE weda_fields SET is_defined = false WHERE model = ?1 AND field = ?2";
            connection.execute(sql, [model.identifier(), key]).map_err(fail)?;
        }
    }
    let table = Table { name, columns, exists: true, is_current: is_writable || !has_changed };
    if is_writable {
        describe(connection, model, &table).map_err(fail)?;
        let state = ModelState { needs_all: state.needs_all || has_changed, ..state.clone() };
        save_state(connection, model, &state).map_err(fail)?;
    }
    Ok((table, Prepared { state, has_changed }))
}

/// A model that the copy does not have.
fn absent(model: &Model) -> (Table, Prepared) {
    let columns = model.columns.iter().map(|column| column.key.clone()).collect();
    let table = Table { name: model.identifier().to_owned(), columns, exists: false, is_current: false };
    (table, Prepared { state: ModelState::default(), has_changed: false })
}

/// Reads what the copy has of a model: the table's name, the state and the columns.
#[expect(clippy::type_complexity, reason = "three parts of one answer")]
fn find(
    connection: &Connection,
    path: &Path,
    model: &Model,
) -> Result<Option<(String, ModelState, HashMap<String, Existing>)>, Error> {
    let fail = |error| damage(path, error);
    let sql = "SELECT table_name, state, state_hash FROM weda_models WHERE model = ?1";
    let row = connection.query_row(sql, [model.identifier()], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    });
    let Some((name, state, hash)) = row.optional().map_err(fail)? else { return Ok(None) };
    let state = ModelState::from_text(&state, &hash).map_err(|reason| Error::Damaged {
        path: path.to_owned(),
        reason: format!("{}: {reason}", model.identifier()),
    })?;
    let sql = "SELECT field, column_name, type, is_defined FROM weda_fields WHERE model = ?1";
    let mut statement = connection.prepare(sql).map_err(fail)?;
    let columns = statement.query_map([model.identifier()], |row| {
        let existing = Existing { name: row.get(1)?, type_name: row.get(2)?, is_defined: row.get(3)? };
        Ok((row.get::<_, String>(0)?, existing))
    });
    let columns = columns.and_then(Iterator::collect).map_err(fail)?;
    Ok(Some((name, state, columns)))
}

fn create(connection: &Connection, model: &Model) -> rusqlite::Result<String> {
    let mut statement = connection.prepare("SELECT name FROM sqlite_schema")?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    let taken = names.map(|name| name.map(|name| folded(&name))).collect::<Result<HashSet<_>, _>>()?;
    let name = free(&table_name(model.identifier()), &taken);
    let (table, digest, deleted) = (quoted(&name), quoted(DIGEST), quoted(DELETED_AT));
    connection.execute_batch(&format!(
        "CREATE TABLE {table} (\"_id\" TEXT PRIMARY KEY NOT NULL, {digest} BLOB NOT NULL, {deleted} TEXT)"
    ))?;
    let (state, hash) = ModelState::default().to_text();
    let sql = "INSERT INTO weda_models (model, table_name, state, state_hash) VALUES (?1, ?2, ?3, ?4)";
    connection.execute(sql, [model.identifier(), &name, &state, &hash])?;
    Ok(name)
}

fn drop_model(connection: &Connection, model: &Model, name: &str) -> rusqlite::Result<()> {
    let table = Table { name: name.to_owned(), columns: Vec::new(), exists: true, is_current: false };
    connection.execute_batch(&format!(
        "DROP VIEW IF EXISTS {}; DROP TABLE IF EXISTS {};",
        quoted(&table.live_view()),
        table.quoted()
    ))?;
    for table in ["weda_models", "weda_fields", "weda_options"] {
        connection.execute(&format!("DELETE FROM {table} WHERE model = ?1"), [model.identifier()])?;
    }
    Ok(())
}

/// Writes titles and labels, and the view of the records that are not deleted.
fn describe(connection: &Connection, model: &Model, table: &Table) -> rusqlite::Result<()> {
    let identifier = model.identifier();
    connection
        .execute("UPDATE weda_models SET title = ?2 WHERE model = ?1", params![identifier, model.definition.title])?;
    connection.execute("DELETE FROM weda_options WHERE model = ?1", [identifier])?;
    for (field, options) in &model.options {
        for (option, position) in options.iter().zip(0_i64..) {
            let sql = "INSERT OR IGNORE INTO weda_options VALUES (?1, ?2, ?3, ?4, ?5)";
            connection.execute(sql, params![identifier, field, option.key, option.label, position])?;
        }
    }
    let columns: Vec<String> = table.columns.iter().map(|name| quoted(name)).collect();
    let (name, view) = (table.live_view(), quoted(&table.live_view()));
    let sql = format!(
        "CREATE VIEW {view} AS SELECT {} FROM {} WHERE {} IS NULL",
        columns.join(", "),
        table.quoted(),
        quoted(DELETED_AT)
    );
    let existing = "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?1";
    let existing = connection.query_row(existing, [name], |row| row.get::<_, String>(0)).optional()?;
    // A change of the schema would make readers prepare their statements again.
    if existing.as_deref() == Some(sql.as_str()) {
        return Ok(());
    }
    connection.execute_batch(&format!("DROP VIEW IF EXISTS {view}; {sql};"))
}

/// Writes the state of a model, and what people want to read of it.
pub(super) fn save_state(connection: &Connection, model: &Model, state: &ModelState) -> rusqlite::Result<()> {
    let (text, hash) = state.to_text();
    let (until, success) = (state.watermark.map(moment_text), state.last_success.map(moment_text));
    let sql = "UPDATE weda_models SET state = ?2, state_hash = ?3, read_until = ?4, last_success = ?5 WHERE model = ?1";
    let changed = connection.execute(sql, params![model.identifier(), text, hash, until, success])?;
    match changed {
        1 => Ok(()),
        _ => Err(rusqlite::Error::QueryReturnedNoRows),
    }
}
