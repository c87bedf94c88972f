//! Updates of a record that is looked up by a unique field, and creates if it does not exist.

use std::borrow::Cow;
use std::fmt;

use crate::call::Call;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::filter::{Comparison, Expr, Term};
use crate::protocol::operation::{Action, Operation};
use crate::request::Request;
use crate::value::{RowFields, Value, WireValue};
use crate::{Error, Id};

/// The effect of an upsert.
#[must_use = "it tells whether the record was created"]
pub enum Upserted<R: crate::Model> {
    /// There was no such record; a new one has this id.
    Created(Id<R>),
    /// The record existed and was updated.
    Updated,
}

// Not derived, since derived ones would require the same of the row.
impl<R: crate::Model> Clone for Upserted<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Created(id) => Self::Created(id.clone()),
            Self::Updated => Self::Updated,
        }
    }
}

impl<R: crate::Model> PartialEq for Upserted<R> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Created(id), Self::Created(other)) => id == other,
            (Self::Updated, Self::Updated) => true,
            _ => false,
        }
    }
}

impl<R: crate::Model> Eq for Upserted<R> {}

impl<R: crate::Model> fmt::Debug for Upserted<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created(id) => f.debug_tuple("Created").field(id).finish(),
            Self::Updated => f.write_str("Updated"),
        }
    }
}

pub(super) fn upsert<R: crate::Model>(
    client: &Client,
    key: &'static str,
    new: RowFields,
    patch: RowFields,
) -> Call<Upserted<R>> {
    let request = request(client, R::IDENTIFIER.into(), key, &new, patch);
    let handle = client.clone();
    Call::new(client, request, move |request, answer| match handle.gateway().upserted(&answer.body) {
        Ok(Some(id)) => Ok(Upserted::Created(Id::new(id))),
        Ok(None) => Ok(Upserted::Updated),
        Err(reason) => {
            let text = format!("{reason}; look the record up by `{key}`");
            Err(Error::new(ErrorKind::UnexpectedAnswer, Problem::Text(text)).in_call(request, &answer.request_id))
        }
    })
}

fn request(
    client: &Client,
    model: Cow<'static, str>,
    key: &'static str,
    new: &RowFields,
    mut patch: RowFields,
) -> Result<Request, Error> {
    let value = value_of(new, key)?;
    if patch.iter().any(|(name, changed)| name == key && changed != value) {
        return Err(Error::invalid_value(format!(
            "the patch changes `{key}`, by which the record is looked up, so the next upsert would create another; leave it \
             out, or change it by `update`"
        )));
    }
    if patch.is_empty() {
        // Whether an update without fields is accepted is not documented; this one changes nothing.
        patch.push((key.into(), value.clone()));
    }
    let term = Term::Compare { field: key.into(), comparison: Comparison::Eq, value: value.clone() };
    let gateway = client.gateway();
    let (create, update, filter) = (gateway.encode(new)?, gateway.encode(&patch)?, Expr::of(term));
    let action = Action::Upsert { create: &create, update: &update, filter: &filter };
    gateway.request(client.endpoint(), Operation { model, action })
}

/// Returns the key of the new record.
fn value_of<'n>(new: &'n RowFields, key: &str) -> Result<&'n Value, Error> {
    // The last value of a field counts.
    let value = new.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value);
    match value {
        None | Some(Value(WireValue::Null)) => Err(Error::invalid_value(format!(
            "the new record has no value in `{key}`, by which `upsert` looks the record up; set one, or use `create`"
        ))),
        Some(Value(WireValue::Day(_))) => Err(Error::invalid_value(format!(
            "`{key}` is a date, which is compared as a day, and records of one day may differ in their times; upsert by another \
             unique field"
        ))),
        Some(value) => Ok(value),
    }
}
