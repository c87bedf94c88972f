//! Many records by their ids.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::marker::PhantomData;
use std::ops::Range;
use std::pin::Pin;
use std::task::Poll;

use futures_core::Stream;
use tokio::task::{JoinError, JoinHandle};

use super::input::{Input, IntoKnown, present};
use super::look::{PAGE, every_page};
use super::words::Words;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::value::{Value, Wire};
use crate::{Error, Id, Row, codec, odata};

/// Many records by their ids: [`Row::get_many`].
#[must_use = "nothing is read until it is awaited"]
pub struct GetMany<'i, R> {
    client: Client,
    ids: Pin<Box<dyn Stream<Item = Result<String, Error>> + Send + 'i>>,
    of: PhantomData<fn() -> R>,
}

impl<'i, R: Row> GetMany<'i, R> {
    pub(crate) fn new<B, I: IntoKnown + 'i>(client: &Client, ids: impl Input<B, Item = I> + 'i) -> Self {
        let ids = Box::pin(Known(ids.into_stream()));
        Self { client: client.clone(), ids, of: PhantomData }
    }

    async fn all(mut self) -> Result<HashMap<Id<R>, R>, Error> {
        let mut asked = HashSet::new();
        while let Some(id) = poll_fn(|context| self.ids.as_mut().poll_next(context)).await {
            asked.insert(present(id?, R::IDENTIFIER)?);
        }
        let ids: Vec<Value> = asked.iter().map(|id| Value(Wire::Id(id.clone()))).collect();
        let mut rest = ids.as_slice();
        let mut calls = Vec::new();
        while !rest.is_empty() {
            let (list, many) = odata::any_of(&self.client, R::IDENTIFIER, "_id", rest, PAGE)?;
            rest = &rest[many..];
            calls.push(list);
        }
        let mut rows = HashMap::with_capacity(ids.len());
        let mut calls = calls.into_iter();
        let mut under_way = Vec::new();
        loop {
            while under_way.len() < self.client.calls_in_flight().max(1)
                && let Some(list) = calls.next()
            {
                under_way.push(Task(tokio::spawn(read::<R>(self.client.clone(), list))));
            }
            if under_way.is_empty() {
                return Ok(rows);
            }
            let read = poll_fn(|context| {
                let done =
                    under_way.iter_mut().enumerate().find_map(|(at, task)| match Pin::new(&mut task.0).poll(context) {
                        Poll::Ready(read) => Some((at, read)),
                        Poll::Pending => None,
                    });
                match done {
                    Some((at, read)) => {
                        drop(under_way.swap_remove(at));
                        Poll::Ready(read)
                    }
                    None => Poll::Pending,
                }
            });
            let read = read.await.unwrap_or_else(|error| Err(lost(error)))?;
            // A service that takes no notice of capitals in ids, for example, answers more than was asked for.
            rows.extend(read.into_iter().filter(|(id, _)| asked.contains(id)).map(|(id, row)| (Id::new(id), row)));
        }
    }
}

/// The records of a list, each with its id, which a view need not load.
async fn read<R: Row>(client: Client, list: odata::List) -> Result<Vec<(String, R)>, Error> {
    let mut rows = Vec::new();
    every_page(&client, list, |request, answer| {
        let page = codec::page::<R>(&answer.body)
            .map_err(|fault| Error::decode(fault).in_call(request, &answer.request_id))?;
        let (records, count) = (page.rows.len(), page.count);
        let text = |at: &Range<u32>| serde_json::from_slice(&answer.body[at.start as usize..at.end as usize]).ok();
        let ids = page.ids.iter().filter_map(text);
        rows.extend(ids.zip(page.rows));
        Ok((records, count))
    })
    .await?;
    Ok(rows)
}

fn lost(error: JoinError) -> Error {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Error::new(ErrorKind::Network, Problem::Text(Words::LostRead.to_string())),
    }
}

/// It ends when nobody waits for it any more.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Ids as texts.
struct Known<'i, I>(Pin<Box<dyn Stream<Item = I> + Send + 'i>>);

impl<I: IntoKnown> Stream for Known<'_, I> {
    type Item = Result<String, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut std::task::Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|id| id.map(IntoKnown::into_known))
    }
}

impl<'i, R: Row + 'static> IntoFuture for GetMany<'i, R> {
    type Output = Result<HashMap<Id<R>, R>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'i>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.all())
    }
}

impl<R: Row> fmt::Debug for GetMany<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetMany").field("model", &R::IDENTIFIER).finish_non_exhaustive()
    }
}
