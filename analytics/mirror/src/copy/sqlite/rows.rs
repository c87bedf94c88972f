//! Reading and writing rows.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ToSql, params_from_iter};
use weda::Record;

use super::columns::{DELETED_AT, DIGEST, Table};
use super::names::quoted;
use crate::copy::StoredRow;
use crate::model::{Form, Model};
use crate::row::{Digest, Row, Value, moment_text};

/// Writes rows, which are no longer marked as deleted.
pub(super) fn upsert(
    connection: &Connection,
    table: &Table,
    model: &Model,
    records: &[(Record, Row)],
) -> rusqlite::Result<()> {
    let names: Vec<String> = table.columns.iter().map(|name| quoted(name)).collect();
    let places: Vec<String> = (1..=names.len() + 1).map(|number| format!("?{number}")).collect();
    let id = model.columns.iter().position(|column| column.key == "_id").unwrap_or(0);
    let others = names.iter().enumerate().filter(|(at, _)| *at != id);
    let changes: Vec<String> = others.map(|(_, name)| format!("{name} = excluded.{name}")).collect();
    let (digest, deleted) = (quoted(DIGEST), quoted(DELETED_AT));
    let sql = format!(
        "INSERT INTO {} ({}, {digest}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}{}{digest} = excluded.{digest}, \
         {deleted} = NULL",
        table.quoted(),
        names.join(", "),
        places.join(", "),
        names[id],
        changes.join(", "),
        if changes.is_empty() { "" } else { ", " },
    );
    let mut statement = connection.prepare(&sql)?;
    for (_, row) in records {
        let digest = &row.digest.0[..];
        let values = row.values.iter().map(|value| value as &dyn ToSql).chain([&digest as &dyn ToSql]);
        statement.execute(params_from_iter(values))?;
    }
    Ok(())
}

/// Marks rows as deleted, which keep their values.
pub(super) fn mark_deleted(connection: &Connection, table: &Table, ids: &[String], at: i64) -> rusqlite::Result<()> {
    let deleted = quoted(DELETED_AT);
    let sql =
        format!("UPDATE {} SET {deleted} = ?2 WHERE {} = ?1 AND {deleted} IS NULL", table.quoted(), quoted("_id"));
    let mut statement = connection.prepare(&sql)?;
    let at = moment_text(at);
    ids.iter().try_for_each(|id| statement.execute([id, &at]).map(drop))
}

/// Reads all rows, and computes their hashes from the values that are stored.
pub(super) fn read_all(
    connection: &Connection,
    table: &Table,
    model: &Model,
    each: &mut dyn FnMut(StoredRow),
) -> rusqlite::Result<()> {
    let names: Vec<String> = table.columns.iter().map(|name| quoted(name)).collect();
    let sql = format!(
        "SELECT {}, {} IS NOT NULL, {} FROM {}",
        quoted(DIGEST),
        quoted(DELETED_AT),
        names.join(", "),
        table.quoted()
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let id = model.columns.iter().position(|column| column.key == "_id").unwrap_or(0);
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(model.columns.len());
        for (at, column) in model.columns.iter().enumerate() {
            values.push(value(column.form, row.get_ref(at + 2)?)?);
        }
        let Value::Text(id) = values[id].clone() else {
            return Err(rusqlite::Error::InvalidColumnType(0, "_id".to_owned(), rusqlite::types::Type::Null));
        };
        let digest = Digest::from_bytes(&row.get::<_, Vec<u8>>(0)?).unwrap_or(Digest([0; 32]));
        each(StoredRow { id, digest, computed: Digest::of(&model.columns, &values), is_deleted: row.get(1)? });
    }
    Ok(())
}

/// A stored value. One of another type than the column's is a value nevertheless, whose hash differs.
fn value(form: Form, stored: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(flag) if form == Form::Boolean && (0..=1).contains(&flag) => Value::Boolean(flag == 1),
        ValueRef::Integer(whole) => Value::Integer(whole),
        ValueRef::Real(double) => Value::Number(double),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Text(format!("{bytes:?}")),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::ToSqlOutput::{Borrowed, Owned};
        Ok(match self {
            Self::Null => Borrowed(ValueRef::Null),
            Self::Text(text) => Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Integer(whole) => Borrowed(ValueRef::Integer(*whole)),
            Self::Number(double) => Borrowed(ValueRef::Real(*double)),
            Self::Boolean(flag) => Owned(i64::from(*flag).into()),
        })
    }
}
