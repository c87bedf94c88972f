//! A list of printed records.

use std::ops::Range;

use crate::face::error_response::{ApiError, Code};

/// The maximum size of a list: the default maximum of this project's client.
const MAX_BYTES: usize = 64 << 20;

/// The maximum memory that is reserved for records to come.
const MAX_RESERVED: usize = 1 << 20;

/// More than the end of an answer after its records has.
const MAX_END: usize = 128;

/// An answer to which records are added, separated by commas.
pub(crate) struct RecordList {
    body: Vec<u8>,
    is_first: bool,
}

impl RecordList {
    /// Begins a list after the beginning of an answer.
    pub(crate) fn new(body: Vec<u8>) -> Self {
        Self { body, is_first: true }
    }

    /// Reserves memory for records to come and the end of the answer.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.body.reserve(bytes.min(MAX_RESERVED) + MAX_END);
    }

    /// The text of a record.
    pub(super) fn text(&self, range: Range<usize>) -> &[u8] {
        &self.body[range]
    }

    /// The buffer for the next record.
    pub(crate) fn next(&mut self) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_first) {
            self.body.push(b',');
        }
        &mut self.body
    }

    /// Returns an error if the list exceeds the maximum size.
    pub(crate) fn check_length(&self) -> Result<(), ApiError> {
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

    /// The whole answer, with its end.
    pub(crate) fn end(mut self, end: &[u8]) -> Vec<u8> {
        self.body.extend_from_slice(end);
        self.body
    }
}
