//! The calls about one record, typed or not.

use std::borrow::Cow;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
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
    let request = fields.and_then(|fields| request(client, &model, Action::Create(&fields)));
    let of = client.clone();
    Call::new(client, request, move |request, answer| {
        of.expect_sent(request, answer)?;
        rows.created(of.gateway(), &model, request, answer)
    })
}

/// Sends nothing where no field is changed.
pub(crate) fn update(client: &Client, model: Model, id: &str, fields: Result<RowFields, Error>) -> Call<()> {
    let request = match fields {
        Ok(fields) if fields.is_empty() => return Call::known(client, ()),
        fields => fields.and_then(|fields| request(client, &model, Action::Update(Records::One(id), &fields))),
    };
    Call::new(client, request, |_, _| Ok(()))
}

pub(crate) fn delete(client: &Client, model: Model, id: &str) -> Call<()> {
    Call::new(client, request(client, &model, Action::Delete(Records::One(id))), |_, _| Ok(()))
}

fn request(client: &Client, model: &Model, action: Action<'_>) -> Result<Request, Error> {
    client.gateway().request(client.endpoint(), Operation { model: model.clone(), action })
}
