//! The way through the pages of a query: several requests at once, their answers in order.

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
use crate::records::{self, Overlap, RowDecoder};
use crate::request::Request;
use crate::task::Task;

/// A page as it came.
struct Fetched<R> {
    request: Request,
    answer: Answer,
    page: records::Page<R>,
    invalid: Vec<InvalidRecord>,
}

/// A page that was asked for.
struct Flying<R> {
    /// The records asked for: so many, behind so many others.
    from: u64,
    top: u64,
    fetched: Pin<Box<dyn Future<Output = Result<Fetched<R>, Error>> + Send>>,
}

pub(super) struct Paginator<R> {
    client: Client,
    model: Cow<'static, str>,
    reading: RowDecoder<R>,
    /// `None` at the end.
    plan: Option<Plan>,
    /// The hash by which a cursor knows the query: its address can be long, and there may be many pages.
    query: u64,
    /// An error has ended it; the plan still tells where.
    broken: bool,
    /// Why there is no plan; reported once.
    failed: Option<Error>,
    /// Records passed over before the first.
    skip: u64,
    wanted: u64,
    /// Records that a caller may hold who reads all.
    limit: u64,
    /// Requests under way at once.
    ahead: usize,
    lossy: bool,
    /// Records asked for with one request.
    size: u64,
    /// How many records the last page held that held less than it was asked for.
    short: Option<u64>,
    /// Records given out.
    read: u64,
    /// Records given out or asked for.
    asked: u64,
    /// How many records match behind `skip`, once the service has said so; before that none.
    counted: u64,
    overlap: Overlap,
    flying: VecDeque<Flying<R>>,
}

impl<R: Send + 'static> Paginator<R> {
    pub fn of(query: QuerySpec, reading: RowDecoder<R>) -> Self {
        let (plan, failed) = match query.plan() {
            Ok(plan) => (plan, None),
            Err(error) => (None, Some(error)),
        };
        let hash = plan.as_ref().map_or(0, |plan| cursor::hash(&plan.list.text, query.skip));
        let (read, counted) = query.after.as_ref().map_or((0, 0), |cursor| (cursor.read, cursor.counted));
        // More would only wait for each other.
        let ahead = query.prefetch.min(query.client.max_concurrent_calls());
        Self {
            model: query.model,
            reading,
            plan,
            query: hash,
            broken: false,
            failed,
            skip: query.skip,
            wanted: query.top.unwrap_or(u64::MAX),
            limit: query.top.unwrap_or_else(|| query.client.max_records()),
            ahead,
            lossy: query.lossy,
            client: query.client,
            size: PAGE_SIZE,
            short: None,
            read,
            asked: read,
            counted,
            overlap: Overlap::default(),
            flying: VecDeque::new(),
        }
    }

    /// The next page that holds records.
    ///
    /// A short page is not the last one, since the service may cut `$top`; an empty page is, and so is the one with
    /// which the count of matches is reached.
    pub fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<R>, Error>>> {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        self.ask(self.ahead);
        let Some(first) = self.flying.front_mut() else { return Poll::Ready(None) };
        let fetched = ready!(first.fetched.as_mut().poll(context));
        let top = self.flying.pop_front().map_or(0, |first| first.top);
        let page = match fetched.and_then(|fetched| self.take(fetched, top)) {
            Ok(page) => page,
            Err(error) => {
                self.broken = true;
                self.flying.clear();
                return Poll::Ready(Some(Err(error)));
            }
        };
        // With the one that is given out there are as many pages as are allowed.
        self.ask(self.ahead - 1);
        Poll::Ready(page.map(Ok))
    }

    /// # Errors
    /// A caller who reads all of them holds more than the client allows.
    pub fn check_held(&self, records: usize) -> Result<(), Error> {
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
        self.flying.clear();
    }

    /// Asks for further pages until so many are under way, as long as records may be there: where the service has not said
    /// yet how many there are, that is anywhere. What a short page left out comes first.
    fn ask(&mut self, most: usize) {
        if let Some(next) = self.flying.front()
            && !self.broken
            && self.read < next.from
            && self.flying.len() < most
            && let Some(page) = self.fly(self.read, (next.from - self.read).min(self.size))
        {
            self.flying.push_front(page);
        }
        while !self.broken && self.flying.len() < most && self.asked < self.wanted {
            let is_beyond = self.counted > 0 && self.asked >= self.counted;
            if is_beyond && !self.flying.is_empty() {
                return;
            }
            let top = (self.wanted - self.asked).min(self.size);
            let Some(page) = self.fly(self.asked, top) else { return };
            // A page that has to begin elsewhere may end earlier.
            self.asked = self.asked.saturating_add(page.top);
            self.flying.push_back(page);
        }
    }

    /// Asks for one page; for none at the end.
    fn fly(&self, from: u64, top: u64) -> Option<Flying<R>> {
        let request = self.plan.as_ref()?.page(&self.client, self.skip.saturating_add(from), top);
        let top = request.top;
        let fetched = fetch(self.client.clone(), self.reading, self.model.clone(), request, self.lossy);
        let fetched: Pin<Box<dyn Future<Output = _> + Send>> = match self.ahead {
            1 => Box::pin(fetched),
            // In a task of its own, so that it goes on while the caller works on the page before it.
            _ => {
                let task = Task::spawn(fetched);
                Box::pin(async { task.await.unwrap_or_else(|| Err(Error::new(ErrorKind::Network, Problem::LostPage))) })
            }
        };
        Some(Flying { from, top, fetched })
    }

    /// What a page of `top` records says about the way; `None` if it is empty and the last.
    fn take(&mut self, fetched: Fetched<R>, top: u64) -> Result<Option<Page<R>>, Error> {
        let Fetched { request, answer, page: records::Page { mut rows, count, ids }, invalid } = fetched;
        let Some(plan) = &self.plan else { return Ok(None) };
        let doubt = |what: &str| Err(plan.unstable(what).in_call(&request, &answer.request_id));
        if self.overlap.with(ids, &answer.body) {
            return doubt("a page holds a record that an earlier page held");
        }
        let records = (rows.len() + invalid.len()) as u64;
        let held = self.read + records;
        let mut is_last = held >= self.wanted;
        match count.map(|count| count.saturating_sub(self.skip)) {
            None => is_last |= records == 0,
            // A record that is gone moves those behind it forward, perhaps past the page that would have held them.
            Some(matches) if matches < self.counted => {
                return doubt(&format!("of {} records only {matches} are left", self.counted));
            }
            Some(matches) if held > matches => {
                return doubt(&format!("the pages hold {held} records, but {matches} are counted"));
            }
            // Whether the matches are counted or the records of the page is not documented, and a first page that is full
            // looks the same in both. The next one tells: it is empty, or its count is too small.
            Some(matches) if held == matches && self.read == 0 && records == top => self.counted = matches,
            Some(matches) if held == matches => is_last = true,
            Some(matches) if records == 0 => {
                return doubt(&format!("the pages end after {held} of {matches} records"));
            }
            Some(matches) => self.counted = matches,
        }
        rows.truncate(usize::try_from(self.wanted - self.read).unwrap_or(usize::MAX));
        self.read = held;
        if is_last {
            self.end();
        } else {
            self.realign(records, top);
        }
        Ok((records > 0).then(|| Page { rows, invalid, count, next: self.cursor() }))
    }

    /// Goes on behind a page of so many records where `top` were asked for.
    fn realign(&mut self, records: u64, top: u64) {
        // What was asked for ahead is good, but for the gap before it. A page may be short by chance; twice as short is as
        // much as the service gives, and all that was asked for ahead is cut in the same way.
        let is_rule = records < top && self.short.replace(records) == Some(records);
        if self.ahead > 1 && is_rule {
            self.size = records.clamp(1, PAGE_SIZE);
        }
        if self.flying.is_empty() || records > top || is_rule {
            self.flying.clear();
            self.asked = self.read;
        }
    }
}

async fn fetch<R: Send>(
    client: Client,
    reading: RowDecoder<R>,
    model: Cow<'static, str>,
    page: PageRequest,
    lossy: bool,
) -> Result<Fetched<R>, Error> {
    let request = &page.request;
    let mut read = None;
    let mut reader = |answer: &Answer| {
        read = Some(answer.read(reading.page(client.gateway(), &model, request, answer))?);
        Ok(())
    };
    let answer = client.send_and_read(request, &mut reader).await?;
    let (records, invalid) = match read.unwrap_or_else(|| reading.page(client.gateway(), &model, request, &answer)) {
        Ok(mut records) => {
            page.cut(&mut records.rows);
            page.cut(&mut records.ids);
            (records, Vec::new())
        }
        // What does not fit may be none of the wanted records.
        Err(error) if lossy || page.is_wider => {
            let read = partial::page(client.gateway(), reading, &model, &page, &answer.body);
            read.filter(|(_, invalid)| lossy || invalid.is_empty()).ok_or(error)?
        }
        Err(error) => return Err(error),
    };
    Ok(Fetched { request: page.request, answer, page: records, invalid })
}

impl<R> fmt::Debug for Paginator<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginator")
            .field("read", &self.read)
            .field("under_way", &self.flying.len())
            .finish_non_exhaustive()
    }
}
