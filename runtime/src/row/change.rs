//! Compare-and-set: updates of a record if some of its fields still have their old values.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use serde_json::Value as Json;

use crate::call::Call;
use crate::client::Client;
use crate::codec::{RecordFields, Writer};
use crate::error::{ErrorKind, Problem};
use crate::field::{Comparable, Field};
use crate::filter::{Comparison, Expr, Term};
use crate::model::{Clearable, RelationStyle, SameModel, Writable};
use crate::protocol::operation::{Action, Operation};
use crate::value::{IntoValue, RowFields, Value, WireValue};
use crate::{Error, Model};

/// The effect of a [`change`](crate::Row::change).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "a change that missed has changed nothing"]
pub enum Changed {
    /// The record had the old values and was updated.
    Hit,
    /// The record has other values or does not exist; nothing was changed.
    Missed,
}

/// A row that knows its values by the keys of their fields: one that `weda generate` wrote.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not know its values by name",
    label = "not a generated row",
    note = "a view holds a part of the fields: read and pass the row type that `weda generate` writes"
)]
pub trait Old {
    #[doc(hidden)]
    fn fields(&self) -> &dyn RecordFields;
}

#[diagnostic::do_not_recommend]
impl<T: RecordFields> Old for T {
    fn fields(&self) -> &dyn RecordFields {
        self
    }
}

/// A change whose old row is not named yet. Created by [`Row::change`](crate::Row::change).
#[must_use = "nothing is changed until `.from(&old)` is called, fields are set, and it is awaited"]
pub struct WithoutOld<R> {
    client: Client,
    id: String,
    of: PhantomData<fn() -> R>,
}

/// A change of a record that still has the values of an old row. Created by [`WithoutOld::from`].
#[must_use = "nothing is changed until it is awaited"]
pub struct Change<'o, R> {
    client: Client,
    id: String,
    old: &'o dyn RecordFields,
    /// The fields with their old values.
    expected: Vec<(&'static str, Value)>,
    fields: RowFields,
    /// The first field whose old value cannot be compared.
    problem: Option<Error>,
    of: PhantomData<fn() -> R>,
}

impl<R: Model> WithoutOld<R> {
    pub(super) fn new(client: &Client, id: &str) -> Self {
        Self { client: client.clone(), id: id.to_owned(), of: PhantomData }
    }

    /// Names the row with the old values. Only the fields that are set or cleared are compared.
    pub fn from<O: SameModel<R> + Old>(self, old: &O) -> Change<'_, R> {
        let Self { client, id, .. } = self;
        let old = old.fields();
        Change { client, id, old, expected: Vec::new(), fields: RowFields::new(), problem: None, of: PhantomData }
    }
}

impl<R: Model> Change<'_, R> {
    /// Sets a field if it has its old value.
    pub fn set<F, K, A, V>(self, field: Field<F, K, A>, value: V) -> Self
    where
        F: SameModel<R>,
        K: Comparable,
        A: Writable,
        V: IntoValue<K, A>,
    {
        let value = field.shape(value.into_value());
        self.with(field.name(), field.form, value)
    }

    /// Clears a field if it has its old value.
    pub fn clear<F, K, A>(self, field: Field<F, K, A>) -> Self
    where
        F: SameModel<R>,
        K: Comparable,
        A: Writable + Clearable,
    {
        self.with(field.name(), field.form, Value(WireValue::Null))
    }

    fn with(mut self, field: &'static str, form: RelationStyle, value: Value) -> Self {
        match old_value(self.old, field, form) {
            Ok(old) => self.expected.push((field, old)),
            Err(error) => self.problem = self.problem.or(Some(error)),
        }
        self.fields.push((field.into(), value));
        self
    }

    fn into_call(self) -> Call<Changed> {
        let Self { client, id, expected, fields, problem, .. } = self;
        let has_fields = match fields.is_empty() {
            false => Ok(()),
            true => Err(Error::invalid_value(
                "a change without fields compares nothing; set or clear the fields to change".to_owned(),
            )),
        };
        let expected = problem.map_or(Ok(expected), Err).and_then(|expected| has_fields.map(|()| expected));
        change(&client, R::IDENTIFIER.into(), &id, expected, &fields)
    }
}

impl<R: Model> IntoFuture for Change<'_, R> {
    type Output = Result<Changed, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    /// Compares and sets.
    ///
    /// # Errors
    /// See [`Row::change`](crate::Row::change).
    fn into_future(self) -> Self::IntoFuture {
        self.into_call().into_future()
    }
}

/// Updates the record if its fields have the expected values; null is expected by [`WireValue::Null`].
pub(super) fn change(
    client: &Client,
    model: Cow<'static, str>,
    id: &str,
    expected: Result<Vec<(&'static str, Value)>, Error>,
    fields: &RowFields,
) -> Call<Changed> {
    let gateway = client.gateway();
    let request = expected.and_then(|expected| {
        let row = gateway.encode(fields)?;
        let by_id = Term::Compare {
            field: "_id".into(),
            comparison: Comparison::Eq,
            value: Value(WireValue::Id(id.to_owned())),
        };
        let terms = expected.into_iter().map(|(field, value)| match value {
            Value(WireValue::Null) => Term::Null { field: field.into(), form: RelationStyle::Id, is: true },
            value => Term::Compare { field: field.into(), comparison: Comparison::Eq, value },
        });
        let filter = terms.map(Expr::of).fold(Expr::of(by_id), |all, term| all.joined(term, true));
        let action = Action::Change { id, filter: &filter, row: &row };
        gateway.request(client.endpoint(), Operation { model, action })
    });
    let handle = client.clone();
    let call = Call::new(client, request, move |request, answer| {
        match handle.gateway().affected(request, &answer.body) {
            Ok(0) => Ok(Changed::Missed),
            Ok(1) => Ok(Changed::Hit),
            // Several records cannot have one id.
            Ok(_) => Err(handle.other_answer()),
            Err(member) => {
                let text = format!("the answer has no `{member}`; read the record to see whether it was changed");
                Err(Error::new(ErrorKind::UnexpectedAnswer, Problem::Text(text)))
            }
        }
    });
    // No document says how the service answers an update that matches nothing.
    call.or_absent_if(Error::is_about_a_record, Changed::Missed)
}

/// Returns the value of a field in the old row as it is compared.
fn old_value(old: &dyn RecordFields, field: &str, form: RelationStyle) -> Result<Value, Error> {
    let table = old.table();
    let Some(index) = table.names.iter().position(|name| *name == field) else {
        return Err(Error::invalid_value(format!(
            "the old row of model `{}` has no field `{field}`; pass a row of the definition that the field belongs to",
            table.model
        )));
    };
    let cell = old.cell(index);
    let refused = |why: &str| {
        Error::invalid_value(format!(
            "the old value of field `{field}` cannot be compared: {why}; change it by `update`"
        ))
    };
    if form == RelationStyle::Objects {
        return Err(refused("filters have no literal for lists of related records"));
    }
    if cell.is_absent() {
        return Ok(Value(WireValue::Null));
    }
    let mut out = Writer::new();
    cell.write(&mut out);
    let text = out.finish().map_err(|reason| refused(&reason.to_string()))?;
    let json: Json = serde_json::from_slice(&text).map_err(|error| refused(&error.to_string()))?;
    Ok(Value(match (json, form) {
        (Json::Null, _) => WireValue::Null,
        (Json::Bool(value), _) => WireValue::Bool(value),
        (Json::String(id), RelationStyle::Object) => WireValue::Reference(id),
        (Json::String(text), RelationStyle::Id | RelationStyle::Objects) => WireValue::Text(text),
        (Json::Number(number), _) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => WireValue::Int(whole),
            (None, Some(number)) => WireValue::Float(number),
            (None, None) => return Err(refused("it is a number that JSON cannot represent")),
        },
        (Json::Array(_) | Json::Object(_), _) => return Err(refused("filters have no literal for lists and objects")),
    }))
}

impl<R> fmt::Debug for WithoutOld<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WithoutOld").field(&self.id).finish()
    }
}

/// Prints the names of the fields, never their values.
impl<R> fmt::Debug for Change<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Change").field("id", &self.id).field("fields", &names).finish()
    }
}
