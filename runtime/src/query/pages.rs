//! Results of queries: pages and streams of records.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;

use super::paginator::Paginator;
use super::{Cursor, InvalidRecord, QuerySpec, RowDecoder};
use crate::Error;

/// The records of one request.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<R> {
    /// The records.
    pub rows: Vec<R>,
    /// Records that do not fit their type; only in the pages of [`Query::allow_invalid`](crate::Query::allow_invalid).
    pub invalid: Vec<InvalidRecord>,
    /// Total number of matches, if the service returns it.
    pub count: Option<u64>,
    /// Cursor of the next page; `None` after the last page.
    pub next: Option<Cursor>,
}

/// The pages of a query in order. Created by [`Query::pages`](crate::Query::pages).
///
/// Implements [`Stream`]; [`next`](Self::next) works without further crates. Dropping it cancels the requests in
/// flight.
#[must_use = "nothing is read until a page is requested"]
pub struct Pages<R>(Paginator<R>);

/// The records of a query in order. Created by [`Query::stream`](crate::Query::stream).
///
/// Implements [`Stream`]; [`next`](Self::next) works without further crates.
#[must_use = "nothing is read until a record is requested"]
pub struct RowStream<R> {
    paginator: Paginator<R>,
    page: vec::IntoIter<R>,
}

impl<R: Send + 'static> Pages<R> {
    pub(crate) fn of(spec: QuerySpec, decoder: RowDecoder<R>) -> Self {
        Self(Paginator::of(spec, decoder))
    }

    /// Reads only the first page.
    pub(crate) async fn first(mut spec: QuerySpec, decoder: RowDecoder<R>) -> Result<Page<R>, Error> {
        spec.prefetch = 1;
        match Self::of(spec, decoder).next().await {
            Some(page) => page,
            None => Ok(Page { rows: Vec::new(), invalid: Vec::new(), count: None, next: None }),
        }
    }

    /// Reads all pages.
    pub(crate) async fn all(mut self) -> Result<Vec<R>, Error> {
        let mut rows = Vec::new();
        while let Some(page) = self.next().await {
            let mut page = page?.rows;
            match rows.is_empty() {
                true => rows = page,
                false => rows.append(&mut page),
            }
            self.check_max_records(rows.len())?;
        }
        Ok(rows)
    }

    /// Returns the next page, or `None` after the last one and after an error. Cancel safe: if the future is dropped,
    /// no page is lost.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`ErrorKind::UnstableOrder`](crate::ErrorKind::UnstableOrder)
    /// if pages overlap or miss records.
    pub async fn next(&mut self) -> Option<Result<Page<R>, Error>> {
        poll_fn(|context| self.0.poll_page(context)).await
    }

    /// # Errors
    /// Returns an error if a caller who collects all records would exceed the client's limit.
    pub(super) fn check_max_records(&self, records: usize) -> Result<(), Error> {
        self.0.check_max_records(records)
    }

    /// Returns the cursor after the last returned page, to resume from after an error.
    pub fn cursor(&self) -> Option<Cursor> {
        self.0.cursor()
    }
}

impl<R: Send + 'static> RowStream<R> {
    pub(crate) fn of(spec: QuerySpec, decoder: RowDecoder<R>) -> Self {
        Self { paginator: Paginator::of(spec, decoder), page: Vec::new().into_iter() }
    }

    /// Returns the next record, or `None` after the last one and after an error. Cancel safe: if the future is dropped,
    /// no record is lost.
    ///
    /// # Errors
    /// See [errors of calls](crate::Error#kinds). Ends in [`ErrorKind::UnstableOrder`](crate::ErrorKind::UnstableOrder)
    /// if pages overlap or miss records.
    pub async fn next(&mut self) -> Option<Result<R, Error>> {
        poll_fn(|context| self.poll_row(context)).await
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R, Error>>> {
        loop {
            if let Some(row) = self.page.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(self.paginator.poll_page(context)) {
                Some(Ok(page)) => self.page = page.rows.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing is pinned inside: futures are boxed.
impl<R> Unpin for Pages<R> {}
impl<R> Unpin for RowStream<R> {}

impl<R: Send + 'static> Stream for Pages<R> {
    type Item = Result<Page<R>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_page(context)
    }
}

impl<R: Send + 'static> Stream for RowStream<R> {
    type Item = Result<R, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(context)
    }
}

impl<R> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.0).finish()
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RowStream").field(&self.paginator).finish()
    }
}
