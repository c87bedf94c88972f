//! Records that come twice, in one page or in two.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use bytes::Bytes;

/// The ids of the pages read so far. Views need not hold ids, so they are known by their text.
///
/// Most queries end with their first page, which is sorted by the ids: nothing is hashed before there is need.
#[derive(Debug, Default)]
pub(crate) struct Overlap {
    first: Option<(Vec<Range<u32>>, Bytes)>,
    seen: HashSet<u64>,
}

impl Overlap {
    /// Whether the next page, whose `_id`s stand at `ids` in `body`, holds a record that was there before.
    pub fn with(&mut self, ids: Vec<Range<u32>>, body: &Bytes) -> bool {
        let is_first = self.first.is_none() && self.seen.is_empty();
        if is_first && ids.windows(2).all(|pair| text(&pair[0], body) < text(&pair[1], body)) {
            self.first = Some((ids, body.clone()));
            return false;
        }
        let first = self.first.take();
        first.is_some_and(|(ids, body)| self.add(&ids, &body)) | self.add(&ids, body)
    }

    /// Whether one of the ids was there before, or comes twice.
    fn add(&mut self, ids: &[Range<u32>], body: &[u8]) -> bool {
        let mut again = false;
        for id in ids {
            let mut hasher = DefaultHasher::new();
            text(id, body).hash(&mut hasher);
            again |= !self.seen.insert(hasher.finish());
        }
        again
    }
}

fn text<'b>(id: &Range<u32>, body: &'b [u8]) -> &'b [u8] {
    body[id.start as usize..id.end as usize].trim_ascii()
}
