//! What a query gives when it is not awaited as a whole: a page, pages, or a stream of records.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;

use super::paginator::Paginator;
use super::{Cursor, InvalidRecord, QuerySpec, RowDecoder};
use crate::Error;

/// Some of the records of a query, those that one request brought.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<R> {
    /// The records.
    pub rows: Vec<R>,
    /// Records that do not fit their type; there may be some only in the pages of [`Query::allow_invalid`](crate::Query::allow_invalid).
    pub invalid: Vec<InvalidRecord>,
    /// How many records match in all, where the service says so.
    pub count: Option<u64>,
    /// Where the query goes on; `None` where this was the last page.
    pub next: Option<Cursor>,
}

/// The pages of a query, one after the other. Made by [`Query::pages`](crate::Query::pages).
///
/// It is a [`Stream`]; [`next`](Self::next) asks for one page without further crates. Whoever drops it gives up the pages
/// that are under way.
#[must_use = "nothing is read until pages are asked for"]
pub struct Pages<R>(Paginator<R>);

/// The records of a query, one after the other. Made by [`Query::stream`](crate::Query::stream).
///
/// It is a [`Stream`]; [`next`](Self::next) asks for one record without further crates.
#[must_use = "nothing is read until records are asked for"]
pub struct RowStream<R> {
    paginator: Paginator<R>,
    page: vec::IntoIter<R>,
}

impl<R: Send + 'static> Pages<R> {
    pub(crate) fn of(spec: QuerySpec, reading: RowDecoder<R>) -> Self {
        Self(Paginator::of(spec, reading))
    }

    /// The first page alone.
    pub(crate) async fn first(mut spec: QuerySpec, reading: RowDecoder<R>) -> Result<Page<R>, Error> {
        spec.prefetch = 1;
        match Self::of(spec, reading).next().await {
            Some(page) => page,
            None => Ok(Page { rows: Vec::new(), invalid: Vec::new(), count: None, next: None }),
        }
    }

    /// Page after page, until all that match have been read.
    pub(crate) async fn all(mut self) -> Result<Vec<R>, Error> {
        let mut rows = Vec::new();
        while let Some(page) = self.next().await {
            let mut page = page?.rows;
            match rows.is_empty() {
                true => rows = page,
                false => rows.append(&mut page),
            }
            self.check_held(rows.len())?;
        }
        Ok(rows)
    }

    /// The next page; `None` after the last one, and after an error. It may be dropped and called again: no page is lost.
    ///
    /// # Errors
    /// As every call; [`ErrorKind::UnstableOrder`](crate::ErrorKind::UnstableOrder) where pages overlap or miss records.
    pub async fn next(&mut self) -> Option<Result<Page<R>, Error>> {
        poll_fn(|context| self.0.poll_page(context)).await
    }

    /// # Errors
    /// A caller who reads all of them holds more records than the client allows.
    pub(super) fn check_held(&self, records: usize) -> Result<(), Error> {
        self.0.check_held(records)
    }

    /// The place behind the last page that was given out, to go on from after an error.
    pub fn cursor(&self) -> Option<Cursor> {
        self.0.cursor()
    }
}

impl<R: Send + 'static> RowStream<R> {
    pub(crate) fn of(spec: QuerySpec, reading: RowDecoder<R>) -> Self {
        Self { paginator: Paginator::of(spec, reading), page: Vec::new().into_iter() }
    }

    /// The next record; `None` after the last one, and after an error. It may be dropped and called again: no record is
    /// lost.
    ///
    /// # Errors
    /// As every call; [`ErrorKind::UnstableOrder`](crate::ErrorKind::UnstableOrder) where pages overlap or miss records.
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

// Nothing is pinned inside: what is under way is boxed.
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
