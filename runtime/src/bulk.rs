//! Bulk calls: many creates, updates or deletes, with one outcome per row, in input order.

mod answer;
mod change;
mod chunk;
mod create;
mod created;
mod encode;
mod encoded_row;
mod engine;
mod get;
mod in_order;
mod input;
mod items;
mod job;
mod lookup;
mod messages;
mod next_chunk;
mod outcome;
mod reconcile;
mod seen;
mod sending;
mod split;

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

pub(crate) use change::update_checked;
use encode::DeferredRows;
pub(crate) use encode::{create_many, delete_many, update_many};
use engine::Engine;
pub use get::GetMany;
pub use input::Input;
#[doc(hidden)]
pub use input::{Iterators, Streams};
#[doc(hidden)]
pub use items::{Checked, Plain};
pub use items::{IntoBulkId, IntoChange, IntoRow};
use job::{Job, Limits, Work};
pub use outcome::{Outcome, OutcomeCounts, Outcomes, Unconfirmed};
use sending::Calls;

use crate::client::Client;
use crate::model::Comparable;
use crate::model::SameModel;
use crate::model::Writable;
use crate::records::ReadRow;
use crate::{Error, Field, Id};

/// Many creates, updates or deletes: [`Row::create_many`](crate::Row::create_many),
/// [`Row::update_many`](crate::Row::update_many), [`Row::delete_many`](crate::Row::delete_many).
///
/// Nothing is sent until it is awaited, or until its [`stream`](Self::stream) is polled. The rows of one call are a chunk;
/// several chunks are sent concurrently. Dropping the future or stream cancels the calls in flight, whose outcomes are then
/// unknown.
///
/// ```no_run
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// # async fn run(client: Client) -> weda::Result<()> {
/// let rows = (1..=10_000).map(|number| NewBook { title: format!("第{number}册") });
/// let ids = Book::create_many(&client, rows).await?.into_ids()?; // or check the outcomes one by one
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is written until it is awaited or its outcomes are asked for"]
pub struct Bulk<'i, I, W = Changes> {
    job: Job,
    limits: Limits,
    /// Encoded when the call starts, since `unique_by` is called after the input is given.
    rows: DeferredRows<'i>,
    progress: Option<Progress<'i>>,
    of: PhantomData<fn() -> (I, W)>,
}

type Progress<'i> = Box<dyn FnMut(OutcomeCounts) + Send + 'i>;

/// Marks a [`Bulk`] whose rows become new records.
#[doc(hidden)]
#[derive(Debug)]
pub enum Creates {}

/// Marks a [`Bulk`] that changes or deletes records by their ids.
#[doc(hidden)]
#[derive(Debug)]
pub enum Changes {}

impl<'i, I: From<String>, W> Bulk<'i, I, W> {
    fn new(client: &Client, model: Cow<'static, str>, work: Work, rows: DeferredRows<'i>) -> Self {
        let job = Job { client: client.clone(), model, work, calls: Calls::default() };
        Self { limits: Limits::of(client), job, rows, progress: None, of: PhantomData }
    }

    /// Limits the number of rows per call. Defaults to 100. The service's limit is not documented.
    pub fn max_rows_per_call(mut self, rows: usize) -> Self {
        self.limits.rows = rows.max(1);
        self
    }

    /// Limits the size of the body of a call, in bytes. Defaults to 900,000. The service's limit is not documented. A larger row
    /// is sent alone.
    pub fn max_bytes_per_call(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes.max(1);
        self
    }

    /// Limits the number of concurrent calls. Defaults to
    /// [`ClientBuilder::max_concurrent_calls`](crate::ClientBuilder::max_concurrent_calls), which it cannot exceed.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.limits.calls = self.limits.calls.min(calls.max(1));
        self
    }

    /// Sets a callback that receives the counts so far whenever rows have outcomes.
    pub fn on_progress(mut self, report: impl FnMut(OutcomeCounts) + Send + 'i) -> Self {
        self.progress = Some(Box::new(report));
        self
    }

    /// Streams the outcomes in input order. For long or endless inputs: only few rows are held in memory.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, titles: impl Iterator<Item = String> + Send) -> weda::Result<()> {
    /// let mut outcomes = Book::create_many(&client, titles.map(|title| NewBook { title })).stream();
    /// while let Some(outcome) = outcomes.next().await {
    ///     if let Some(error) = outcome.error() {
    ///         eprintln!("{error}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> OutcomeStream<'i, I> {
        let rows = (self.rows)(self.job.work.key().cloned());
        OutcomeStream { engine: Engine::new(self.job, rows, self.limits, self.progress), of: PhantomData }
    }
}

impl<R: ReadRow> Bulk<'_, Id<R>, Creates> {
    /// Declares the values of a field unique, so that a value identifies the record of a row.
    ///
    /// A create that may have been applied is then looked up by its value. If a record with all values of the row is stored,
    /// the row has succeeded; if no record has the value, the row is sent again. Of two input rows with the same value, the
    /// second fails without being sent; a hash of every value is kept for this. A row without a value fails.
    ///
    /// The uniqueness is the caller's responsibility. If the definition does not declare the field unique, a write that the
    /// service applies late, after the row was looked up and sent again, is stored twice. If the service changes the value, for
    /// example by trimming spaces, the row cannot be found: it is not sent again, and stays [`Unknown`](Outcome::Unknown).
    ///
    /// A record that was stored before with the same values as the row cannot be distinguished from a new one: the row
    /// succeeds if the service refuses it as a duplicate. So an interrupted input can be written again from its start if the
    /// definition declares the field unique.
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, isbns: Vec<String>) -> weda::Result<()> {
    /// let rows = isbns.into_iter().map(|isbn| NewBook { title: "边城".into() }.set(Book::ISBN, isbn));
    /// let ids = Book::create_many(&client, rows).unique_by(Book::ISBN).await?.into_ids()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn unique_by<F, K, A>(self, field: Field<F, K, A>) -> Self
    where
        F: SameModel<R>,
        K: Comparable,
        A: Writable,
    {
        self.known_by(field.name().into())
    }
}

impl<I> Bulk<'_, I, Creates> {
    pub(crate) fn known_by(mut self, field: Cow<'static, str>) -> Self {
        self.job.work = Work::Create { key: Some(field) };
        self
    }
}

impl<'i, I: From<String> + Send + 'i, W> IntoFuture for Bulk<'i, I, W> {
    type Output = Result<Outcomes<I>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'i>>;

    /// Returns one outcome per row, in input order.
    ///
    /// # Errors
    /// Returns an error if it affects every row and no row is stored: the keys are rejected or the model does not exist, for
    /// example. Errors of single rows are in their outcomes.
    fn into_future(self) -> Self::IntoFuture {
        let mut stream = self.stream();
        Box::pin(async move {
            let mut outcomes = Vec::new();
            while let Some(outcome) = stream.next().await {
                outcomes.push(outcome);
            }
            match stream.engine.stopped() {
                Some(error) if outcomes.iter().all(Outcome::is_certainly_not_stored) => Err(error.clone()),
                _ => Ok(Outcomes::from(outcomes)),
            }
        })
    }
}

impl<I, W> fmt::Debug for Bulk<'_, I, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk").field("model", &self.job.model).field("work", &self.job.work).finish_non_exhaustive()
    }
}

/// A stream of the outcomes of a [`Bulk`]. Created by [`Bulk::stream`].
///
/// It is a [`Stream`]; [`next`](Self::next) returns one outcome without further crates.
#[must_use = "nothing is written until the stream is polled"]
pub struct OutcomeStream<'i, I> {
    engine: Engine<'i>,
    of: PhantomData<fn() -> I>,
}

impl<I: From<String>> OutcomeStream<'_, I> {
    /// Returns the outcome of the next row; `None` after the last. Cancel safe: no outcome is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Outcome<I>> {
        poll_fn(|context| self.poll_outcome(context)).await
    }

    /// The counts so far, including outcomes that wait for those of earlier rows.
    pub fn counts(&self) -> OutcomeCounts {
        self.engine.counts()
    }

    fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<I>>> {
        Poll::Ready(ready!(self.engine.poll_outcome(context)).map(Outcome::with_ids))
    }
}

impl<I: From<String>> Stream for OutcomeStream<'_, I> {
    type Item = Outcome<I>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_outcome(context)
    }
}

impl<I> fmt::Debug for OutcomeStream<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutcomeStream").field("counts", &self.engine.counts()).finish_non_exhaustive()
    }
}

fn sendable<T: Send>() {}
const _: fn() = || {
    sendable::<Bulk<'_, String, Creates>>();
    sendable::<OutcomeStream<'_, String>>();
    sendable::<<Bulk<'_, String> as IntoFuture>::IntoFuture>();
    sendable::<Error>();
};
