//! Many records by their ids.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::{Future, IntoFuture};
use std::hash::Hash;
use std::marker::PhantomData;
use std::ops::Range;
use std::pin::Pin;

use futures_util::stream::{self, Stream, StreamExt as _};

use super::encode::present;
use super::lookup::every_page;
use super::messages::Message;
use super::{Input, IntoBulkId};
use crate::Error;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::protocol::operation::PreparedList;
use crate::records::RowDecoder;
use crate::task::Task;
use crate::value::{Value, WireValue};

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
        let mut asked = HashSet::new();
        while let Some(id) = self.ids.next().await {
            asked.insert(present(id?, &self.model)?);
        }
        let mut texts: Vec<String> = asked.iter().cloned().collect();
        let ids: Vec<Value> = texts.iter().map(|id| Value(WireValue::Id(id.clone()))).collect();
        let ids: Vec<&Value> = ids.iter().collect();
        let mut rest = ids.as_slice();
        let mut calls = Vec::new();
        while !rest.is_empty() {
            let (list, many) = {
                let (gateway, endpoint) = (self.client.gateway(), self.client.endpoint());
                gateway.any_of(endpoint, self.model.clone(), "_id", rest, self.decoder.select())?
            };
            calls.push((list, texts.drain(..many).collect::<HashSet<String>>()));
            rest = &rest[many..];
        }
        let mut rows = HashMap::with_capacity(ids.len());
        let reads = calls.into_iter().map(|(list, ids)| {
            let read = read(self.client.clone(), self.model.clone(), self.decoder, list, ids);
            async { Task::spawn(read).await.unwrap_or_else(|| Err(lost())) }
        });
        let mut reads = stream::iter(reads).buffer_unordered(self.client.max_concurrent_calls());
        while let Some(read) = reads.next().await {
            // A service may return more than was requested, for example if it compares ids case-insensitively.
            rows.extend(read?.into_iter().filter(|(id, _)| asked.contains(id)).map(|(id, row)| (I::from(id), row)));
        }
        Ok(rows)
    }
}

/// Reads the records of a list with their ids, which a view need not load.
async fn read<R: Send>(
    client: Client,
    model: Cow<'static, str>,
    decoder: RowDecoder<R>,
    list: PreparedList,
    asked: HashSet<String>,
) -> Result<Vec<(String, R)>, Error> {
    every_page(&client, list, asked.len(), |page, answer| {
        let request = &page.request;
        let page = decoder.page(client.gateway(), &model, request, answer)?;
        let (records, count) = (page.rows.len(), page.count);
        let text = |at: &Range<u32>| serde_json::from_slice(&answer.body[at.start as usize..at.end as usize]).ok();
        let ids: Vec<String> = page.ids.iter().filter_map(text).collect();
        if ids.len() != records {
            return Err(Error::decode(Message::MissingIds.to_string()).in_call(request, &answer.request_id));
        }
        let is_asked = |id: &String| asked.contains(id) || asked.iter().any(|asked| asked.eq_ignore_ascii_case(id));
        if !answer.is_tied && !ids.is_empty() && !ids.iter().any(is_asked) {
            return Err(client.other_answer());
        }
        Ok((ids.into_iter().zip(page.rows).collect(), count))
    })
    .await
}

fn lost() -> Error {
    Error::new(ErrorKind::Network, Problem::Text(Message::ReadTaskLost.to_string()))
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
