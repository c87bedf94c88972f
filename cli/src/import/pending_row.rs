//! Rows on their way to the service.

use serde_json::{Map, Value};

use crate::records::RawRow;

/// A row as it is sent, with what is needed to report its outcome.
#[derive(Debug)]
pub(super) struct PendingRow {
    pub number: u64,
    /// Hash of the content, to detect later changes.
    pub hash: u64,
    /// The text in the file.
    pub raw: RawRow,
    /// The JSON object that is sent.
    pub body: String,
    /// The value of the key, as JSON.
    pub key: Option<String>,
    /// The earliest creation time of its record, in milliseconds of the service's clock, if known.
    pub since: Option<i64>,
    /// Number of attempts that did not store it.
    pub attempts: u32,
    /// Number of records created when it was first sent. If more were created since, other rows were accepted.
    pub created_then: u64,
}

impl PendingRow {
    /// The row's id in the file, if ids are the key.
    pub fn id(&self) -> String {
        self.key.as_deref().and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default()
    }

    /// The row as stored by a service that assigns its own ids.
    pub fn without_id(&self) -> PendingRow {
        let mut body: Map<String, Value> = serde_json::from_str(&self.body).unwrap_or_default();
        body.remove("_id");
        PendingRow { body: Value::Object(body).to_string(), key: None, raw: self.raw.clone(), ..*self }
    }
}

/// A prepared row, in the order of the file.
#[derive(Debug)]
pub(super) enum PreparedRow {
    Send(PendingRow),
    /// The first row of an import with `--keep-ids`, which was sent alone.
    Created {
        number: u64,
        hash: u64,
        id: String,
    },
    AlreadyThere {
        number: u64,
        hash: u64,
        id: String,
    },
    Rejected {
        number: u64,
        raw: RawRow,
        reason: String,
    },
}

impl PreparedRow {
    /// Returns the row if it is to be sent.
    pub fn sendable(self) -> Option<PendingRow> {
        match self {
            Self::Send(row) => Some(row),
            _ => None,
        }
    }

    pub fn number(&self) -> u64 {
        match self {
            Self::Send(row) => row.number,
            Self::Created { number, .. } | Self::AlreadyThere { number, .. } | Self::Rejected { number, .. } => *number,
        }
    }

    /// Approximate size in memory.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Send(row) => row.body.len() + row.raw.len(),
            Self::Rejected { raw, .. } => raw.len(),
            Self::Created { .. } | Self::AlreadyThere { .. } => 0,
        }
    }
}
