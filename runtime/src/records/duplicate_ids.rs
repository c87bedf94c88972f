//! Detection of duplicate records within and across pages.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use bytes::Bytes;

/// The ids of the pages read so far, as text, since views need not load them.
///
/// Most queries end with their first page, sorted by id, so nothing is hashed before the second page.
#[derive(Debug, Default)]
pub(crate) struct SeenIds {
    first: Option<(Vec<Range<u32>>, Bytes)>,
    seen: Hashes,
}

impl SeenIds {
    /// Adds a page, whose `_id`s are at `ids` in `body`; returns true if one of them is a duplicate.
    pub fn add_page(&mut self, ids: Vec<Range<u32>>, body: &Bytes) -> bool {
        let is_first = self.first.is_none() && self.seen.is_empty();
        if is_first && ids.windows(2).all(|pair| text(&pair[0], body) < text(&pair[1], body)) {
            self.first = Some((ids, body.clone()));
            return false;
        }
        let first = self.first.take();
        first.is_some_and(|(ids, body)| self.add_ids(&ids, &body)) | self.add_ids(&ids, body)
    }

    /// Adds ids; returns true if one of them is a duplicate.
    fn add_ids(&mut self, ids: &[Range<u32>], body: &[u8]) -> bool {
        let mut has_duplicate = false;
        for id in ids {
            let mut hasher = DefaultHasher::new();
            text(id, body).hash(&mut hasher);
            has_duplicate |= !self.seen.insert(hasher.finish());
        }
        has_duplicate
    }
}

/// Number of groups. Each grows separately, so that growing copies little.
const GROUPS: usize = 1024;

/// A set of hashes that takes little more than eight bytes per hash. A hash table takes up to 18, and 27 while growing,
/// which would dominate the memory of an export of a million records.
#[derive(Debug, Default)]
struct Hashes {
    /// Sorted groups; empty before the first hash.
    groups: Vec<Vec<u64>>,
}

impl Hashes {
    fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Adds a hash; returns true if it is new.
    fn insert(&mut self, hash: u64) -> bool {
        if self.groups.is_empty() {
            self.groups.resize_with(GROUPS, Vec::new);
        }
        let group = &mut self.groups[(hash >> 54) as usize];
        let Err(place) = group.binary_search(&hash) else { return false };
        if group.len() == group.capacity() {
            group.reserve_exact((group.len() / 8).max(8));
        }
        group.insert(place, hash);
        true
    }
}

fn text<'b>(id: &Range<u32>, body: &'b [u8]) -> &'b [u8] {
    body[id.start as usize..id.end as usize].trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_new_only_once() {
        let mut hashes = Hashes::default();
        assert!(hashes.is_empty());
        let mut state = 1_u64;
        let random: Vec<u64> = (0..20_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state
            })
            .chain([0, u64::MAX])
            .collect();
        assert!(random.iter().all(|hash| hashes.insert(*hash)));
        assert!(random.iter().rev().all(|hash| !hashes.insert(*hash)));
        assert!(!hashes.is_empty());
    }
}
