//! A cache of list answers, valid until something changes.
//!
//! An answer depends on the request, the profile, which is constant, and the records and definitions, whose changes are
//! counted. Tokens, limits and faults apply before and after it.

use std::collections::HashMap;

use crate::face::answer::Answer;
use crate::stage::Stage;

/// The maximum total size; beyond it the cache is cleared.
const MAX_BYTES: usize = 8 << 20;

/// The request of a list: everything that its answer depends on.
pub(crate) struct ListKey<'a> {
    /// Distinguishes paths to the same records, such as one with larger pages.
    pub(crate) path: &'static str,
    pub(crate) stage: Stage,
    pub(crate) identifier: &'a str,
    /// The caller, unless all get the same answer.
    pub(crate) user: &'a str,
    /// As received.
    pub(crate) query: &'a str,
    /// As received.
    pub(crate) body: &'a [u8],
}

impl ListKey<'_> {
    /// Unique bytes. Each part has its length before it, since parts may contain any characters.
    fn bytes(&self) -> Vec<u8> {
        let Self { path, stage, identifier, user, query, body } = self;
        let parts = [path.as_bytes(), identifier.as_bytes(), user.as_bytes(), query.as_bytes(), body];
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + size_of::<usize>()).sum::<usize>() + 1);
        bytes.push(*stage as u8);
        for part in parts {
            bytes.extend_from_slice(&part.len().to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
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

    fn key<'a>(identifier: &'a str, query: &'a str) -> ListKey<'a> {
        ListKey { path: "records", stage: Stage::Pre, identifier, user: "", query, body: b"" }
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
        assert_eq!(note(&cache, ListKey { path: "batch", ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, ListKey { stage: Stage::Prod, ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, ListKey { user: "a", ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, ListKey { body: b"{}", ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, ListKey { body: b"?b", ..key("a", "") }, 3), None);
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
