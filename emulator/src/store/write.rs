//! Writing records; each call is atomic.

mod delete;
mod insert;
mod update;

use std::fmt;

use jiff::Timestamp;
use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{Connection, ErrorCode, OptionalExtension};
use serde_json::{Map, Value as Json};
use weda_definition::{Kind, Scope};

use super::file::advice;
use crate::profile::{Given, Profile};
use crate::schema::{Column, Model, SystemValue};
use crate::validate::{self, InvalidField, InvalidReason, StoreValue};

/// The members of a record, as received.
pub(crate) type Body = Map<String, Json>;

/// The context of a write.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) now: Timestamp,
}

/// Reasons why a write fails.
#[derive(Debug)]
pub(crate) enum WriteError {
    Invalid(InvalidField),
    UnknownField {
        field: String,
        model: String,
        known: Vec<String>,
    },
    Duplicate {
        field: String,
        declared: String,
    },
    /// The record is referred to by a field that forbids its deletion.
    Referenced {
        id: String,
        by: String,
        field: String,
        declared: String,
    },
    /// The request reached the time limit, and nothing was done.
    TimedOut,
    Storage(String),
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => WriteError::TimedOut,
            _ => WriteError::Storage(format!("{error}; {}", advice(&error))),
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Invalid(invalid) => invalid.fmt(f),
            WriteError::UnknownField { field, model, known } => {
                write!(f, "model `{model}` has no field `{field}`: send fields of {}", known.join(", "))
            }
            WriteError::Duplicate { field, declared } => {
                write!(f, "field `{field}` ({declared}) is unique and another record has this value: send another one")
            }
            WriteError::Referenced { id, by, field, declared } => write!(
                f,
                "record `{id}` cannot be deleted while records of `{by}` refer to it by field `{field}` ({declared}): \
                 delete these or change their `{field}` first"
            ),
            WriteError::TimedOut => f.write_str(
                "the emulator aborted the request, since it blocked all others, and did nothing of it: request less per \
                 call, with a shorter filter",
            ),
            WriteError::Storage(error) => {
                write!(f, "the emulator's own storage failed: {error}")
            }
        }
    }
}

/// The value of a system value in a context.
fn system_value<'a>(value: SystemValue, context: &Context<'a>) -> StoreValue<'a> {
    let moment = context.now.as_millisecond();
    match value {
        SystemValue::Time => StoreValue::Owned(Stored::Integer(moment)),
        SystemValue::TimeAsText => StoreValue::Owned(Stored::Text(moment.to_string())),
        SystemValue::User => StoreValue::Text(&context.profile.identity.user),
    }
}

/// Returns an error for members that the profile does not allow.
fn check_members(model: &Model, body: &Body, profile: &Profile) -> Result<(), WriteError> {
    if !profile.writes.refuse_unknown_fields {
        return Ok(());
    }
    let unknown = body.keys().find(|key| !model.has_field(key));
    match unknown {
        None => Ok(()),
        Some(field) => {
            Err(WriteError::UnknownField { field: field.clone(), model: model.identifier.clone(), known: model.keys() })
        }
    }
}

/// The treatment of a value that a caller sends for a field.
fn permission(column: &Column, profile: &Profile) -> Given {
    match &column.field.kind {
        Kind::AutoNumber(_) => profile.writes.auto_numbers,
        _ if column.field.is_writable() => Given::Kept,
        _ => profile.writes.system_fields,
    }
}

/// The value that a caller sent for a field, unless it is ignored.
fn accepted<'a>(column: &Column, value: &'a Json, profile: &Profile) -> Result<Option<&'a Json>, WriteError> {
    match permission(column, profile) {
        Given::Ignored => Ok(None),
        Given::Refused => Err(invalid(column, InvalidReason::ReadOnly)),
        Given::Kept if matches!(value, Json::Array(_) | Json::Object(_)) && !profile.writes.native_json => {
            Err(invalid(column, InvalidReason::NotJsonText))
        }
        Given::Kept => Ok(Some(value)),
    }
}

/// Validates and converts a value, null included.
fn validated<'a>(column: &Column, value: &'a Json, scope: Scope) -> Result<StoreValue<'a>, WriteError> {
    validate::encode(column, value, scope).map_err(WriteError::Invalid)
}

fn invalid(column: &Column, reason: InvalidReason) -> WriteError {
    WriteError::Invalid(validate::invalid(column, reason))
}

/// Returns an error if a record other than `own` has this value in a unique column.
fn check_unique(
    connection: &Connection,
    model: &Model,
    column: &Column,
    value: ValueRef<'_>,
    own: Option<&str>,
) -> Result<(), WriteError> {
    if !column.is_unique() || matches!(value, ValueRef::Null | ValueRef::Text([])) {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(&model.in_another(column))?;
    let is_duplicate = statement.query_row((ToSqlOutput::Borrowed(value), own), |_| Ok(())).optional()?.is_some();
    let error = || WriteError::Duplicate { field: column.field.key.clone(), declared: column.declared.clone() };
    if is_duplicate { Err(error()) } else { Ok(()) }
}
