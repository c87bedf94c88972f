//! What a bulk call does, to the records of which model.

use std::borrow::Cow;

use super::encoded_row::EncodedRow;
use super::sending::Calls;
use crate::client::Client;

/// Rows of one call, and bytes of its body. No document names limits, and these are safe under every reading.
const ROWS: usize = 100;
const BYTES: usize = 900_000;

#[derive(Clone)]
pub(crate) struct Job {
    pub client: Client,
    pub model: Cow<'static, str>,
    pub work: Work,
    pub calls: Calls,
}

#[derive(Debug, Clone)]
pub(crate) enum Work {
    Create {
        /// The field whose values are unique.
        key: Option<Cow<'static, str>>,
    },
    Update,
    Delete,
}

impl Work {
    /// The field by whose values new records are known.
    pub fn key(&self) -> Option<&Cow<'static, str>> {
        match self {
            Work::Create { key } => key.as_ref(),
            Work::Update | Work::Delete => None,
        }
    }
}

/// A row, with its position in the input, which counts from 0.
pub(super) struct Placed {
    pub position: u64,
    pub line: EncodedRow,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub rows: usize,
    pub bytes: usize,
    pub calls: usize,
}

impl Limits {
    pub fn of(client: &Client) -> Limits {
        Limits { rows: ROWS, bytes: BYTES, calls: client.max_concurrent_calls() }
    }
}
