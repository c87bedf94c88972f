//! The calls of a run.

use std::sync::atomic::{AtomicU64, Ordering};

use weda::dynamic::{ModelHandle, field};
use weda::{Client, DateTime, ErrorKind, Filter, Record};

use crate::error::Error;
use crate::model::{Form, Model, UPDATED_AT};

/// Number of times that a page is read if it contradicts its count.
const ATTEMPTS: u32 = 4;
/// Number of records that are asked for by their ids in one call, so that addresses stay short.
const IDS: usize = 40;

/// A model at the service, which is only read.
pub(crate) struct Source<'a> {
    handle: ModelHandle,
    model: &'a Model,
    calls: AtomicU64,
    /// True if pages start at multiples of their size.
    is_numbered: bool,
}

/// A page of records in the order of their ids.
pub(crate) struct Page {
    pub(crate) records: Vec<Record>,
    /// Number of all matches, if the service says it.
    pub(crate) total: Option<u64>,
}

impl<'a> Source<'a> {
    /// A model as the client sees it.
    pub(crate) fn new(client: &Client, model: &'a Model) -> Self {
        // Whatever the caller may do with its client, this one cannot write.
        let handle = client.read_only().model(model.identifier());
        let is_numbered = client.gateway_kind() == weda::GatewayKind::Model;
        Self { handle, model, calls: AtomicU64::new(0), is_numbered }
    }

    /// Number of calls so far.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// True if pages start at multiples of their size.
    pub(crate) fn is_numbered(&self) -> bool {
        self.is_numbered
    }

    /// Number of records.
    ///
    /// # Errors
    /// Returns an error if the call fails.
    pub(crate) async fn count(&self) -> Result<u64, Error> {
        self.call();
        self.handle.query().count().await.map_err(|error| self.fail(error))
    }

    /// The latest time of a change.
    ///
    /// # Errors
    /// Returns an error if the call fails.
    pub(crate) async fn latest(&self) -> Result<Option<i64>, Error> {
        if !self.model.has_updated_at() {
            return Ok(None);
        }
        self.call();
        let query = self.handle.query().order_by(field(UPDATED_AT).desc());
        let latest = query.first().await.map_err(|error| self.fail(error))?;
        let time = |record: Record| record.get::<Option<f64>>(UPDATED_AT).map_err(|error| self.fail(error));
        Ok(latest.map(time).transpose()?.flatten().map(|millis| millis as i64))
    }

    /// A page of the records that were changed at this time or later, or of all.
    ///
    /// # Errors
    /// Returns an error if the call fails.
    pub(crate) async fn page(&self, since: Option<i64>, skip: u64, top: u64) -> Result<Page, Error> {
        let mut query = self.handle.query().skip(skip).top(top);
        if let Some(since) = since {
            query = query.filter(self.changed_since(since));
        }
        let mut attempt = 1;
        loop {
            self.call();
            match query.clone().page().await {
                Ok(page) => return Ok(Page { records: page.rows, total: page.count }),
                // Records came or went between the list and its count.
                Err(error) if error.kind() == ErrorKind::UnstableOrder && attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(self.fail(error)),
            }
        }
    }

    /// The records of these ids that exist.
    ///
    /// # Errors
    /// Returns an error if a call fails.
    pub(crate) async fn by_ids(&self, ids: &[String]) -> Result<Vec<Record>, Error> {
        let mut found = Vec::new();
        for part in ids.chunks(IDS) {
            self.call();
            let query = self.handle.query().filter(field("_id").one_of(part.iter().map(String::as_str)));
            let page = query.top(IDS as u64).page().await.map_err(|error| self.fail(error))?;
            found.extend(page.rows);
        }
        Ok(found)
    }

    fn changed_since(&self, since: i64) -> Filter<Record> {
        let is_moment = self.model.columns.iter().any(|column| column.key == UPDATED_AT && column.form == Form::Moment);
        match is_moment {
            true => field(UPDATED_AT).ge(DateTime::from_millis(since)),
            false => field(UPDATED_AT).ge(since),
        }
    }

    fn call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    fn fail(&self, error: weda::Error) -> Error {
        Error::Service { model: self.model.identifier().to_owned(), error }
    }
}
