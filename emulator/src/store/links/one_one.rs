//! One-one relations: the record that was written last has the target.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, params};

use crate::schema::{Column, Model};
use crate::store::WriteError;

/// Takes the target of a one-one column over from other records, for the record with an id. Passes their places to
/// `touch`. Returns an error if one of them requires the field.
pub(in crate::store) fn take_over(
    connection: &Connection,
    model: &Model,
    column: &Column,
    target: ValueRef<'_>,
    id: &str,
    touch: &mut impl FnMut(i64),
) -> Result<(), WriteError> {
    if matches!(target, ValueRef::Null | ValueRef::Text([])) {
        return Ok(());
    }
    let (table, name, id_column) = (&model.table, &column.name, model.id_column());
    let (others, target) = (format!("{name} = ?1 AND {id_column} IS NOT ?2"), ToSqlOutput::Borrowed(target));
    if column.field.required {
        let sql = format!("SELECT {id_column} FROM {table} WHERE {others} LIMIT 1");
        let other = connection.prepare_cached(&sql)?.query_row(params![target, id], |row| row.get(0)).optional()?;
        return match other {
            None => Ok(()),
            Some(id) => Err(WriteError::Unrelated {
                id,
                model: model.identifier.clone(),
                field: column.field.key.clone(),
                declared: column.declared.clone(),
            }),
        };
    }
    let sql = format!("UPDATE {table} SET {name} = NULL WHERE {others} RETURNING place");
    let mut statement = connection.prepare_cached(&sql)?;
    for place in statement.query_map(params![target, id], |row| row.get(0))? {
        touch(place?);
    }
    Ok(())
}
