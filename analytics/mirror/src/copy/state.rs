//! The state of a model's copy, which is committed with the rows.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The state of a model's copy: the checkpoint of the next run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ModelState {
    /// The time of the last change that was surely read, in Unix milliseconds of the service's clock. Changes before it can
    /// be missing only if they were committed later than the overlap allows.
    pub(crate) watermark: Option<i64>,
    /// True after all records have been read once.
    pub(crate) is_whole: bool,
    /// True if the columns have changed since all records were read.
    pub(crate) needs_all: bool,
    /// The reading that was interrupted.
    pub(crate) pass: Option<PassState>,
    /// The end of the last successful run, in Unix milliseconds of this machine's clock.
    pub(crate) last_success: Option<i64>,
    /// Counts of all runs.
    pub(crate) totals: Totals,
}

/// The position of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PassState {
    pub(crate) kind: PassKind,
    /// The watermark after this reading.
    pub(crate) next_watermark: Option<i64>,
    /// Number of records before the position.
    pub(crate) read: u64,
    /// The last ids before the position.
    pub(crate) tail: Vec<String>,
}

/// The records of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PassKind {
    /// All records.
    All,
    /// The records that were changed at this time or later, in Unix milliseconds.
    Since(i64),
}

/// Counts of all runs of a model's copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Totals {
    /// Number of records that were read.
    pub read: u64,
    /// Number of records that were written, because they were new or had changed.
    pub written: u64,
    /// Number of records that were marked as deleted.
    pub deleted: u64,
    /// Number of requests.
    pub requests: u64,
    /// Number of requests that repeated another one.
    pub retries: u64,
}

impl ModelState {
    /// The state as text, and the hash of the text.
    pub(super) fn to_text(&self) -> (String, String) {
        let text = serde_json::to_string(self).expect("numbers, texts and lists of texts are JSON");
        let hash = text_hash(&text);
        (text, hash)
    }

    /// Reads a state; the reason is a message if the text is not the one that was written.
    pub(super) fn from_text(text: &str, hash: &str) -> Result<Self, String> {
        if text_hash(text) != hash {
            return Err("the checkpoint does not match its hash".to_owned());
        }
        serde_json::from_str(text).map_err(|error| format!("the checkpoint is not valid ({error})"))
    }
}

/// The SHA-256 of a text in hexadecimal digits.
pub(super) fn text_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
