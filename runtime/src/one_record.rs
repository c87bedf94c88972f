//! The calls on one record, typed or not.

use std::borrow::Cow;

use crate::call::{Call, Further, Load, Step};
use crate::client::Client;
use crate::error::Error;
use crate::protocol::Answer;
use crate::protocol::operation::{Action, Operation, Records, Selection};
use crate::records::RowDecoder;
use crate::related::Loader;
use crate::request::Request;
use crate::value::RowFields;

/// The identifier of a model.
type Model = Cow<'static, str>;

pub(crate) fn get<R: Send + 'static>(client: &Client, model: Model, id: &str, rows: RowDecoder<R>) -> Call<Option<R>> {
    let (loader, request) = loading(client, &rows, || request(client, &model, Action::Get(id, rows.select())));
    let (handle, expected) = (client.clone(), id.to_owned());
    Call::in_steps(client, request, move |request, answer| {
        handle.expect_id(&expected, answer)?;
        let step = decoded(&handle, loader.as_ref(), rows, &model, request, answer, Some)?;
        Ok(step.unwrap_or(Step::End(None)))
    })
    .or_absent(None)
}

/// Reads a record that must exist.
pub(crate) fn require<R: Send + 'static>(client: &Client, model: Model, id: &str, rows: RowDecoder<R>) -> Call<R> {
    let (loader, request) = loading(client, &rows, || request(client, &model, Action::Get(id, rows.select())));
    let missing = Error::no_record(&model, id);
    Call::in_steps(client, request, required(client, loader, model, id, rows)).or_missing(missing)
}

/// Checks whether a record exists.
pub(crate) fn exists(client: &Client, model: Model, id: &str) -> Call<bool> {
    let request = request(client, &model, Action::Get(id, Selection::ids));
    let mut read = required(client, None, model, id, RowDecoder::text());
    Call::new(client, request, move |request, answer| match read(request, answer) {
        Ok(_) => Ok(true),
        Err(error) if error.says_no_record() => Ok(false),
        Err(error) => Err(error),
    })
    .or_absent(false)
}

/// Returns the loader of the rows' relations with the request, which is an error if the gateway cannot load one of them.
fn loading<R>(
    client: &Client,
    rows: &RowDecoder<R>,
    request: impl FnOnce() -> Result<Request, Error>,
) -> (Option<Loader>, Result<Request, Error>) {
    match Loader::of(client, rows.related()) {
        Ok(loader) => (loader, request()),
        Err(error) => (None, Err(error)),
    }
}

/// Reads the record from an answer that must hold one.
fn required<R: Send + 'static>(
    client: &Client,
    loader: Option<Loader>,
    model: Model,
    id: &str,
    rows: RowDecoder<R>,
) -> impl FnMut(&Request, &Answer) -> Result<Step<R>, Error> + Send + use<R> {
    let (handle, expected) = (client.clone(), id.to_owned());
    move |request, answer| {
        handle.expect_id(&expected, answer)?;
        let step = decoded(&handle, loader.as_ref(), rows, &model, request, answer, |row| row)?;
        step.ok_or_else(|| Error::no_record(&model, &expected).in_call(request, &answer.request_id))
    }
}

/// Decodes the record of an answer, which is the last step unless records of its relations are to be loaded.
fn decoded<R: Send + 'static, T: Send + 'static>(
    client: &Client,
    loader: Option<&Loader>,
    rows: RowDecoder<R>,
    model: &Model,
    request: &Request,
    answer: &Answer,
    result: fn(R) -> T,
) -> Result<Option<Step<T>>, Error> {
    let Some(loader) = loader else {
        let row = rows.record(client.gateway(), model, request, answer)?;
        return Ok(row.map(|row| Step::End(result(row))));
    };
    let record = RowDecoder::text().record(client.gateway(), model, request, answer)?;
    Ok(record.map(|record| {
        let (id, row) = (record.id().to_owned(), loader.clone().row(rows, model.clone(), record));
        Step::Load(Box::new(Load { id, load: Box::pin(async move { row.await.map(result) }) }))
    }))
}

/// Like [`decoded`], for an answer that must have the created record.
fn created<R: Send + 'static>(
    client: &Client,
    loader: Option<&Loader>,
    rows: RowDecoder<R>,
    model: &Model,
    request: &Request,
    answer: &Answer,
) -> Result<Step<R>, Error> {
    decoded(client, loader, rows, model, request, answer, |row| row)?
        .ok_or_else(|| Error::decode("the answer has no record".to_owned()).in_call(request, &answer.request_id))
}

pub(crate) fn create<R: Send + 'static>(
    client: &Client,
    model: Model,
    fields: Result<RowFields, Error>,
    rows: RowDecoder<R>,
) -> Call<R> {
    let (loader, request) = loading(client, &rows, || {
        let row = client.gateway().encode(&fields?)?;
        request(client, &model, Action::Create(row.into()))
    });
    let handle = client.clone();
    Call::in_steps(client, request, move |request, answer| {
        let gateway = handle.gateway();
        if let Some(id) = gateway.created_id(&answer.body) {
            let operation = Operation { model: model.clone(), action: Action::Get(&id, rows.select()) };
            let further = gateway.request(handle.endpoint(), operation)?;
            let (handle, loader, model, expected) = (handle.clone(), loader.clone(), model.clone(), id.clone());
            // The id alone does not show whether the answer is another create's; the record does.
            let sent = (!answer.is_tied).then(|| request.clone());
            let finish = move |request: &Request, answer: &Answer| {
                handle.expect_id(&expected, answer)?;
                if sent.as_ref().is_some_and(|sent| !handle.gateway().is_what_was_sent(sent, answer)) {
                    return Err(handle.other_answer());
                }
                created(&handle, loader.as_ref(), rows, &model, request, answer)
            };
            let further = Further { id, request: further, finish: Box::new(finish), absent: None };
            return Ok(Step::Read(Box::new(further)));
        }
        handle.expect_sent(request, answer)?;
        created(&handle, loader.as_ref(), rows, &model, request, answer)
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
    let (loader, sent) = loading(client, &rows, || update_request(client, &model, id, fields));
    let missing = Error::no_record(&model, id);
    let (handle, id, absent) = (client.clone(), id.to_owned(), missing.clone());
    Call::in_steps(client, sent, move |_, _| {
        Ok(Step::Read(Box::new(Further {
            id: id.clone(),
            request: request(&handle, &model, Action::Get(&id, rows.select()))?,
            finish: Box::new(required(&handle, loader.clone(), model.clone(), &id, rows)),
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
