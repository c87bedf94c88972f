//! Records as OData prints them.

mod record;

use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::json;

use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::profile::Profile;
use crate::schema::Model;
pub(super) use record::Style;

/// The most bytes of a list: what a client of this project takes.
const MAX_BYTES: usize = 64 << 20;

/// Returns the answer with one record.
pub(super) fn single<'v>(
    status: u16,
    model: &Model,
    values: impl Iterator<Item = ValueRef<'v>>,
    profile: &Profile,
) -> Answer {
    let mut body = Vec::new();
    Style { model, profile, select: None, single: true }.print(&mut body, values);
    Answer::printed(status, body)
}

/// Returns the answer for a record that does not exist, which has no `_id`.
pub(super) fn no_record(model: &Model) -> Answer {
    Answer::json(200, &json!({ "@odata.context": context(model) }))
}

/// The values of a record, for whoever prints them.
pub(super) fn values(row: &[Stored]) -> impl Iterator<Item = ValueRef<'_>> {
    row.iter().map(ValueRef::from)
}

fn context(model: &Model) -> String {
    format!("$metadata#{}", model.identifier)
}

/// A list of records that is being printed.
pub(super) struct List {
    body: Vec<u8>,
    is_first: bool,
}

impl List {
    /// A list without records yet; `count` is the number of matches, where it was asked for.
    pub(super) fn new(model: &Model, count: Option<u64>) -> Self {
        let mut body = b"{\"@odata.context\":".to_vec();
        record::text(&mut body, &context(model));
        if let Some(count) = count {
            body.extend_from_slice(format!(",\"@odata.count\":{count}").as_bytes());
        }
        body.extend_from_slice(b",\"value\":[");
        Self { body, is_first: true }
    }

    /// Refuses a list that is longer than an answer may be; it was not printed to its end.
    pub(super) fn check_length(&self) -> Result<(), ApiError> {
        if !self.is_too_long() {
            return Ok(());
        }
        let message =
            format!("the records have more than {MAX_BYTES} bytes, the most of one answer: ask for less at once");
        Err(ApiError::new(Code::InvalidParameter, message))
    }

    /// Whether more is printed than one answer may have.
    pub(super) fn is_too_long(&self) -> bool {
        self.body.len() > MAX_BYTES
    }

    /// Where the next record is printed.
    pub(super) fn next(&mut self) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_first) {
            self.body.push(b',');
        }
        &mut self.body
    }

    pub(super) fn answer(mut self, status: u16) -> Answer {
        self.body.extend_from_slice(b"]}");
        Answer::printed(status, self.body)
    }
}
