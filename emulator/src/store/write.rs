//! Writing records: each call is all or nothing.

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
use crate::schema::{Column, Model, Stamp};
use crate::validate::{self, Fit, Invalid, InvalidField};

/// The members of a record, as they came.
pub(crate) type Body = Map<String, Json>;

/// Under what a write happens.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) now: Timestamp,
}

/// Why the store refuses a write.
#[derive(Debug)]
pub(crate) enum Refusal {
    Invalid(InvalidField),
    UnknownField {
        field: String,
        model: String,
        known: Vec<String>,
    },
    Taken {
        field: String,
        declared: String,
    },
    /// A record that others refer to by a field which forbids its deletion.
    Referred {
        id: String,
        by: String,
        field: String,
        declared: String,
    },
    /// The request has had its time, and nothing was done.
    TooSlow,
    Storage(String),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Refusal::TooSlow,
            _ => Refusal::Storage(format!("{error}; {}", advice(&error))),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid(invalid) => invalid.fmt(f),
            Refusal::UnknownField { field, model, known } => {
                write!(f, "model `{model}` has no field `{field}`: send fields of {}", known.join(", "))
            }
            Refusal::Taken { field, declared } => {
                write!(f, "field `{field}` ({declared}) is unique and another record has this value: send another one")
            }
            Refusal::Referred { id, by, field, declared } => write!(
                f,
                "record `{id}` cannot be deleted while records of `{by}` refer to it by field `{field}` ({declared}): \
                 delete these or change their `{field}` first"
            ),
            Refusal::TooSlow => f.write_str(
                "the emulator gave the request up, since it kept all others waiting, and did nothing of it: ask for less at \
                 once, with a shorter filter",
            ),
            Refusal::Storage(error) => {
                write!(f, "the emulator's own storage failed: {error}")
            }
        }
    }
}

/// Returns what the platform notes in a column under a context.
fn stamped<'a>(stamp: Stamp, context: &Context<'a>) -> Fit<'a> {
    let moment = context.now.as_millisecond();
    match stamp {
        Stamp::Moment => Fit::Own(Stored::Integer(moment)),
        Stamp::MomentAsText => Fit::Own(Stored::Text(moment.to_string())),
        Stamp::User => Fit::Text(&context.profile.identity.user),
    }
}

/// Refuses members that the profile does not let a caller send.
fn check_members(model: &Model, body: &Body, profile: &Profile) -> Result<(), Refusal> {
    if !profile.writes.refuse_unknown_fields {
        return Ok(());
    }
    let unknown = body.keys().find(|key| !model.has_field(key));
    match unknown {
        None => Ok(()),
        Some(field) => {
            Err(Refusal::UnknownField { field: field.clone(), model: model.identifier.clone(), known: model.keys() })
        }
    }
}

/// What a caller may do with a field.
fn permission(column: &Column, profile: &Profile) -> Given {
    match &column.field.kind {
        Kind::AutoNumber(_) => profile.writes.auto_numbers,
        _ if column.field.is_writable() => Given::Kept,
        _ => profile.writes.system_fields,
    }
}

/// The value that a caller gave for a field, if it counts.
fn sent<'a>(column: &Column, value: &'a Json, profile: &Profile) -> Result<Option<&'a Json>, Refusal> {
    match permission(column, profile) {
        Given::Ignored => Ok(None),
        Given::Refused => Err(invalid(column, Invalid::ReadOnly)),
        Given::Kept if matches!(value, Json::Array(_) | Json::Object(_)) && !profile.writes.native_json => {
            Err(invalid(column, Invalid::Native))
        }
        Given::Kept => Ok(Some(value)),
    }
}

/// A value that somebody gave, null included, as it is stored.
fn checked<'a>(column: &Column, value: &'a Json, scope: Scope) -> Result<Fit<'a>, Refusal> {
    validate::fit(column, value, scope).map_err(Refusal::Invalid)
}

fn invalid(column: &Column, reason: Invalid) -> Refusal {
    Refusal::Invalid(validate::invalid(column, reason))
}

/// Refuses a value that another record than `own` has in a unique column.
fn check_unique(
    connection: &Connection,
    model: &Model,
    column: &Column,
    value: ValueRef<'_>,
    own: Option<&str>,
) -> Result<(), Refusal> {
    if !column.is_unique() || matches!(value, ValueRef::Null | ValueRef::Text([])) {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(&model.in_another(column))?;
    let taken = statement.query_row((ToSqlOutput::Borrowed(value), own), |_| Ok(())).optional()?.is_some();
    let refusal = || Refusal::Taken { field: column.field.key.clone(), declared: column.declared.clone() };
    if taken { Err(refusal()) } else { Ok(()) }
}
