//! Which ids or keys came before.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Which ids or keys came before, and where. A hash of 128 bits stands for each: so many rows may come that their texts
/// would fill the memory.
#[derive(Default)]
pub(super) struct Seen {
    first: HashMap<(u64, u64), u64>,
    hashers: (RandomState, RandomState),
}

impl Seen {
    /// The position at which it came first, where that was before.
    pub fn first(&mut self, identity: &str, position: u64) -> Option<u64> {
        let hash = (self.hashers.0.hash_one(identity), self.hashers.1.hash_one(identity));
        let first = *self.first.entry(hash).or_insert(position);
        (first != position).then_some(first)
    }
}
