//! The items of an input as rows that are sent.

use std::borrow::Cow;
use std::pin::Pin;

use futures_util::stream::{Stream, StreamExt as _};

use super::encoded_row::EncodedRow;
use super::job::Work;
use super::messages::Words;
use super::{Bulk, Creates, Input, IntoBulkId, IntoChange, IntoRow};
use crate::Error;
use crate::client::Client;

/// The rows as they are sent.
pub(crate) type EncodedRows<'i> = Pin<Box<dyn Stream<Item = Result<EncodedRow, Error>> + Send + 'i>>;

/// The rows, once it is known by which field they are unique.
pub(crate) type Later<'i> = Box<dyn FnOnce(Option<Cow<'static, str>>) -> EncodedRows<'i> + Send + 'i>;

pub(crate) fn create_many<'i, R, B, K, I, O: From<String>>(
    client: &Client,
    model: Cow<'static, str>,
    rows: I,
) -> Bulk<'i, O, Creates>
where
    I: Input<B, Item: IntoRow<R, K> + 'i> + 'i,
{
    let of = client.clone();
    let rows: Later<'i> = Box::new(move |key| {
        let encode = move |row: I::Item| EncodedRow::create(row.into_row()?.fields, of.gateway(), key.as_deref());
        rows.into_stream().map(encode).boxed()
    });
    Bulk::new(client, model, Work::Create { key: None }, rows)
}

pub(crate) fn update_many<'i, R, B, K, I, O: From<String>>(
    client: &Client,
    model: Cow<'static, str>,
    changes: I,
) -> Bulk<'i, O>
where
    I: Input<B, Item: IntoChange<R, K> + 'i> + 'i,
{
    let (of, name) = (client.clone(), model.clone());
    let rows: Later<'i> = Box::new(move |_| {
        let encode = move |change: I::Item| {
            let (id, patch) = change.into_change()?;
            EncodedRow::update(present(id, &name)?, patch.fields, of.gateway())
        };
        changes.into_stream().map(encode).boxed()
    });
    Bulk::new(client, model, Work::Update, rows)
}

pub(crate) fn delete_many<'i, R, B, K, I, O: From<String>>(
    client: &Client,
    model: Cow<'static, str>,
    ids: I,
) -> Bulk<'i, O>
where
    I: Input<B, Item: IntoBulkId<R, K> + 'i> + 'i,
{
    let name = model.clone();
    let rows: Later<'i> = Box::new(move |_| {
        let encode = move |id: I::Item| Ok(EncodedRow::delete(present(id.into_bulk_id()?, &name)?));
        ids.into_stream().map(encode).boxed()
    });
    Bulk::new(client, model, Work::Delete, rows)
}

/// The id, which is not empty.
///
/// # Errors
/// It is.
pub(super) fn present(id: String, model: &str) -> Result<String, Error> {
    match id.is_empty() {
        true => Err(Error::invalid_value(Words::NoId { model }.to_string())),
        false => Ok(id),
    }
}
