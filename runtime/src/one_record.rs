//! The calls about one record, typed or not.

use std::borrow::Cow;

use crate::call::{Call, Further, Step};
use crate::client::Client;
use crate::error::Error;
use crate::protocol::Answer;
use crate::protocol::operation::{Action, Operation, Records};
use crate::records::RowDecoder;
use crate::request::Request;
use crate::value::RowFields;

/// The identifier of a model.
type Model = Cow<'static, str>;

pub(crate) fn get<R: Send + 'static>(client: &Client, model: Model, id: &str, rows: RowDecoder<R>) -> Call<Option<R>> {
    let request = request(client, &model, Action::Get(id));
    let (of, asked) = (client.clone(), id.to_owned());
    Call::new(client, request, move |request, answer| {
        of.expect_id(&asked, answer)?;
        rows.record(of.gateway(), &model, request, answer)
    })
    .or_absent(None)
}

pub(crate) fn create<R: Send + 'static>(
    client: &Client,
    model: Model,
    fields: Result<RowFields, Error>,
    rows: RowDecoder<R>,
) -> Call<R> {
    let row = fields.and_then(|fields| client.gateway().encode(&fields));
    let request = row.and_then(|row| request(client, &model, Action::Create(row.into())));
    let of = client.clone();
    Call::in_steps(client, request, move |request, answer| {
        let gateway = of.gateway();
        if let Some(id) = gateway.created_id(&answer.body) {
            let operation = Operation { model: model.clone(), action: Action::Get(&id) };
            let further = gateway.request(of.endpoint(), operation)?;
            let (of, model, asked) = (of.clone(), model.clone(), id.clone());
            // An id tells nothing of the record, so where the answer may be another create's, what is read has to.
            let sent = (!answer.is_tied).then(|| request.clone());
            let finish = move |request: &Request, answer: &Answer| {
                of.expect_id(&asked, answer)?;
                if sent.as_ref().is_some_and(|sent| !of.gateway().is_what_was_sent(sent, answer)) {
                    return Err(of.other_answer());
                }
                rows.created(of.gateway(), &model, request, answer)
            };
            return Ok(Step::Read(Box::new(Further { id, request: further, finish: Box::new(finish) })));
        }
        of.expect_sent(request, answer)?;
        rows.created(gateway, &model, request, answer).map(Step::End)
    })
}

/// Sends nothing where no field is changed.
pub(crate) fn update(client: &Client, model: Model, id: &str, fields: Result<RowFields, Error>) -> Call<()> {
    if fields.as_ref().is_ok_and(Vec::is_empty) {
        return Call::known(client, ());
    }
    let row = fields.and_then(|fields| client.gateway().encode(&fields));
    let request = row.and_then(|row| request(client, &model, Action::Update(Records::One(id), row.into())));
    Call::new(client, request, |_, _| Ok(()))
}

pub(crate) fn delete(client: &Client, model: Model, id: &str) -> Call<()> {
    Call::new(client, request(client, &model, Action::Delete(Records::One(id))), |_, _| Ok(()))
}

fn request(client: &Client, model: &Model, action: Action<'_>) -> Result<Request, Error> {
    client.gateway().request(client.endpoint(), Operation { model: model.clone(), action })
}
