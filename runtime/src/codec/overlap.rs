//! Records that come in two pages.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use bytes::Bytes;

/// The ids of the pages read so far. Views need not hold ids, so they are known by their text.
///
/// Most queries end with their first page: nothing is hashed before there is a second one.
#[derive(Debug, Default)]
pub(crate) struct Overlap {
    first: Option<(Vec<Range<u32>>, Bytes)>,
    seen: HashSet<u64>,
}

impl Overlap {
    /// Whether the next page, whose `_id`s stand at `ids` in `body`, holds a record that was there before.
    pub fn with(&mut self, ids: Vec<Range<u32>>, body: &Bytes) -> bool {
        if self.first.is_none() && self.seen.is_empty() {
            self.first = Some((ids, body.clone()));
            return false;
        }
        let first = self.first.take().is_some_and(|(ids, body)| self.add(&ids, &body));
        self.add(&ids, body) || first
    }

    fn add(&mut self, ids: &[Range<u32>], body: &[u8]) -> bool {
        let mut again = false;
        for id in ids {
            let mut hasher = DefaultHasher::new();
            body[id.start as usize..id.end as usize].trim_ascii().hash(&mut hasher);
            again |= !self.seen.insert(hasher.finish());
        }
        again
    }
}
