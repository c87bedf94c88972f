//! The columns of a table and their migration.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::CatalogError;
use super::convert::{convert, kind_name};
use crate::schema::{Column, Model};

/// The columns of a model by key: their number and the kind of their values.
pub(super) struct Columns {
    model: i64,
    known: BTreeMap<String, (i64, String)>,
    /// The keys without a column so far, in the order of their numbers.
    new: Vec<String>,
}

pub(super) fn columns(connection: &Connection, model: i64) -> rusqlite::Result<Columns> {
    let mut statement = connection.prepare_cached("SELECT key, number, kind FROM columns WHERE model = ?1")?;
    let rows = statement.query_map([model], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(Columns { model, known: rows.collect::<Result<_, _>>()?, new: Vec::new() })
}

impl Columns {
    /// The number of a key's column; a new key gets the next number.
    pub(super) fn number(&mut self, key: &str) -> i64 {
        if let Some((number, _)) = self.known.get(key) {
            return *number;
        }
        self.new.push(key.to_owned());
        (self.known.len() + self.new.len()) as i64
    }

    /// Creates the table with all its columns: for each `ALTER TABLE` SQLite would read its whole schema again.
    pub(super) fn create(&mut self, connection: &Connection, model: &Model) -> rusqlite::Result<()> {
        connection
            .execute_batch(&format!("CREATE TABLE {} (place INTEGER PRIMARY KEY, {});", model.table, model.names))?;
        for column in &model.columns {
            self.register(connection, column)?;
        }
        connection.execute_batch(&model.columns.iter().filter_map(|column| index(model, column)).collect::<String>())
    }

    /// Adds a new column to the catalog.
    fn register(&mut self, connection: &Connection, column: &Column) -> rusqlite::Result<()> {
        let (key, kind) = (&column.field.key, kind_name(&column.field.kind));
        let number: i64 = column.name[1..].parse().unwrap_or_default();
        connection
            .prepare_cached("INSERT INTO columns VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.model, key, number, kind])?;
        self.known.insert(key.clone(), (number, kind));
        Ok(())
    }

    /// Migrates the table to the model.
    pub(super) fn migrate(&mut self, connection: &Connection, model: &Model) -> Result<(), CatalogError> {
        let table = &model.table;
        for column in &model.columns {
            let (key, name, kind) = (&column.field.key, &column.name, kind_name(&column.field.kind));
            match self.known.get(key) {
                None => {
                    connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {name};"))?;
                    self.register(connection, column)?;
                }
                Some((_, old_kind)) if *old_kind != kind => {
                    convert(connection, model, column, old_kind)?;
                    connection.execute(
                        "UPDATE columns SET kind = ?3 WHERE model = ?1 AND key = ?2",
                        params![self.model, key, kind],
                    )?;
                }
                Some(_) => {}
            }
        }
        // After all columns: the checks read `_id`, whose column may be the last.
        for column in &model.columns {
            if column.is_unique() {
                check_duplicates(connection, model, column)?;
            }
            let (plain, unique) = indexes(model, column);
            let (plain, unique) = (format!("DROP INDEX IF EXISTS {plain};"), format!("DROP INDEX IF EXISTS {unique};"));
            let change = match index(model, column) {
                Some(unique) if column.is_unique() => plain + &unique,
                Some(plain) => unique + &plain,
                None => unique + &plain,
            };
            connection.execute_batch(&change)?;
        }
        Ok(())
    }
}

/// The names of a column's plain index and of its unique one.
fn indexes(model: &Model, column: &Column) -> (String, String) {
    let plain = format!("{}_{}", model.table, column.name);
    (plain.clone(), plain + "_unique")
}

/// The statement that creates the index of a column, if it is to have one.
fn index(model: &Model, column: &Column) -> Option<String> {
    let (plain, unique) = indexes(model, column);
    let (table, name) = (&model.table, &column.name);
    if column.is_unique() {
        let given = column.index_condition().map_or_else(String::new, |given| format!("WHERE {given}"));
        return Some(format!("CREATE UNIQUE INDEX IF NOT EXISTS {unique} ON {table} ({name}) {given};"));
    }
    column.is_indexed().then(|| format!("CREATE INDEX IF NOT EXISTS {plain} ON {table} ({name});"))
}

/// Returns an error if a field that is declared unique has duplicate values.
fn check_duplicates(connection: &Connection, model: &Model, column: &Column) -> Result<(), CatalogError> {
    let (id, name) = (model.id_column(), &column.name);
    let sql = format!("SELECT max({id}) FROM {} WHERE {name} <> '' GROUP BY {name} HAVING count(*) > 1", model.table);
    match connection.prepare(&sql)?.query_row([], |row| row.get(0)).optional()? {
        None => Ok(()),
        Some(id) => Err(CatalogError::DuplicateValue {
            model: model.identifier.clone(),
            field: column.field.key.clone(),
            declared: column.declared.clone(),
            id,
        }),
    }
}
