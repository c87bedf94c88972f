//! Carries out writes by the service's operations, so that their checks, defaults and rules hold.

use std::ops::ControlFlow;
use std::sync::Arc;

use rusqlite::types::Value as Stored;
use serde_json::Value as Json;
use weda_definition::Kind;

use super::problem::Problem;
use super::rows::{MAX_BYTES, failed, length};
use super::tables::Tables;
use super::translate::{Insertion, RowChange, Selection};
use crate::face::error_response::Code;
use crate::face::service_errors;
use crate::profile::Profile;
use crate::schema::{Column, Model};
use crate::service::OperationError;
use crate::store::{Body, WriteError, owned};

/// Stores new records and returns their number.
pub(super) fn insert(tables: &mut Tables<'_, '_>, insertion: &Insertion) -> Result<u64, Problem> {
    let model = tables.written(&insertion.table)?;
    let columns = columns(&model, &insertion.columns)?;
    for required in ["owner", "_openid"] {
        if !insertion.columns.iter().any(|column| column.eq_ignore_ascii_case(required)) {
            return Err(Problem::new(
                Code::MissingParameter,
                format_args!(
                    "a new record needs the column `{required}`: set owner to {{{{ user.userId() }}}} and _openid to {{{{ \
                     user.openId() }}}}"
                ),
            ));
        }
    }
    let rows = values(tables, &insertion.values)?;
    let bodies: Vec<Body> = rows.into_iter().map(|row| body(&columns, row)).collect();
    let stored = if insertion.replaces {
        tables.session.replace(&model, &bodies)
    } else {
        tables.session.create(&model, &bodies, &[], |_| {})
    };
    let stored = stored.map_err(|(index, error)| {
        let problem = refused(&error, &tables.service.profile());
        if bodies.len() == 1 { problem } else { problem.within(&format!("record {}: ", index + 1)) }
    })?;
    Ok(stored as u64)
}

/// Changes records and returns their number.
pub(super) fn update(tables: &mut Tables<'_, '_>, change: &RowChange) -> Result<u64, Problem> {
    let model = tables.written(&change.table)?;
    let columns = columns(&model, &change.columns)?;
    if columns.iter().flatten().any(|column| column.field.key == "_id") {
        return Err(Problem::invalid("`_id` of a record cannot be changed: insert a new record"));
    }
    let mut changes = Vec::new();
    for mut row in values(tables, &change.rows)? {
        let values = row.split_off(1);
        let Some(Stored::Text(id)) = row.pop() else { continue };
        changes.push((id, body(&columns, values)));
    }
    let changed = tables.session.update_each(&model, &changes);
    changed.map_err(|error| refused(&error, &tables.service.profile()))
}

/// Deletes records and returns their number.
pub(super) fn delete(tables: &mut Tables<'_, '_>, change: &RowChange) -> Result<u64, Problem> {
    let model: Arc<Model> = tables.written(&change.table)?;
    let rows = values(tables, &change.rows)?;
    let ids: Vec<String> = rows
        .into_iter()
        .filter_map(|mut row| match row.pop() {
            Some(Stored::Text(id)) => Some(id),
            _ => None,
        })
        .collect();
    let deleted = tables.session.delete(&model, &ids);
    deleted.map_err(|error| refused(&error, &tables.service.profile()))
}

/// The columns that are written, by name; `None` for `_openid` of a model without that field.
fn columns<'m>(model: &'m Model, names: &[String]) -> Result<Vec<Option<&'m Column>>, Problem> {
    let mut columns: Vec<Option<&Column>> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if names[..index].iter().any(|other| other.eq_ignore_ascii_case(name)) {
            return Err(Problem::invalid(format_args!("column `{name}` is written twice: write it once")));
        }
        let similar = || model.columns.iter().find(|column| column.field.key.eq_ignore_ascii_case(name));
        match model.column(name).or_else(similar) {
            Some(column) => columns.push(Some(column)),
            None if name.eq_ignore_ascii_case("_openid") => columns.push(None),
            None => {
                let known = model.keys().join(", ");
                let message = format_args!("model `{}` has no column `{name}`: use one of {known}", model.identifier);
                return Err(Problem::invalid(message));
            }
        }
    }
    Ok(columns)
}

/// The rows of a SELECT, unless they are too long to be held in memory.
fn values(tables: &Tables<'_, '_>, selection: &Selection) -> Result<Vec<Vec<Stored>>, Problem> {
    let (mut rows, mut bytes) = (Vec::new(), 0_usize);
    let read = tables.session.select(&selection.sql, &selection.values, |row| {
        bytes = bytes.saturating_add(row.iter().map(length).sum());
        if bytes > MAX_BYTES {
            return ControlFlow::Break(());
        }
        rows.push(row.iter().map(|value| owned(*value)).collect());
        ControlFlow::Continue(())
    });
    read.map_err(failed)?;
    if bytes > MAX_BYTES {
        let message =
            format_args!("the values to write have more than {MAX_BYTES} bytes: write fewer records per call");
        return Err(Problem::new(Code::ExceedRequestSizeLimit, message));
    }
    Ok(rows)
}

fn body(columns: &[Option<&Column>], values: Vec<Stored>) -> Body {
    let columns = columns.iter().zip(values);
    columns
        .filter_map(|(column, value)| Some(((*column)?, value)))
        .map(|(column, value)| (column.field.key.clone(), json(&column.field.kind, value)))
        .collect()
}

/// A value as the service's operations expect it for a field. MySQL converts between numbers and texts.
fn json(kind: &Kind, value: Stored) -> Json {
    let is_number = matches!(kind, Kind::Number | Kind::Integer | Kind::DateTime | Kind::Date | Kind::Time);
    match (kind, value) {
        (_, Stored::Null | Stored::Blob(_)) => Json::Null,
        (Kind::Boolean, Stored::Integer(flag @ (0 | 1))) => Json::Bool(flag == 1),
        (_, Stored::Integer(whole)) if is_number || *kind == Kind::Boolean => whole.into(),
        (_, Stored::Real(double)) if is_number || *kind == Kind::Boolean => double.into(),
        (_, Stored::Text(text)) if is_number => match serde_json::from_str(&text) {
            Ok(number @ Json::Number(_)) => number,
            _ => Json::String(text),
        },
        (_, Stored::Text(text)) => Json::String(text),
        (_, number) => Json::String(crate::mysql::number_text((&number).into())),
    }
}

/// The problem of an operation that the service refuses.
fn refused(error: &OperationError, profile: &Profile) -> Problem {
    let problem = Problem::new(service_errors::code(error, profile), error);
    match error {
        OperationError::Store(WriteError::Duplicate { .. }) => problem.within("duplicate value: "),
        _ => problem,
    }
}
