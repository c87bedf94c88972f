//! Lists that stand ready: the same request gets the same answer until something changes.
//!
//! An answer depends on the request, the profile, which never changes, and the records with their definitions, whose
//! changes are counted. Tokens, limits and faults have their say before and after it.

use std::collections::HashMap;

use crate::face::answer::Answer;
use crate::stage::Stage;

/// The bytes that are kept at most; with more all are forgotten.
const MAX_BYTES: usize = 8 << 20;

/// What a list is asked for with.
pub(super) struct Key<'a> {
    pub(super) stage: Stage,
    pub(super) identifier: &'a str,
    /// As it came.
    pub(super) query: &'a str,
    /// The largest page, by which two paths to the same records differ.
    pub(super) max: u32,
}

impl Key<'_> {
    /// Unlike that of all others: an identifier may contain whatever a path can be encoded to, so its length is told.
    fn text(&self) -> String {
        let Self { stage, identifier, query, max } = self;
        format!("{} {max} {} {identifier}{query}", stage.name(), identifier.len())
    }
}

/// Answers as they went out.
#[derive(Default)]
pub(super) struct ListCache {
    /// The number of changes up to which they hold.
    changes: u64,
    answers: HashMap<String, Answer>,
    bytes: usize,
}

impl ListCache {
    /// The answer to a request, if nothing has changed since it was made.
    pub(super) fn get(&self, key: &Key<'_>, changes: u64) -> Option<Answer> {
        if self.changes == changes { self.answers.get(&key.text()).cloned() } else { None }
    }

    pub(super) fn keep(&mut self, key: &Key<'_>, changes: u64, answer: &Answer) {
        let key = key.text();
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

    fn key<'a>(identifier: &'a str, query: &'a str) -> Key<'a> {
        Key { stage: Stage::Pre, identifier, query, max: 10 }
    }

    #[test]
    fn an_answer_is_for_one_request_and_one_state() {
        let mut cache = ListCache::default();
        let mut answer = Answer::empty();
        answer.note = Some("the first".to_owned());
        cache.keep(&key("a", "?b"), 3, &answer);
        let note = |cache: &ListCache, key: Key<'_>, changes| cache.get(&key, changes).and_then(|answer| answer.note);
        assert_eq!(note(&cache, key("a", "?b"), 3).as_deref(), Some("the first"));
        assert_eq!(note(&cache, key("a?", "b"), 3), None, "the same characters, but another model");
        assert_eq!(note(&cache, Key { max: 20, ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, Key { stage: Stage::Prod, ..key("a", "?b") }, 3), None);
        assert_eq!(note(&cache, key("a", "?b"), 4), None, "something has changed");
        cache.keep(&key("b", ""), 4, &answer);
        assert_eq!(note(&cache, key("a", "?b"), 4), None, "nor does it come back");
    }

    #[test]
    fn no_more_is_kept_than_there_may_be() {
        let mut cache = ListCache::default();
        let mut answer = Answer::empty();
        answer.body = vec![b'x'; MAX_BYTES / 3].into();
        for query in ["1", "2", "3"] {
            cache.keep(&key("a", query), 0, &answer);
        }
        assert_eq!(cache.answers.len(), 1);
        answer.body = vec![b'x'; MAX_BYTES].into();
        cache.keep(&key("a", "4"), 0, &answer);
        assert!(cache.bytes <= MAX_BYTES && cache.get(&key("a", "4"), 0).is_none());
    }
}
