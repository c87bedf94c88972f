//! A cache of list facts between pages: the number of matches of a filter and the end of the last page.

use std::collections::HashMap;

/// The maximum number of cached lists.
const MAX: usize = 256;

/// The maximum total size of their keys, since a filter can be as long as a query.
const MAX_BYTES: usize = 1 << 20;

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
    /// For a list in the order of creation: a number of records and the place of the last of them, so that the next
    /// page need not skip over them one by one.
    pub(super) end: Option<(u64, i64)>,
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
