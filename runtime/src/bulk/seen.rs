//! Detects duplicate ids and keys in an input.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The ids or keys seen so far, with their first positions. Stored as 128-bit hashes, since the texts of a long input would
/// take too much memory.
#[derive(Default)]
pub(super) struct Seen {
    first: HashMap<(u64, u64), u64>,
    hashers: (RandomState, RandomState),
}

impl Seen {
    /// Returns the position of the first occurrence, if there was one before.
    pub fn first(&mut self, identity: &str, position: u64) -> Option<u64> {
        let hash = (self.hashers.0.hash_one(identity), self.hashers.1.hash_one(identity));
        let first = *self.first.entry(hash).or_insert(position);
        (first != position).then_some(first)
    }
}
