//! A cache of list answers, valid until something changes.
//!
//! An answer depends on the request, the profile, which is constant, and the records and definitions, whose changes are
//! counted. Tokens, limits and faults apply before and after it.

use std::collections::HashMap;

use crate::face::answer::Answer;
use crate::stage::Stage;

/// The maximum total size; beyond it the cache is cleared.
const MAX_BYTES: usize = 8 << 20;

/// The request of a list.
pub(crate) struct ListKey<'a> {
    pub(crate) stage: Stage,
    pub(crate) identifier: &'a str,
    /// The options, as received.
    pub(crate) options: &'a [u8],
    /// The largest page, which differs between paths to the same records.
    pub(crate) max: u32,
}

impl ListKey<'_> {
    /// Unique bytes. They contain the identifier's length, since an identifier may contain any characters.
    fn bytes(&self) -> Vec<u8> {
        let Self { stage, identifier, options, max } = self;
        let stage = [*stage as u8];
        [&stage, &max.to_be_bytes()[..], &identifier.len().to_be_bytes(), identifier.as_bytes(), options].concat()
    }
}

/// Cached answers.
#[derive(Default)]
pub(super) struct ListCache {
    /// The number of changes for which they are valid.
    changes: u64,
    answers: HashMap<Vec<u8>, Answer>,
    bytes: usize,
}

impl ListCache {
    /// The answer to a request, if nothing has changed since.
    pub(super) fn get(&self, key: &ListKey<'_>, changes: u64) -> Option<Answer> {
        if self.changes == changes { self.answers.get(&key.bytes()).cloned() } else { None }
    }

    pub(super) fn insert(&mut self, key: &ListKey<'_>, changes: u64, answer: &Answer) {
        let key = key.bytes();
        let bytes = key.len() + answer.body.len();
        if self.changes != changes || self.bytes + bytes > MAX_BYTES {
            *self = Self { changes, ..Self::default() };
        }
        if bytes <= MAX_BYTES {
            self.bytes += bytes;
            self.answers.insert(key, answer.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key<'a>(identifier: &'a str, options: &'a str) -> ListKey<'a> {
        ListKey { stage: Stage::Pre, identifier, options: options.as_bytes(), max: 10 }
    }

    #[test]
    fn an_answer_is_for_one_request_and_one_state() {
        let mut cache = ListCache::default();
        let mut answer = Answer::empty();
        answer.note = Some("the first".to_owned());
        cache.insert(&key("a", "?b"), 3, &answer);
        let note =
            |cache: &ListCache, key: ListKey<'_>, changes| cache.get(&key, changes).and_then(|answer| answer.note);
        assert_eq!(note(&cache, key("a", "?b"), 3).as_deref(), Some("the first"));
        assert_eq!(note(&cache, key("a?", "b"), 3), None, "the same characters, but another model");
        assert_eq!(note(&cache, ListKey { max: 20, ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, ListKey { stage: Stage::Prod, ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, key("a", "?b"), 4), None, "something has changed");
        cache.insert(&key("b", ""), 4, &answer);
        assert_eq!(note(&cache, key("a", "?b"), 4), None, "it does not come back");
    }

    #[test]
    fn the_total_size_is_limited() {
        let mut cache = ListCache::default();
        let mut answer = Answer::empty();
        answer.body = vec![b'x'; MAX_BYTES / 3].into();
        for query in ["1", "2", "3"] {
            cache.insert(&key("a", query), 0, &answer);
        }
        assert_eq!(cache.answers.len(), 1);
        answer.body = vec![b'x'; MAX_BYTES].into();
        cache.insert(&key("a", "4"), 0, &answer);
        assert!(cache.bytes <= MAX_BYTES && cache.get(&key("a", "4"), 0).is_none());
    }
}
