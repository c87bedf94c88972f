//! Printing records as OData.

mod record;

use rusqlite::types::{Value as Stored, ValueRef};
use serde_json::json;

use crate::face::answer::Answer;
use crate::face::error_response::{ApiError, Code};
use crate::profile::Profile;
use crate::schema::Model;
pub(super) use record::RecordFormat;

/// The maximum size of a list: the default maximum of this project's client.
const MAX_BYTES: usize = 64 << 20;

/// The answer with one record.
pub(super) fn single<'v>(
    status: u16,
    model: &Model,
    values: impl Iterator<Item = ValueRef<'v>>,
    profile: &Profile,
) -> Answer {
    let mut body = Vec::new();
    RecordFormat { model, profile, select: None, single: true }.print(&mut body, values);
    Answer::printed(status, body)
}

/// The answer for a record that does not exist, without `_id`.
pub(super) fn no_record(model: &Model) -> Answer {
    Answer::json(200, &json!({ "@odata.context": context(model) }))
}

/// Borrows the values of a record.
pub(super) fn values(row: &[Stored]) -> impl Iterator<Item = ValueRef<'_>> {
    row.iter().map(ValueRef::from)
}

fn context(model: &Model) -> String {
    format!("$metadata#{}", model.identifier)
}

/// Prints a list of records.
pub(super) struct List {
    body: Vec<u8>,
    is_first: bool,
}

impl List {
    /// Begins a list; `count` is the number of matches, if requested.
    pub(super) fn new(model: &Model, count: Option<u64>) -> Self {
        let mut body = b"{\"@odata.context\":".to_vec();
        record::text(&mut body, &context(model));
        if let Some(count) = count {
            body.extend_from_slice(format!(",\"@odata.count\":{count}").as_bytes());
        }
        body.extend_from_slice(b",\"value\":[");
        Self { body, is_first: true }
    }

    /// Returns an error if the list exceeds the maximum size.
    pub(super) fn check_length(&self) -> Result<(), ApiError> {
        if !self.is_too_long() {
            return Ok(());
        }
        let message = format!("the records exceed {MAX_BYTES} bytes, the limit of an answer: request fewer per call");
        Err(ApiError::new(Code::InvalidParameter, message))
    }

    /// Returns true if the list exceeds the maximum size.
    pub(super) fn is_too_long(&self) -> bool {
        self.body.len() > MAX_BYTES
    }

    /// The buffer for the next record.
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
