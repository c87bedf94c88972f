//! What is known of a list from its last page to its next: how many records match, and where the last page ended.

use std::collections::HashMap;

/// The lists that are remembered at most.
const MAX: usize = 256;

/// The bytes of their names at most: a filter can be as long as a query.
const MAX_BYTES: usize = 1 << 20;

/// Facts that hold until something changes.
#[derive(Default)]
pub(super) struct PageCache {
    /// The number of changes up to which they hold.
    changes: u64,
    lists: HashMap<String, Facts>,
    bytes: usize,
}

/// What is known of one list.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The number of matches.
    pub(super) count: Option<u64>,
    /// How many records of a list in the order of creation there are up to a place: whoever pages goes on behind it,
    /// without a step over all that came before.
    pub(super) end: Option<(u64, i64)>,
}

impl PageCache {
    /// What is known of the list that this text names, as long as nothing changes.
    pub(super) fn of(&mut self, list: String, changes: u64) -> &mut Facts {
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
    fn facts_hold_until_a_change_and_there_is_an_end_to_them() {
        let mut cache = PageCache::default();
        cache.of("a".to_owned(), 1).count = Some(5);
        assert_eq!(cache.of("a".to_owned(), 1).count, Some(5));
        assert_eq!(cache.of("a".to_owned(), 2).count, None);
        for list in 0..MAX {
            cache.of(list.to_string(), 2).count = Some(1);
        }
        assert!(cache.lists.len() <= MAX && cache.of((MAX - 1).to_string(), 2).count.is_some());
    }

    /// Long filters were remembered by their number alone, 256 of whatever length.
    /// A name that is too long by itself is kept until the next one comes.
    #[test]
    fn long_names_are_not_heaped_up() {
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
