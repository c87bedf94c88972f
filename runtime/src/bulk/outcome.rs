//! What became of the rows.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, Range};
use std::sync::Arc;
use std::{slice, vec};

use super::messages::{Counted, Words};
use crate::Error;
use crate::error::Problem;

/// What became of one row of a bulk write.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome<I> {
    /// It is stored: the id of its record.
    Succeeded(I),
    /// It is not stored, and why.
    Failed(Error),
    /// It may be stored: nobody says so, and nobody says no.
    Unknown(Unconfirmed<I>),
    /// It was not sent, since an earlier error would have met it too: keys that are refused, a model that does not exist.
    NotSent(Error),
}

impl<I> Outcome<I> {
    /// The id of the record, where the row is stored.
    pub fn id(&self) -> Option<&I> {
        match self {
            Outcome::Succeeded(id) => Some(id),
            _ => None,
        }
    }

    /// What went wrong, where something did.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Outcome::Succeeded(_) => None,
            Outcome::Failed(error) | Outcome::NotSent(error) => Some(error),
            Outcome::Unknown(unsettled) => Some(unsettled.error()),
        }
    }

    /// Whether the row is stored.
    pub fn is_succeeded(&self) -> bool {
        matches!(self, Outcome::Succeeded(_))
    }

    pub(super) fn is_surely_not_stored(&self) -> bool {
        matches!(self, Outcome::Failed(_) | Outcome::NotSent(_))
    }

    /// Whether the row may be stored.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Outcome::Unknown(_))
    }
}

impl Outcome<String> {
    /// The same with typed ids.
    pub(super) fn with_ids<I: From<String>>(self) -> Outcome<I> {
        match self {
            Outcome::Succeeded(id) => Outcome::Succeeded(id.into()),
            Outcome::Failed(error) => Outcome::Failed(error),
            Outcome::Unknown(unsettled) => Outcome::Unknown(Unconfirmed { shared: unsettled.shared, of: PhantomData }),
            Outcome::NotSent(error) => Outcome::NotSent(error),
        }
    }
}

/// Why nobody knows what became of a row. The rows of one chunk share it.
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
    /// The ids that came back: records that are stored, though nothing tells which row each of them is.
    pub fn ids(&self) -> Vec<I> {
        self.shared.ids.iter().cloned().map(I::from).collect()
    }
}

impl<I> Unconfirmed<I> {
    /// What went wrong. Its [`in_doubt`](Error::in_doubt) says what was sent, and when.
    pub fn error(&self) -> &Error {
        &self.shared.error
    }

    /// The rows that were sent together, from the first to behind the last, the input's first row being 0. There may be
    /// others between them, which were not sent or went alone.
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

/// How many rows have which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeCounts {
    /// Rows that are stored.
    pub succeeded: u64,
    /// Rows that are not.
    pub failed: u64,
    /// Rows that may be stored.
    pub unknown: u64,
    /// Rows that were not sent.
    pub not_sent: u64,
}

impl OutcomeCounts {
    /// All of them.
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

/// One outcome for each row, in the order of the rows.
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
#[must_use = "some rows may have failed: look at the outcomes, or call `into_ids()?`"]
pub struct Outcomes<I>(Vec<Outcome<I>>);

impl<I> Outcomes<I> {
    /// The ids of the records in the order of the rows, if all of them succeeded.
    ///
    /// # Errors
    /// Some did not: the error counts them and says what went wrong with the first. Its kind is that of the first, and
    /// [`Error::in_doubt`] is there where a row may be stored.
    pub fn into_ids(self) -> Result<Vec<I>, Error> {
        let Some((row, first)) = self.0.iter().zip(1..).find_map(|(outcome, row)| Some((row, outcome.error()?))) else {
            let ids = self.0.into_iter().filter_map(|outcome| match outcome {
                Outcome::Succeeded(id) => Some(id),
                _ => None,
            });
            return Ok(ids.collect());
        };
        let doubt = self.0.iter().filter_map(Outcome::error).find_map(Error::in_doubt).cloned();
        let words = Words::NotAll(Counted { tally: self.counts(), row, first: first.clone().with_doubt(None) });
        let error = Error::new(first.kind(), Problem::Text(words.to_string()));
        Err(error.with_repeated_cause(first.clone()).with_doubt(doubt))
    }

    /// The rows that are not surely stored, by their positions from 0 on, with what went wrong: those that failed, those
    /// that were not sent, and those of which nobody knows, whose errors have an [`in_doubt`](Error::in_doubt).
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

    /// How many rows have which outcome.
    pub fn counts(&self) -> OutcomeCounts {
        let mut tally = OutcomeCounts::default();
        self.0.iter().for_each(|outcome| tally.count(outcome));
        tally
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

/// The outcome of the row at this position.
///
/// # Panics
/// If there are fewer rows.
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
