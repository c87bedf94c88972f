//! Reads the pages of a query: several concurrent requests, results in order.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::spec::{Plan, QuerySpec};
use super::{Cursor, InvalidRecord, Page, cursor, partial};
use crate::Error;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::protocol::PageRequest;
use crate::protocol::{Answer, PAGE_SIZE};
use crate::records::{self, RowDecoder, SeenIds};
use crate::request::Request;
use crate::task::Task;

mod linked;

/// A page that was read.
struct Fetched<R> {
    request: Request,
    answer: Answer,
    page: records::Page<R>,
    invalid: Vec<InvalidRecord>,
    /// The maximum size of a page, if the service has shortened this one, and true if it is therefore another page.
    shortened: Option<(u64, bool)>,
}

/// A page that was requested.
struct InFlightPage<R> {
    /// The requested window: offset and number of records.
    from: u64,
    top: u64,
    fetched: Pin<Box<dyn Future<Output = Result<Fetched<R>, Error>> + Send>>,
}

pub(super) struct Paginator<R> {
    client: Client,
    model: Cow<'static, str>,
    decoder: RowDecoder<R>,
    /// `None` at the end.
    plan: Option<Plan>,
    /// Hash of the query for cursors. URLs can be long, and there may be many pages.
    query: u64,
    /// Set after an error. The plan is retained for the cursor.
    failed: bool,
    /// The error of planning; returned once.
    plan_error: Option<Error>,
    /// Records to skip.
    skip: u64,
    top: u64,
    /// Maximum number of records of a caller who collects all.
    limit: u64,
    /// Maximum number of concurrent requests.
    prefetch: usize,
    allow_invalid: bool,
    /// Records per request.
    size: u64,
    /// Number of records of the last short page.
    short: Option<u64>,
    /// Position and number of records of the last numbered page that the service shortened.
    shortened: Option<(u64, u64)>,
    /// Records returned so far.
    read: u64,
    /// Records returned or requested.
    asked: u64,
    /// Number of matches after `skip`; zero until the service has returned it.
    counted: u64,
    seen_ids: SeenIds,
    in_flight: VecDeque<InFlightPage<R>>,
}

impl<R: Send + 'static> Paginator<R> {
    pub fn of(query: QuerySpec, decoder: RowDecoder<R>) -> Self {
        let (plan, plan_error) = match query.plan() {
            Ok(plan) => (plan, None),
            Err(error) => (None, Some(error)),
        };
        let hash = plan.as_ref().map_or(0, |plan| cursor::hash(&plan.list.text, query.skip));
        let (read, counted) = query.after.as_ref().map_or((0, 0), |cursor| (cursor.read, cursor.counted));
        // More requests would only wait for each other.
        let prefetch = query.prefetch.min(query.client.max_concurrent_calls());
        Self {
            model: query.model,
            decoder,
            plan,
            query: hash,
            failed: false,
            plan_error,
            skip: query.skip,
            top: query.top.unwrap_or(u64::MAX),
            limit: query.top.unwrap_or_else(|| query.client.max_records()),
            prefetch,
            allow_invalid: query.allow_invalid,
            client: query.client,
            size: PAGE_SIZE,
            short: None,
            shortened: None,
            read,
            asked: read,
            counted,
            seen_ids: SeenIds::default(),
            in_flight: VecDeque::new(),
        }
    }

    /// Returns the next page with records.
    ///
    /// A short page is not the last one, since the service may reduce `$top`. The last one is empty or reaches the
    /// number of matches.
    pub fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<R>, Error>>> {
        if let Some(error) = self.plan_error.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let (fetched, top) = loop {
            self.prefetch_pages(self.prefetch);
            let Some(first) = self.in_flight.front_mut() else { return Poll::Ready(None) };
            let fetched = ready!(first.fetched.as_mut().poll(context));
            let (from, top) = self.in_flight.pop_front().map_or((0, 0), |first| (first.from, first.top));
            match fetched {
                // One short page may be chance.
                Ok(Fetched { shortened: Some((size, _)), .. }) if !self.is_maximum(from, size) => {
                    let again = self.fetch_page(from, top);
                    again.into_iter().for_each(|page| self.in_flight.push_front(page));
                }
                Ok(Fetched { shortened: Some((size, true)), .. }) => self.restart(size),
                fetched => break (fetched, top),
            }
        };
        let page = match fetched.and_then(|fetched| self.accept(fetched, top)) {
            Ok(page) => page,
            Err(error) => {
                self.failed = true;
                self.in_flight.clear();
                return Poll::Ready(Some(Err(error)));
            }
        };
        // The page being returned counts towards the limit.
        self.prefetch_pages(self.prefetch - 1);
        Poll::Ready(page.map(Ok))
    }

    /// # Errors
    /// Returns an error if a caller who collects all records would exceed the client's limit.
    pub fn check_max_records(&self, records: usize) -> Result<(), Error> {
        match records as u64 > self.limit {
            true => {
                let problem = Problem::TooMany { model: self.model.to_string(), limit: self.limit };
                Err(Error::new(ErrorKind::UnexpectedAnswer, problem))
            }
            false => Ok(()),
        }
    }

    pub fn cursor(&self) -> Option<Cursor> {
        self.plan.as_ref()?;
        Some(Cursor { query: self.query, read: self.read, counted: self.counted })
    }

    fn end(&mut self) {
        self.plan = None;
        self.in_flight.clear();
    }

    /// Requests pages until `max` are in flight, as far as records may exist; without a count, that is anywhere. The
    /// gap that a short page left comes first.
    fn prefetch_pages(&mut self, max: usize) {
        if let Some(next) = self.in_flight.front()
            && !self.failed
            && self.read < next.from
            && self.in_flight.len() < max
            && let Some(page) = self.fetch_page(self.read, (next.from - self.read).min(self.size))
        {
            self.in_flight.push_front(page);
        }
        while !self.failed && self.in_flight.len() < max && self.asked < self.top {
            let is_beyond = self.counted > 0 && self.asked >= self.counted;
            if is_beyond && !self.in_flight.is_empty() {
                return;
            }
            let top = (self.top - self.asked).min(self.size);
            let Some(page) = self.fetch_page(self.asked, top) else { return };
            // A gateway may start the page elsewhere, so that it ends earlier.
            self.asked = self.asked.saturating_add(page.top);
            self.in_flight.push_back(page);
        }
    }

    /// Requests one page; returns `None` at the end.
    fn fetch_page(&self, from: u64, top: u64) -> Option<InFlightPage<R>> {
        let request = self.plan.as_ref()?.page(&self.client, self.skip.saturating_add(from), top, self.size);
        let top = request.top;
        // A decoder of texts loads nothing.
        let loader = self.plan.as_ref()?.loader.clone().filter(|_| !self.decoder.related().is_empty());
        let (client, decoder, model) = (self.client.clone(), self.decoder, self.model.clone());
        let fetched: Pin<Box<dyn Future<Output = _> + Send>> = match loader {
            None => Box::pin(fetch(client, decoder, model, request, self.allow_invalid)),
            Some(loader) => Box::pin(linked::fetch(loader, client, decoder, model, request, self.allow_invalid)),
        };
        let fetched: Pin<Box<dyn Future<Output = _> + Send>> = match self.prefetch {
            1 => fetched,
            // In a separate task, so that it proceeds while the caller processes the previous page.
            _ => {
                let task = Task::spawn(fetched);
                Box::pin(async { task.await.unwrap_or_else(|| Err(Error::new(ErrorKind::Network, Problem::LostPage))) })
            }
        };
        Some(InFlightPage { from, top, fetched })
    }

    /// Evaluates a page of up to `top` records; returns `None` if it is empty and the last one.
    fn accept(&mut self, fetched: Fetched<R>, top: u64) -> Result<Option<Page<R>>, Error> {
        let Fetched { request, answer, page: records::Page { mut rows, count, ids }, invalid, shortened } = fetched;
        let Some(plan) = &self.plan else { return Ok(None) };
        let unstable = |what: &str| Err(plan.unstable(what).in_call(&request, &answer.request_id));
        if self.seen_ids.add_page(ids, &answer.body) {
            return unstable("a page repeats a record of an earlier page");
        }
        let records = (rows.len() + invalid.len()) as u64;
        let total = self.read + records;
        let mut is_last = total >= self.top;
        match count.map(|count| count.saturating_sub(self.skip)) {
            None => is_last |= records == 0,
            // A deleted record shifts the ones after it, perhaps past the page that would have held them.
            Some(matches) if matches < self.counted => {
                return unstable(&format!("the count fell from {} to {matches} records", self.counted));
            }
            Some(matches) if total > matches => {
                return unstable(&format!("the pages have {total} records, but the count is {matches}"));
            }
            // It is not documented whether matches or records of the page are counted, and a full first page does not
            // show it. The next page does: it is empty, or its count is too small.
            Some(matches) if total == matches && self.read == 0 && records == top => self.counted = matches,
            Some(matches) if total == matches => is_last = true,
            Some(matches) if records == 0 => {
                return unstable(&format!("the pages end after {total} of {matches} records"));
            }
            Some(matches) => self.counted = matches,
        }
        rows.truncate(usize::try_from(self.top - self.read).unwrap_or(usize::MAX));
        self.read = total;
        if is_last {
            self.end();
        } else if let Some((size, _)) = shortened {
            self.restart(size);
        } else {
            self.resize(records, top);
        }
        Ok((records > 0).then(|| Page { rows, invalid, count, next: self.cursor() }))
    }

    /// Returns true if the service shortens this page again, or another one to the same size.
    fn is_maximum(&mut self, from: u64, size: u64) -> bool {
        let previous = self.shortened.replace((from, size));
        previous.is_some_and(|previous| previous.0 == from || previous.1 == size)
    }

    /// Requests pages of another size from here on.
    fn restart(&mut self, size: u64) {
        self.size = size;
        self.in_flight.clear();
        self.asked = self.read;
    }

    /// Continues after a page of `records` records where `top` were requested.
    fn resize(&mut self, records: u64, top: u64) {
        // Prefetched pages are still valid, except for the gap. One short page may be chance; two of the same length
        // are the service's maximum, and all prefetched pages are short, too.
        let is_maximum = records < top && self.short.replace(records) == Some(records);
        if self.prefetch > 1 && is_maximum {
            self.size = records.clamp(1, PAGE_SIZE);
        }
        if self.in_flight.is_empty() || records > top || is_maximum {
            self.in_flight.clear();
            self.asked = self.read;
        }
    }
}

async fn fetch<R: Send>(
    client: Client,
    decoder: RowDecoder<R>,
    model: Cow<'static, str>,
    page: PageRequest,
    allow_invalid: bool,
) -> Result<Fetched<R>, Error> {
    let request = &page.request;
    let mut read = None;
    let mut reader = |answer: &Answer| {
        read = Some(answer.read(decoder.page(client.gateway(), &model, request, answer))?);
        Ok(())
    };
    let answer = client.send_and_read(request, &mut reader).await?;
    let shortened;
    let (records, invalid) = match read.unwrap_or_else(|| decoder.page(client.gateway(), &model, request, &answer)) {
        Ok(mut records) => {
            shortened = page.shortened(records.rows.len(), records.count);
            page.cut(&mut records.rows);
            page.cut(&mut records.ids);
            (records, Vec::new())
        }
        // The invalid records may lie outside the requested window.
        Err(error) if allow_invalid || page.is_wider => {
            let read = partial::page(client.gateway(), decoder, &model, &page, &answer.body);
            let read = read.filter(|(_, invalid, _)| allow_invalid || invalid.is_empty());
            let (records, invalid, all) = read.ok_or(error)?;
            shortened = page.shortened(all, records.count);
            (records, invalid)
        }
        Err(error) => return Err(error),
    };
    let shortened = shortened.map(|size| (size, page.is_shifted()));
    Ok(Fetched { request: page.request, answer, page: records, invalid, shortened })
}

impl<R> fmt::Debug for Paginator<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginator")
            .field("read", &self.read)
            .field("in_flight", &self.in_flight.len())
            .finish_non_exhaustive()
    }
}
