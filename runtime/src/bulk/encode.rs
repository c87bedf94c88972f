//! Encodes the items of an input as rows.

use std::borrow::Cow;
use std::pin::Pin;

use futures_util::stream::{Stream, StreamExt as _};

use super::encoded_row::EncodedRow;
use super::job::Work;
use super::messages::Message;
use super::{Bulk, Creates, Input, IntoBulkId, IntoChange, IntoRow};
use crate::Error;
use crate::client::Client;

/// The encoded rows of an input.
pub(crate) type EncodedRows<'i> = Pin<Box<dyn Stream<Item = Result<EncodedRow, Error>> + Send + 'i>>;

/// Encodes the rows; the argument is the field of `unique_by`.
pub(crate) type DeferredRows<'i> = Box<dyn FnOnce(Option<Cow<'static, str>>) -> EncodedRows<'i> + Send + 'i>;

pub(crate) fn create_many<'i, R, B, K, I, O: From<String>>(
    client: &Client,
    model: Cow<'static, str>,
    rows: I,
) -> Bulk<'i, O, Creates>
where
    I: Input<B, Item: IntoRow<R, K> + 'i> + 'i,
{
    let handle = client.clone();
    let rows: DeferredRows<'i> = Box::new(move |key| {
        let encode = move |row: I::Item| EncodedRow::create(row.into_row()?.fields, handle.gateway(), key.as_deref());
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
    let (handle, name) = (client.clone(), model.clone());
    let rows: DeferredRows<'i> = Box::new(move |_| {
        let encode = move |change: I::Item| {
            let (id, patch) = change.into_change()?;
            EncodedRow::update(present(id, &name)?, patch.fields, handle.gateway())
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
    let rows: DeferredRows<'i> = Box::new(move |_| {
        let encode = move |id: I::Item| Ok(EncodedRow::delete(present(id.into_bulk_id()?, &name)?));
        ids.into_stream().map(encode).boxed()
    });
    Bulk::new(client, model, Work::Delete, rows)
}

/// Checks an id.
///
/// # Errors
/// Returns an error if the id is empty.
pub(super) fn present(id: String, model: &str) -> Result<String, Error> {
    match id.is_empty() {
        true => Err(Error::invalid_value(Message::EmptyId { model }.to_string())),
        false => Ok(id),
    }
}
