//! A row that may become a record.

use serde_json::{Map, Value};

use crate::records::RawRow;

/// A row as it is sent, and what is needed to say what became of it.
#[derive(Debug)]
pub(super) struct PendingRow {
    pub number: u64,
    /// Of what the row is, to notice later that it was changed.
    pub hash: u64,
    /// As it stands in the file.
    pub raw: RawRow,
    /// The JSON object that is sent.
    pub body: String,
    /// The value by which it is known, as JSON.
    pub key: Option<String>,
    /// Its record is created at this time or later, in milliseconds of the service's clock, where that is known.
    pub since: Option<i64>,
    /// How often it was sent without being stored.
    pub attempts: u32,
    /// The records that had been created when it was first sent: others fared better where there are more of them now.
    pub created_then: u64,
}

impl PendingRow {
    /// The id that the row has in the file, where rows are known by their ids.
    pub fn id(&self) -> String {
        self.key.as_deref().and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default()
    }

    /// The same row as a service stores it that gives ids of its own.
    pub fn without_id(&self) -> PendingRow {
        let mut body: Map<String, Value> = serde_json::from_str(&self.body).unwrap_or_default();
        body.remove("_id");
        PendingRow { body: Value::Object(body).to_string(), key: None, raw: self.raw.clone(), ..*self }
    }
}

/// A row that is on its way to the client, in the order of the file.
#[derive(Debug)]
pub(super) enum PreparedRow {
    Send(PendingRow),
    /// The first row of an import that keeps ids, which was sent alone.
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
    /// The row if it is to be sent.
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

    /// What it takes of memory, about.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Send(row) => row.body.len() + row.raw.len(),
            Self::Rejected { raw, .. } => raw.len(),
            Self::Created { .. } | Self::AlreadyThere { .. } => 0,
        }
    }
}
