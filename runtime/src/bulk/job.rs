//! The operation of a bulk call, and its limits.

use std::borrow::Cow;

use super::encoded_row::EncodedRow;
use super::sending::Calls;
use crate::client::Client;

/// Default limits of rows and bytes per call. The service's are not documented; these are conservative.
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
        /// The field of `unique_by`.
        key: Option<Cow<'static, str>>,
    },
    Update,
    Delete,
}

impl Work {
    /// The field of `unique_by`.
    pub fn key(&self) -> Option<&Cow<'static, str>> {
        match self {
            Work::Create { key } => key.as_ref(),
            Work::Update | Work::Delete => None,
        }
    }
}

/// A row with its position in the input, counted from 0.
pub(super) struct PositionedRow {
    pub position: u64,
    pub encoded: EncodedRow,
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
