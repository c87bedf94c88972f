//! Lines of the log.

use serde::{Deserialize, Serialize};

use crate::import::rejects::FileMark;
use crate::row_ranges::RowRanges;

/// Format version. A log with another version is refused.
const VERSION: u32 = 3;

/// Identifies the import: only the same import may resume from the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::import) struct Target {
    pub address: String,
    pub env_id: String,
    pub env_type: String,
    pub model: String,
    pub keep_ids: bool,
    /// The source of a copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_from: Option<String>,
    /// The id of the store, if it has one: a restarted emulator is another store.
    pub store: Option<String>,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    version: u32,
    target: Target,
}

impl Header {
    pub fn new(target: Target) -> Self {
        Self { version: VERSION, target }
    }

    /// The line as written.
    pub fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }

    /// Describes the difference to another import, or returns `None` if it is the same.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (this, earlier) = (&self.target, &other.target);
        let differs = |what: &str, this: &str, earlier: &str| {
            (this != earlier).then(|| format!("its {what} is {earlier}, but that of this import is {this}"))
        };
        if self.version != other.version {
            return Some(format!("it has version {}, but this command uses version {VERSION}", other.version));
        }
        let kept = |keeps: bool| if keeps { "with `--keep-ids`" } else { "without `--keep-ids`" };
        differs("address", &this.address, &earlier.address)
            .or_else(|| differs("environment", &this.env_id, &earlier.env_id))
            .or_else(|| differs("environment type", &this.env_type, &earlier.env_type))
            .or_else(|| differs("model", &this.model, &earlier.model))
            .or_else(|| differs("source", source(this), source(earlier)))
            .or_else(|| differs("mode", kept(this.keep_ids), kept(earlier.keep_ids)))
            .or_else(|| match (&this.store, &earlier.store) {
                (Some(this), Some(earlier)) if this != earlier => {
                    Some(format!("the records were written to store {earlier}, but store {this} responds now"))
                }
                _ => None,
            })
    }
}

fn source(target: &Target) -> &str {
    target.copied_from.as_deref().unwrap_or("a file")
}

/// A line after the first one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::import) enum Entry {
    /// Records that existed when the import began, but were created too recently to be distinguished by time.
    Present {
        ids: Vec<String>,
    },
    /// A file of rejected rows with this name may exist from now on.
    Begun {
        rejects: String,
    },
    /// These rows, with the hashes of their content, may be sent. Their records are created at `since` or later, in
    /// milliseconds of the service's clock, and their calls end within `within` milliseconds.
    Sent {
        since: Option<i64>,
        within: u64,
        rows: Vec<(u64, u64)>,
    },
    /// The service preserves given ids.
    IdsKept,
    Created {
        row: u64,
        hash: u64,
        id: String,
    },
    AlreadyThere {
        row: u64,
        hash: u64,
    },
    /// Stored according to the user.
    Assumed {
        row: u64,
        hash: u64,
    },
    /// The call of a row in doubt returned records, of which none matches the row.
    Unmatched {
        row: u64,
    },
    /// Not stored; the next run tries it again.
    Rejected {
        row: u64,
        rejects: FileMark,
    },
    /// Another run resumes, with a file of rejected rows of this name and content.
    Resumed {
        rejects: FileMark,
        name: String,
    },
    /// The orderly end of a run, in milliseconds since 1970. Of the rows without an outcome, only these may be stored.
    Ended {
        in_doubt: RowRanges,
        at: i64,
    },
}
