//! The lines of the log.

use serde::{Deserialize, Serialize};

use crate::import::rejects::FileMark;
use crate::row_ranges::RowRanges;

/// The form of the log. An older command does not go on with the log of a newer one, nor the other way round.
const VERSION: u32 = 3;

/// What is imported to where: a run of something else must not go on from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::import) struct Target {
    pub address: String,
    pub env_id: String,
    pub env_type: String,
    pub model: String,
    pub keep_ids: bool,
    /// The id of the store that answered, where it tells one: a restarted emulator is another store.
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

    /// The line as it is written.
    pub fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }

    /// Says in what another import differs; `None` where this is the same one.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (this, earlier) = (&self.target, &other.target);
        let differs = |what: &str, this: &str, earlier: &str| {
            (this != earlier).then(|| format!("its {what} is {earlier}, and this import's is {this}"))
        };
        if self.version != other.version {
            return Some(format!("it has version {}, and this command writes version {VERSION}", other.version));
        }
        let kept = |keeps: bool| if keeps { "with `--keep-ids`" } else { "without `--keep-ids`" };
        differs("address", &this.address, &earlier.address)
            .or_else(|| differs("environment", &this.env_id, &earlier.env_id))
            .or_else(|| differs("environment type", &this.env_type, &earlier.env_type))
            .or_else(|| differs("model", &this.model, &earlier.model))
            .or_else(|| differs("way", kept(this.keep_ids), kept(earlier.keep_ids)))
            .or_else(|| match (&this.store, &earlier.store) {
                (Some(this), Some(earlier)) if this != earlier => {
                    Some(format!("the records went to store {earlier}, and store {this} answers now"))
                }
                _ => None,
            })
    }
}

/// A line behind the first one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::import) enum Entry {
    /// Records that were there when the import began, and were created so shortly before that their time does not tell.
    Present {
        ids: Vec<String>,
    },
    /// A file of rejected rows of this name may be there from now on.
    Begun {
        rejects: String,
    },
    /// These rows may be sent, each with the hash of what it is; their records are created at `since` or later, in
    /// milliseconds of the service's clock, and their calls are over after so many milliseconds of this machine's.
    Sent {
        since: Option<i64>,
        within: u64,
        rows: Vec<(u64, u64)>,
    },
    /// The service has been seen to keep ids that it is given.
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
    /// The user said that it is there.
    Assumed {
        row: u64,
        hash: u64,
    },
    /// Records were answered to the call of a row in doubt, and none of them holds what the row holds.
    Unmatched {
        row: u64,
    },
    /// It is not stored, and the next run tries it again.
    Rejected {
        row: u64,
        rejects: FileMark,
    },
    /// Another run goes on, with a file of rejected rows of this name and content.
    Resumed {
        rejects: FileMark,
        name: String,
    },
    /// The end of a run that was not killed, in milliseconds since 1970. Of the rows without an outcome only these may be
    /// stored.
    Ended {
        in_doubt: RowRanges,
        at: i64,
    },
}
