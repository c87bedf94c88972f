//! Many records by their ids.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::{Future, IntoFuture};
use std::hash::Hash;
use std::marker::PhantomData;
use std::pin::Pin;

use futures_util::stream::{Stream, StreamExt as _};

use super::encode::present;
use super::{Input, IntoBulkId};
use crate::Error;
use crate::client::Client;
use crate::records::{Record, RowDecoder};
use crate::related::{Loader, by_ids};

/// Many records by their ids: [`Row::get_many`](crate::Row::get_many).
#[must_use = "nothing is read until it is awaited"]
pub struct GetMany<'i, I, R> {
    client: Client,
    model: Cow<'static, str>,
    decoder: RowDecoder<R>,
    ids: IdStream<'i>,
    of: PhantomData<fn() -> I>,
}

type IdStream<'i> = Pin<Box<dyn Stream<Item = Result<String, Error>> + Send + 'i>>;

impl<'i, I: From<String> + Eq + Hash, R: Send + 'static> GetMany<'i, I, R> {
    pub(crate) fn new<M, B, K, T>(client: &Client, model: Cow<'static, str>, decoder: RowDecoder<R>, ids: T) -> Self
    where
        T: Input<B, Item: IntoBulkId<M, K> + 'i> + 'i,
    {
        let ids = ids.into_stream().map(|id: T::Item| id.into_bulk_id()).boxed();
        Self { client: client.clone(), model, decoder, ids, of: PhantomData }
    }

    async fn all(mut self) -> Result<HashMap<I, R>, Error> {
        let loader = Loader::of(&self.client, self.decoder.related())?;
        let mut asked = HashSet::new();
        while let Some(id) = self.ids.next().await {
            asked.insert(present(id?, &self.model)?);
        }
        let (client, model, decoder) = (self.client, self.model, self.decoder);
        let Some(loader) = loader else {
            let rows = by_ids(&client, model, decoder, decoder.select(), asked).await?;
            return Ok(rows.into_iter().map(|(id, row)| (I::from(id), row)).collect());
        };
        let (ids, records): (Vec<String>, Vec<Record>) =
            by_ids(&client, model.clone(), RowDecoder::text(), decoder.select(), asked).await?.into_iter().unzip();
        let found = loader.load(&records).await?;
        let row = |record: &Record| decoder.linked(&model, record, &found).map_err(Error::decode);
        ids.into_iter().zip(&records).map(|(id, record)| Ok((I::from(id), row(record)?))).collect()
    }
}

impl<'i, I, R> IntoFuture for GetMany<'i, I, R>
where
    I: From<String> + Eq + Hash + Send + 'i,
    R: Send + 'static,
{
    type Output = Result<HashMap<I, R>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'i>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.all())
    }
}

impl<I, R> fmt::Debug for GetMany<'_, I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetMany").field("model", &self.model).finish_non_exhaustive()
    }
}
