//! Many records by their ids.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::hash::Hash;
use std::marker::PhantomData;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::input::present;
use super::look::every_page;
use super::messages::Words;
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
    reading: RowDecoder<R>,
    ids: Texts<'i>,
    of: PhantomData<fn() -> I>,
}

type Texts<'i> = Pin<Box<dyn Stream<Item = Result<String, Error>> + Send + 'i>>;

impl<'i, I: From<String> + Eq + Hash, R: Send + 'static> GetMany<'i, I, R> {
    pub(crate) fn new<T: 'i>(
        client: &Client,
        model: impl Into<Cow<'static, str>>,
        reading: RowDecoder<R>,
        ids: Pin<Box<dyn Stream<Item = T> + Send + 'i>>,
        text: fn(T) -> Result<String, Error>,
    ) -> Self {
        let ids = Box::pin(Known { ids, text });
        Self { client: client.clone(), model: model.into(), reading, ids, of: PhantomData }
    }

    async fn all(mut self) -> Result<HashMap<I, R>, Error> {
        let mut asked = HashSet::new();
        while let Some(id) = poll_fn(|context| self.ids.as_mut().poll_next(context)).await {
            asked.insert(present(id?, &self.model)?);
        }
        let mut texts: Vec<String> = asked.iter().cloned().collect();
        let ids: Vec<Value> = texts.iter().map(|id| Value(WireValue::Id(id.clone()))).collect();
        let ids: Vec<&Value> = ids.iter().collect();
        let mut rest = ids.as_slice();
        let mut calls = Vec::new();
        while !rest.is_empty() {
            let (list, many) = self.client.gateway().any_of(self.client.endpoint(), self.model.clone(), "_id", rest)?;
            calls.push((list, texts.drain(..many).collect::<HashSet<String>>()));
            rest = &rest[many..];
        }
        let mut rows = HashMap::with_capacity(ids.len());
        let mut calls = calls.into_iter();
        let mut under_way = Vec::new();
        loop {
            while under_way.len() < self.client.calls_in_flight()
                && let Some((list, ids)) = calls.next()
            {
                let read = read(self.client.clone(), self.model.clone(), self.reading, list, ids);
                under_way.push(Task::spawn(read));
            }
            if under_way.is_empty() {
                return Ok(rows);
            }
            let read = poll_fn(|context| {
                let done = under_way.iter_mut().enumerate().find_map(|(at, task)| match Pin::new(task).poll(context) {
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
            let read = read.await.unwrap_or_else(|| Err(lost()))?;
            // A service that takes no notice of capitals in ids, for example, answers more than was asked for.
            rows.extend(read.into_iter().filter(|(id, _)| asked.contains(id)).map(|(id, row)| (I::from(id), row)));
        }
    }
}

/// The records of a list, each with its id, which a view need not load.
async fn read<R: Send>(
    client: Client,
    model: Cow<'static, str>,
    reading: RowDecoder<R>,
    list: PreparedList,
    asked: HashSet<String>,
) -> Result<Vec<(String, R)>, Error> {
    let mut rows = Vec::new();
    every_page(&client, list, asked.len(), |asked_page, answer| {
        let request = &asked_page.request;
        let mut page = reading.page(client.gateway(), &model, request, answer)?;
        asked_page.cut(&mut page.rows);
        asked_page.cut(&mut page.ids);
        let (records, count) = (page.rows.len(), page.count);
        let text = |at: &Range<u32>| serde_json::from_slice(&answer.body[at.start as usize..at.end as usize]).ok();
        let ids: Vec<String> = page.ids.iter().filter_map(text).collect();
        if ids.len() != records {
            return Err(Error::decode(Words::NoIds.to_string()).in_call(request, &answer.request_id));
        }
        let is_asked = |id: &String| asked.contains(id) || asked.iter().any(|asked| asked.eq_ignore_ascii_case(id));
        if !answer.is_tied && !ids.is_empty() && !ids.iter().any(is_asked) {
            return Err(client.other_answer());
        }
        rows.extend(ids.into_iter().zip(page.rows));
        Ok((records, count))
    })
    .await?;
    Ok(rows)
}

fn lost() -> Error {
    Error::new(ErrorKind::Network, Problem::Text(Words::LostRead.to_string()))
}

/// Ids as texts.
struct Known<'i, T> {
    ids: Pin<Box<dyn Stream<Item = T> + Send + 'i>>,
    text: fn(T) -> Result<String, Error>,
}

impl<T> Stream for Known<'_, T> {
    type Item = Result<String, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let text = self.text;
        self.ids.as_mut().poll_next(context).map(|id| id.map(text))
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
