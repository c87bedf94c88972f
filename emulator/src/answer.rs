//! Answers: records as they are printed.

mod record;

use http::HeaderName;
use hyper::body::Bytes;
use rusqlite::types::{Value as Stored, ValueRef};
use serde::Serialize;
use serde_json::json;

use crate::profile::Profile;
use crate::schema::Model;
pub(crate) use record::Style;

/// The most bytes of a list: what a client of this project takes.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// What goes back to the caller, apart from the headers that every answer has.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// JSON, or nothing.
    pub(crate) body: Bytes,
    pub(crate) header: Option<(HeaderName, &'static str)>,
    /// What the log shall say of it.
    pub(crate) note: Option<String>,
    /// Whether records came, changed or went before it.
    pub(crate) applied: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // Keys are texts and numbers finite: nothing here can fail to print.
        Self::printed(status, serde_json::to_vec(body).unwrap_or_default())
    }

    fn printed(status: u16, body: Vec<u8>) -> Self {
        Self { status, body: body.into(), header: None, note: None, applied: false }
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self::printed(204, Vec::new())
    }

    /// The same behind a write, which may have met no record.
    pub(crate) fn applied(mut self, applied: bool) -> Self {
        self.applied = applied;
        self
    }

    /// One record.
    pub(crate) fn record<'v>(
        status: u16,
        model: &Model,
        values: impl Iterator<Item = ValueRef<'v>>,
        profile: &Profile,
    ) -> Self {
        let mut body = Vec::new();
        Style { model, profile, select: None, single: true }.print(&mut body, values);
        Self::printed(status, body)
    }

    /// What stands for a record that does not exist: an answer without `_id`.
    pub(crate) fn no_record(model: &Model) -> Self {
        Self::json(200, &json!({ "@odata.context": context(model) }))
    }
}

/// The values of a record, for whoever prints them.
pub(crate) fn values(row: &[Stored]) -> impl Iterator<Item = ValueRef<'_>> {
    row.iter().map(ValueRef::from)
}

fn context(model: &Model) -> String {
    format!("$metadata#{}", model.identifier)
}

/// A list of records that is being printed.
pub(crate) struct List {
    body: Vec<u8>,
    is_first: bool,
}

impl List {
    /// A list without records yet; `count` is the number of matches, where it was asked for.
    pub(crate) fn new(model: &Model, count: Option<u64>) -> Self {
        let mut body = b"{\"@odata.context\":".to_vec();
        record::text(&mut body, &context(model));
        if let Some(count) = count {
            body.extend_from_slice(format!(",\"@odata.count\":{count}").as_bytes());
        }
        body.extend_from_slice(b",\"value\":[");
        Self { body, is_first: true }
    }

    /// Whether more is printed than one answer may have.
    pub(crate) fn is_too_long(&self) -> bool {
        self.body.len() > MAX_BYTES
    }

    /// Where the next record is printed.
    pub(crate) fn next(&mut self) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_first) {
            self.body.push(b',');
        }
        &mut self.body
    }

    pub(crate) fn answer(mut self, status: u16) -> Answer {
        self.body.extend_from_slice(b"]}");
        Answer::printed(status, self.body)
    }
}
