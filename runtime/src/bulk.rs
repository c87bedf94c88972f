//! Many writes at once: rows in, one outcome for each of them out, in their order.

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
mod look;
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
use encode::Later;
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
/// Nothing is sent until it is awaited, or until its [`stream`](Self::stream) is asked for outcomes. Rows that go together
/// into one call are a chunk, and several chunks are under way at once. Whoever drops it ends the calls that are under
/// way; what became of them nobody knows then.
///
/// ```no_run
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// # async fn run(client: Client) -> weda::Result<()> {
/// let rows = (1..=10_000).map(|number| NewBook { title: format!("第{number}册") });
/// let ids = Book::create_many(&client, rows).await?.into_ids()?; // or look at the outcomes one by one
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is written until it is awaited or its outcomes are asked for"]
pub struct Bulk<'i, I, W = Changes> {
    job: Job,
    limits: Limits,
    /// Made when it begins, since the key is chosen after the input.
    lines: Later<'i>,
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
    fn new(client: &Client, model: Cow<'static, str>, work: Work, lines: Later<'i>) -> Self {
        let job = Job { client: client.clone(), model, work, calls: Calls::default() };
        Self { limits: Limits::of(client), job, lines, progress: None, of: PhantomData }
    }

    /// At most so many rows in one call: 100 unless this says otherwise. No document names the service's limit.
    pub fn max_rows_per_call(mut self, rows: usize) -> Self {
        self.limits.rows = rows.max(1);
        self
    }

    /// At most so many bytes in the body of one call: 900,000 unless this says otherwise. No document names the service's
    /// limit. A row that is larger goes out alone.
    pub fn max_bytes_per_call(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes.max(1);
        self
    }

    /// At most so many calls at once, where [`ClientBuilder::max_concurrent_calls`](crate::ClientBuilder::max_concurrent_calls)
    /// allows more.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.limits.calls = self.limits.calls.min(calls.max(1));
        self
    }

    /// Calls this whenever rows have their outcomes, with the counts so far.
    pub fn on_progress(mut self, report: impl FnMut(OutcomeCounts) + Send + 'i) -> Self {
        self.progress = Some(Box::new(report));
        self
    }

    /// The outcomes one by one, in the order of the rows; for inputs that are long or never end. Few rows are held at a
    /// time.
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
        let lines = (self.lines)(self.job.work.key().cloned());
        OutcomeStream { engine: Engine::new(self.job, lines, self.limits, self.progress), of: PhantomData }
    }
}

impl<R: ReadRow> Bulk<'_, Id<R>, Creates> {
    /// Says that no two records have the same value in this field, so that the value tells which record a row has become.
    ///
    /// Then a create that may have been applied is looked for: where its value is stored, with the other values of the
    /// row, the row has succeeded; where it is not, the row is sent again. Of two rows of the input with one value the
    /// second fails, and nothing is sent for it; a hash of every value is remembered for that. A row without a value
    /// fails.
    ///
    /// It takes the caller's word for that. Where the definition does not call the field unique, the service stores a
    /// second record with the value if it is told to: a write that the service carries out late, after the row was looked
    /// for and sent again, is stored twice then. Nor can a row be found again whose value the service changes, as by
    /// cutting spaces off: it is then not sent again, and stays [`Unknown`](Outcome::Unknown).
    ///
    /// A row whose value was stored before, with the same values in all fields that are sent, cannot be told from one that
    /// was created here: it succeeds where the service refuses it as a duplicate. So an input that broke off can be
    /// written again from its beginning where the definition calls the field unique.
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

    /// One outcome for each row, in their order.
    ///
    /// # Errors
    /// Every row would have met it, and none is stored: keys that are refused, a model that does not exist. What went wrong
    /// with single rows is in their outcomes.
    fn into_future(self) -> Self::IntoFuture {
        let mut stream = self.stream();
        Box::pin(async move {
            let mut outcomes = Vec::new();
            while let Some(outcome) = stream.next().await {
                outcomes.push(outcome);
            }
            match stream.engine.stopped() {
                Some(error) if outcomes.iter().all(Outcome::is_surely_not_stored) => Err(error.clone()),
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

/// The outcomes of a [`Bulk`], one after the other. Made by [`Bulk::stream`].
///
/// It is a [`Stream`]; [`next`](Self::next) asks for one outcome without further crates.
#[must_use = "nothing is written until outcomes are asked for"]
pub struct OutcomeStream<'i, I> {
    engine: Engine<'i>,
    of: PhantomData<fn() -> I>,
}

impl<I: From<String>> OutcomeStream<'_, I> {
    /// The outcome of the next row; `None` behind the last. It may be dropped and called again: no outcome is lost.
    pub async fn next(&mut self) -> Option<Outcome<I>> {
        poll_fn(|context| self.poll_outcome(context)).await
    }

    /// The outcomes so far, those of rows before which others still wait included.
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
