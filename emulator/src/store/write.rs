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

pub(crate) use insert::Load;

use super::file::advice;
use crate::filter::PATTERN_LIMIT;
use crate::profile::{Given, Profile, Writes};
use crate::schema::{Column, Model, SystemValue};
use crate::validate::{self, InvalidField, InvalidReason, StoreValue};

/// The members of a record, as received.
pub(crate) type Body = Map<String, Json>;

/// The context of a write.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) rules: &'a Writes,
    /// The treatment of an `_id` that a caller sends.
    pub(crate) ids: Given,
    /// The user who creates or changes the records.
    pub(crate) user: &'a str,
    pub(crate) now: Timestamp,
}

impl<'a> Context<'a> {
    /// The context of a write with the rules of a profile.
    pub(crate) fn of(profile: &'a Profile, now: Timestamp) -> Self {
        Self { rules: &profile.writes, ids: profile.writes.system_fields, user: &profile.identity.user, now }
    }
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
    /// The record has lost the related record that it requires.
    Unrelated {
        id: String,
        model: String,
        field: String,
        declared: String,
    },
    /// A pattern of the filter needs too many steps for a record.
    Pattern,
    /// The request reached the time limit, and nothing was done.
    TimedOut,
    Storage(String),
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => WriteError::TimedOut,
            _ if error.sqlite_error().is_some_and(|error| error.extended_code == PATTERN_LIMIT) => WriteError::Pattern,
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
            WriteError::Unrelated { id, model, field, declared } => write!(
                f,
                "record `{id}` of `{model}` requires field `{field}` ({declared}) and would lose it: relate the record to \
                 another one first"
            ),
            WriteError::Pattern => f.write_str(
                "a pattern takes too long for a text of a record: write it without repetitions inside repetitions, or use \
                 $search",
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
        SystemValue::User => StoreValue::Text(context.user),
    }
}

/// Returns an error for members that the rules do not allow.
fn check_members(model: &Model, body: &Body, rules: &Writes) -> Result<(), WriteError> {
    if !rules.refuse_unknown_fields {
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

/// The treatment of a value that a caller sends for a field; `ids` is that of an `_id`.
pub(crate) fn permission(column: &Column, rules: &Writes, ids: Given) -> Given {
    match &column.field.kind {
        _ if column.field.key == "_id" && !column.field.is_writable() => ids,
        Kind::AutoNumber(_) => rules.auto_numbers,
        _ if column.field.is_writable() => Given::Kept,
        _ => rules.system_fields,
    }
}

/// The value that a caller sent for a field, unless it is ignored.
fn accepted<'a>(column: &Column, value: &'a Json, context: &Context<'_>) -> Result<Option<&'a Json>, WriteError> {
    match permission(column, context.rules, context.ids) {
        Given::Ignored => Ok(None),
        Given::Refused => Err(invalid(column, InvalidReason::ReadOnly)),
        Given::Kept if matches!(value, Json::Array(_) | Json::Object(_)) && !context.rules.native_json => {
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
