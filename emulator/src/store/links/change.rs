//! Changes of relations that are not columns of their model.

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use serde_json::json;

use crate::schema::{Link, LinkColumn, Relation};
use crate::store::WriteError;

/// A change of the records that a record is related to.
#[derive(Debug, Clone)]
pub(crate) struct LinkChange {
    pub(crate) relation: Relation,
    /// The ids of the related records.
    pub(crate) targets: Vec<String>,
    pub(crate) change: ListChange,
}

/// The effect on earlier related records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListChange {
    Replace,
    Add,
}

impl LinkChange {
    /// Carries out the change for the record with an id. Passes the places of changed records of the target to `touch`.
    pub(in crate::store) fn apply(
        &self,
        connection: &Connection,
        id: &str,
        touch: &mut impl FnMut(i64),
    ) -> Result<(), WriteError> {
        let targets = json!(self.targets).to_string();
        let named = "(SELECT value FROM json_each(?2))";
        match &self.relation.link {
            // A column is written with its record.
            Link::Column { .. } => Ok(()),
            Link::Reverse { name } => {
                let (table, target_id) = (&self.relation.target.table, self.relation.target.id_column());
                let mut change = |sql: String| {
                    let mut statement = connection.prepare_cached(&sql)?;
                    let places = statement.query_map(params![id, targets], |row| row.get(0))?;
                    places.into_iter().try_for_each(|place| place.map(&mut *touch)).map_err(|error| self.refused(error))
                };
                if self.change == ListChange::Replace {
                    self.check_required(connection, name, id, &targets)?;
                    change(format!(
                        "UPDATE {table} SET {name} = NULL WHERE {name} = ?1 AND {target_id} NOT IN {named} RETURNING place"
                    ))?;
                }
                change(format!("UPDATE {table} SET {name} = ?1 WHERE {target_id} IN {named} RETURNING place"))
            }
            Link::Table { number, own, .. } => {
                if self.change == ListChange::Replace {
                    remove(connection, *number, *own, id)?;
                }
                Ok(add(connection, *number, *own, id, &targets)?)
            }
        }
    }

    /// Returns an error if a record would lose a related record that it requires.
    fn check_required(&self, connection: &Connection, name: &str, id: &str, targets: &str) -> Result<(), WriteError> {
        let target = &self.relation.target;
        let Some(column) = target.columns.iter().find(|column| column.name == name && column.field.required) else {
            return Ok(());
        };
        let (table, target_id) = (&target.table, target.id_column());
        let sql = format!(
            "SELECT {target_id} FROM {table} WHERE {name} = ?1 AND {target_id} NOT IN (SELECT value FROM json_each(?2)) LIMIT 1"
        );
        match connection.prepare_cached(&sql)?.query_row(params![id, targets], |row| row.get(0)).optional()? {
            None => Ok(()),
            Some(id) => Err(WriteError::Unrelated {
                id,
                model: target.identifier.clone(),
                field: column.field.key.clone(),
                declared: column.declared.clone(),
            }),
        }
    }

    /// The error of a change of the target's column: a unique one holds the same id once.
    fn refused(&self, error: rusqlite::Error) -> WriteError {
        let Link::Reverse { name } = &self.relation.link else { return error.into() };
        let column = self.relation.target.columns.iter().find(|column| column.name == *name);
        match column.filter(|_| error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)) {
            Some(column) => {
                WriteError::Duplicate { field: column.field.key.clone(), declared: column.declared.clone() }
            }
            None => error.into(),
        }
    }
}

/// Carries out the changes for loaded records, each with the id of its record. Removes all earlier pairs before it adds
/// any: both sides of a relation may be loaded, in any order.
pub(in crate::store) fn restore(connection: &Connection, changes: &[(&str, &LinkChange)]) -> rusqlite::Result<()> {
    for (id, change) in changes {
        if let (Link::Table { number, own, .. }, ListChange::Replace) = (&change.relation.link, change.change) {
            remove(connection, *number, *own, id)?;
        }
    }
    for (id, change) in changes {
        if let Link::Table { number, own, .. } = &change.relation.link {
            add(connection, *number, *own, id, &json!(change.targets).to_string())?;
        }
    }
    Ok(())
}

/// Adds pairs of a record with the targets, a JSON list of ids.
fn add(connection: &Connection, relation: i64, own: LinkColumn, id: &str, targets: &str) -> rusqlite::Result<()> {
    let other = own.other();
    let sql = format!("INSERT OR IGNORE INTO links (relation, {own}, {other}) SELECT ?1, ?2, value FROM json_each(?3)");
    let values = params![relation, id, targets];
    connection.prepare_cached(&sql)?.execute(values).map(drop)
}

/// Removes the pairs of a record.
fn remove(connection: &Connection, relation: i64, own: LinkColumn, id: &str) -> rusqlite::Result<()> {
    let sql = format!("DELETE FROM links WHERE relation = ?1 AND {own} = ?2");
    connection.prepare_cached(&sql)?.execute(params![relation, id]).map(drop)
}
