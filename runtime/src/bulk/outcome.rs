//! Outcomes of rows.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, Range};
use std::sync::Arc;
use std::{slice, vec};

use super::messages::{FailureSummary, Message};
use crate::Error;
use crate::error::Problem;

/// The outcome of one row of a bulk write.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome<I> {
    /// The write was applied; holds the id of the record.
    Succeeded(I),
    /// The write was not applied.
    Failed(Error),
    /// The write may have been applied.
    Unknown(Unconfirmed<I>),
    /// The row was not sent, since an earlier error would fail it as well: rejected keys or an unknown model, for example.
    NotSent(Error),
}

impl<I> Outcome<I> {
    /// The id of the record, if the row succeeded.
    pub fn id(&self) -> Option<&I> {
        match self {
            Outcome::Succeeded(id) => Some(id),
            _ => None,
        }
    }

    /// The error, unless the row succeeded.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Outcome::Succeeded(_) => None,
            Outcome::Failed(error) | Outcome::NotSent(error) => Some(error),
            Outcome::Unknown(unconfirmed) => Some(unconfirmed.error()),
        }
    }

    /// Returns true if the row succeeded.
    pub fn is_succeeded(&self) -> bool {
        matches!(self, Outcome::Succeeded(_))
    }

    pub(super) fn is_certainly_not_stored(&self) -> bool {
        matches!(self, Outcome::Failed(_) | Outcome::NotSent(_))
    }

    /// Returns true if the outcome is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Outcome::Unknown(_))
    }
}

impl Outcome<String> {
    /// Converts the ids.
    pub(super) fn with_ids<I: From<String>>(self) -> Outcome<I> {
        match self {
            Outcome::Succeeded(id) => Outcome::Succeeded(id.into()),
            Outcome::Failed(error) => Outcome::Failed(error),
            Outcome::Unknown(unconfirmed) => {
                Outcome::Unknown(Unconfirmed { shared: unconfirmed.shared, of: PhantomData })
            }
            Outcome::NotSent(error) => Outcome::NotSent(error),
        }
    }
}

/// The details of an unknown outcome, shared by the rows of a chunk.
#[derive(Clone)]
pub struct Unconfirmed<I> {
    shared: Arc<Shared>,
    of: PhantomData<fn() -> I>,
}

struct Shared {
    error: Error,
    ids: Vec<String>,
    rows: Range<u64>,
}

impl Unconfirmed<String> {
    /// `rows` are the positions of the chunk's rows.
    pub(super) fn new(error: Error, ids: Vec<String>, rows: Range<u64>) -> Self {
        Self { shared: Arc::new(Shared { error, ids, rows }), of: PhantomData }
    }
}

impl<I: From<String>> Unconfirmed<I> {
    /// The ids that were returned: records that are stored, but cannot be matched to rows.
    pub fn ids(&self) -> Vec<I> {
        self.shared.ids.iter().cloned().map(I::from).collect()
    }
}

impl<I> Unconfirmed<I> {
    /// The error. Its [`in_doubt`](Error::in_doubt) has what was sent, and when.
    pub fn error(&self) -> &Error {
        &self.shared.error
    }

    /// The range of the rows that were sent together, counted from 0. It may include rows that were not sent or were sent
    /// alone.
    pub fn rows(&self) -> Range<u64> {
        self.shared.rows.clone()
    }
}

impl<I> fmt::Debug for Unconfirmed<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shared { error, ids, rows } = &*self.shared;
        f.debug_struct("Unconfirmed").field("error", error).field("ids", ids).field("rows", rows).finish()
    }
}

/// Number of rows by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeCounts {
    /// Number of rows that succeeded.
    pub succeeded: u64,
    /// Number of rows that failed.
    pub failed: u64,
    /// Number of rows whose outcome is unknown.
    pub unknown: u64,
    /// Number of rows that were not sent.
    pub not_sent: u64,
}

impl OutcomeCounts {
    /// The total number of rows.
    pub fn rows(&self) -> u64 {
        self.succeeded + self.failed + self.unknown + self.not_sent
    }

    pub(super) fn count<I>(&mut self, outcome: &Outcome<I>) {
        *match outcome {
            Outcome::Succeeded(_) => &mut self.succeeded,
            Outcome::Failed(_) => &mut self.failed,
            Outcome::Unknown(_) => &mut self.unknown,
            Outcome::NotSent(_) => &mut self.not_sent,
        } += 1;
    }
}

/// The outcomes of a bulk write, one per row, in input order.
///
/// ```no_run
/// # use weda::prelude::*;
/// # #[weda_model("book")]
/// # struct Book { id: Id<Book>, title: String }
/// # async fn run(client: Client, titles: Vec<String>) -> weda::Result<()> {
/// let rows = titles.iter().map(|title| NewBook { title: title.clone() });
/// let outcomes = Book::create_many(&client, rows).await?;
/// for (title, outcome) in titles.iter().zip(&outcomes) {
///     match outcome.error() {
///         None => println!("{title}: stored"),
///         Some(error) => println!("{title}: {error}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "some rows may have failed: check the outcomes, or call `into_ids()?`"]
pub struct Outcomes<I>(Vec<Outcome<I>>);

impl<I> Outcomes<I> {
    /// Returns the ids of the records in input order, if all rows succeeded.
    ///
    /// # Errors
    /// Returns an error with the counts and the first row's error if not all rows succeeded. Its kind is that of the first
    /// error, and it has [`Error::in_doubt`] if a row may be stored.
    pub fn into_ids(self) -> Result<Vec<I>, Error> {
        let Some((row, first)) = self.0.iter().zip(1..).find_map(|(outcome, row)| Some((row, outcome.error()?))) else {
            let ids = self.0.into_iter().filter_map(|outcome| match outcome {
                Outcome::Succeeded(id) => Some(id),
                _ => None,
            });
            return Ok(ids.collect());
        };
        let doubt = self.0.iter().filter_map(Outcome::error).find_map(Error::in_doubt).cloned();
        let message =
            Message::Failures(FailureSummary { counts: self.counts(), row, first: first.clone().with_doubt(None) });
        let error = Error::new(first.kind(), Problem::Text(message.to_string()));
        Err(error.with_repeated_cause(first.clone()).with_doubt(doubt))
    }

    /// Iterates over the rows that did not succeed, with positions counted from 0 and errors: rows that failed, were not sent,
    /// or have an unknown outcome. The errors of the latter have [`in_doubt`](Error::in_doubt).
    ///
    /// ```no_run
    /// # use weda::prelude::*;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String }
    /// # async fn run(client: Client, titles: Vec<String>) -> weda::Result<()> {
    /// let rows = titles.iter().map(|title| NewBook { title: title.clone() });
    /// for (row, error) in Book::create_many(&client, rows).await?.failures() {
    ///     println!("{}: {error}", titles[row]);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn failures(&self) -> impl Iterator<Item = (usize, &Error)> {
        self.0.iter().enumerate().filter_map(|(row, outcome)| Some((row, outcome.error()?)))
    }

    /// Counts the rows by outcome.
    pub fn counts(&self) -> OutcomeCounts {
        let mut counts = OutcomeCounts::default();
        self.0.iter().for_each(|outcome| counts.count(outcome));
        counts
    }

    /// Returns the outcomes by reference, in the order of the rows.
    pub fn iter(&self) -> slice::Iter<'_, Outcome<I>> {
        self.0.iter()
    }

    /// Returns the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if the input had no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the outcomes as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[Outcome<I>] {
        &self.0
    }

    /// Returns the outcomes as a vector.
    pub fn into_vec(self) -> Vec<Outcome<I>> {
        self.0
    }
}

impl<I> From<Vec<Outcome<I>>> for Outcomes<I> {
    fn from(outcomes: Vec<Outcome<I>>) -> Self {
        Self(outcomes)
    }
}

/// Returns the outcome of the row at this position.
///
/// # Panics
/// Panics if there are fewer rows.
impl<I> Index<usize> for Outcomes<I> {
    type Output = Outcome<I>;

    fn index(&self, row: usize) -> &Outcome<I> {
        &self.0[row]
    }
}

impl<I> IntoIterator for Outcomes<I> {
    type Item = Outcome<I>;
    type IntoIter = vec::IntoIter<Outcome<I>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'o, I> IntoIterator for &'o Outcomes<I> {
    type Item = &'o Outcome<I>;
    type IntoIter = slice::Iter<'o, Outcome<I>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
