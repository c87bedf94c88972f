//! The calls on one record, typed or not.

use std::borrow::Cow;

use crate::call::{Call, Further, Step};
use crate::client::Client;
use crate::error::Error;
use crate::protocol::Answer;
use crate::protocol::operation::{Action, Operation, Records, Selection};
use crate::records::RowDecoder;
use crate::request::Request;
use crate::value::RowFields;

/// The identifier of a model.
type Model = Cow<'static, str>;

pub(crate) fn get<R: Send + 'static>(client: &Client, model: Model, id: &str, rows: RowDecoder<R>) -> Call<Option<R>> {
    let request = request(client, &model, Action::Get(id, rows.select()));
    let (handle, expected) = (client.clone(), id.to_owned());
    Call::new(client, request, move |request, answer| {
        handle.expect_id(&expected, answer)?;
        rows.record(handle.gateway(), &model, request, answer)
    })
    .or_absent(None)
}

/// Reads a record that must exist.
pub(crate) fn require<R: Send + 'static>(client: &Client, model: Model, id: &str, rows: RowDecoder<R>) -> Call<R> {
    let request = request(client, &model, Action::Get(id, rows.select()));
    let missing = Error::no_record(&model, id);
    Call::new(client, request, required(client, model, id, rows)).or_missing(missing)
}

/// Checks whether a record exists.
pub(crate) fn exists(client: &Client, model: Model, id: &str) -> Call<bool> {
    let request = request(client, &model, Action::Get(id, Selection::ids));
    let mut read = required(client, model, id, RowDecoder::text());
    Call::new(client, request, move |request, answer| match read(request, answer) {
        Ok(_) => Ok(true),
        Err(error) if error.says_no_record() => Ok(false),
        Err(error) => Err(error),
    })
    .or_absent(false)
}

/// Reads the record from an answer that must hold one.
fn required<R: Send + 'static>(
    client: &Client,
    model: Model,
    id: &str,
    rows: RowDecoder<R>,
) -> impl FnMut(&Request, &Answer) -> Result<R, Error> + Send + use<R> {
    let (handle, expected) = (client.clone(), id.to_owned());
    move |request, answer| {
        handle.expect_id(&expected, answer)?;
        let record = rows.record(handle.gateway(), &model, request, answer)?;
        record.ok_or_else(|| Error::no_record(&model, &expected).in_call(request, &answer.request_id))
    }
}

pub(crate) fn create<R: Send + 'static>(
    client: &Client,
    model: Model,
    fields: Result<RowFields, Error>,
    rows: RowDecoder<R>,
) -> Call<R> {
    let row = fields.and_then(|fields| client.gateway().encode(&fields));
    let request = row.and_then(|row| request(client, &model, Action::Create(row.into())));
    let handle = client.clone();
    Call::in_steps(client, request, move |request, answer| {
        let gateway = handle.gateway();
        if let Some(id) = gateway.created_id(&answer.body) {
            let operation = Operation { model: model.clone(), action: Action::Get(&id, rows.select()) };
            let further = gateway.request(handle.endpoint(), operation)?;
            let (handle, model, expected) = (handle.clone(), model.clone(), id.clone());
            // The id alone does not show whether the answer is another create's; the record does.
            let sent = (!answer.is_tied).then(|| request.clone());
            let finish = move |request: &Request, answer: &Answer| {
                handle.expect_id(&expected, answer)?;
                if sent.as_ref().is_some_and(|sent| !handle.gateway().is_what_was_sent(sent, answer)) {
                    return Err(handle.other_answer());
                }
                rows.created(handle.gateway(), &model, request, answer)
            };
            let further = Further { id, request: further, finish: Box::new(finish), absent: None };
            return Ok(Step::Read(Box::new(further)));
        }
        handle.expect_sent(request, answer)?;
        rows.created(gateway, &model, request, answer).map(Step::End)
    })
}

/// Updates a record. Sends nothing if the patch is empty.
pub(crate) fn update(client: &Client, model: Model, id: &str, fields: Result<RowFields, Error>) -> Call<()> {
    if fields.as_ref().is_ok_and(Vec::is_empty) {
        return Call::known(client, ());
    }
    Call::new(client, update_request(client, &model, id, fields), |_, _| Ok(()))
}

/// Updates a record and reads it.
pub(crate) fn update_get<R: Send + 'static>(
    client: &Client,
    model: Model,
    id: &str,
    fields: Result<RowFields, Error>,
    rows: RowDecoder<R>,
) -> Call<R> {
    if fields.as_ref().is_ok_and(Vec::is_empty) {
        return require(client, model, id, rows);
    }
    let sent = update_request(client, &model, id, fields);
    let missing = Error::no_record(&model, id);
    let (handle, id, absent) = (client.clone(), id.to_owned(), missing.clone());
    Call::in_steps(client, sent, move |_, _| {
        Ok(Step::Read(Box::new(Further {
            id: id.clone(),
            request: request(&handle, &model, Action::Get(&id, rows.select()))?,
            finish: Box::new(required(&handle, model.clone(), &id, rows)),
            absent: Some(absent.clone()),
        })))
    })
    .or_missing(missing)
}

pub(crate) fn delete(client: &Client, model: Model, id: &str) -> Call<()> {
    Call::new(client, request(client, &model, Action::Delete(Records::One(id))), |_, _| Ok(()))
}

fn update_request(
    client: &Client,
    model: &Model,
    id: &str,
    fields: Result<RowFields, Error>,
) -> Result<Request, Error> {
    let row = client.gateway().encode(&fields?)?;
    request(client, model, Action::Update(Records::One(id), row.into()))
}

fn request(client: &Client, model: &Model, action: Action<'_>) -> Result<Request, Error> {
    client.gateway().request(client.endpoint(), Operation { model: model.clone(), action })
}
