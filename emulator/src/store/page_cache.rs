//! A cache of list facts between pages: the number of matches of a filter and the ends of the latest pages.

use std::collections::{HashMap, VecDeque};

/// The maximum number of cached lists.
const MAX: usize = 256;

/// The maximum total size of their keys, since a filter can be as long as a query.
const MAX_BYTES: usize = 1 << 20;

/// The maximum number of page ends of a list: more than a client reads at the same time.
const MAX_ENDS: usize = 16;

/// Facts that are valid until something changes.
#[derive(Default)]
pub(super) struct PageCache {
    /// The number of changes for which they are valid.
    changes: u64,
    lists: HashMap<String, ListFacts>,
    bytes: usize,
}

/// The facts about one list.
#[derive(Debug, Default)]
pub(super) struct ListFacts {
    /// The number of matches of a filter; that of all records is in the row counts.
    pub(super) count: Option<u64>,
    /// For a list in the order of creation: the ends of its latest pages, each as the number of records up to it and the
    /// place of the last of them.
    ends: VecDeque<(u64, i64)>,
}

impl ListFacts {
    /// The last end that is not after this number of records, so that a page behind it need not skip over all records
    /// before it one by one. Clients read several pages at the same time, so it is not always the latest one.
    pub(super) fn end_before(&self, skip: u64) -> Option<(u64, i64)> {
        self.ends.iter().filter(|(records, _)| *records <= skip).max().copied()
    }

    pub(super) fn add_end(&mut self, records: u64, place: i64) {
        if self.ends.contains(&(records, place)) {
            return;
        }
        if self.ends.len() == MAX_ENDS {
            self.ends.pop_front();
        }
        self.ends.push_back((records, place));
    }
}

impl PageCache {
    /// The facts about the list with this key.
    pub(super) fn of(&mut self, list: String, changes: u64) -> &mut ListFacts {
        let is_new = !self.lists.contains_key(&list);
        let is_full = is_new && (self.lists.len() >= MAX || self.bytes + list.len() > MAX_BYTES);
        if self.changes != changes || is_full {
            *self = Self { changes, ..Self::default() };
        }
        if !self.lists.contains_key(&list) {
            self.bytes += list.len();
        }
        self.lists.entry(list).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_dropped_on_a_change_and_their_number_is_limited() {
        let mut cache = PageCache::default();
        cache.of("a".to_owned(), 1).count = Some(5);
        assert_eq!(cache.of("a".to_owned(), 1).count, Some(5));
        assert_eq!(cache.of("a".to_owned(), 2).count, None);
        for list in 0..MAX {
            cache.of(list.to_string(), 2).count = Some(1);
        }
        assert!(cache.lists.len() <= MAX && cache.of((MAX - 1).to_string(), 2).count.is_some());
    }

    #[test]
    fn a_page_starts_at_the_nearest_end_before_it() {
        let mut facts = ListFacts::default();
        assert_eq!(facts.end_before(100), None);
        for page in [1, 3, 2, 2] {
            facts.add_end(page * 100, page as i64 * 100 + 7);
        }
        let found = [99, 100, 250, 300, 900].map(|skip| facts.end_before(skip));
        assert_eq!(found, [None, Some((100, 107)), Some((200, 207)), Some((300, 307)), Some((300, 307))]);
        (4..=18).for_each(|page| facts.add_end(page * 100, page as i64 * 100 + 7));
        assert_eq!(
            (facts.ends.len(), facts.end_before(299), facts.end_before(399)),
            (MAX_ENDS, Some((200, 207)), Some((200, 207)))
        );
    }

    /// The cache limited the number of filters but not their length.
    /// A key that exceeds the limit by itself is stored until the next one comes.
    #[test]
    fn the_total_size_of_keys_is_limited() {
        let mut cache = PageCache::default();
        let name = |number: usize| format!("{number}{}", "x".repeat(MAX_BYTES / 4));
        for number in 0..20 {
            cache.of(name(number), 1).count = Some(1);
            let bytes: usize = cache.lists.keys().map(String::len).sum();
            assert!(bytes <= MAX_BYTES && bytes == cache.bytes, "{bytes}");
        }
        assert_eq!(cache.of(name(19), 1).count, Some(1));
        cache.of("x".repeat(2 * MAX_BYTES), 1).count = Some(1);
        cache.of("short".to_owned(), 1).count = Some(1);
        assert_eq!((cache.lists.len(), cache.bytes), (1, 5));
    }
}
