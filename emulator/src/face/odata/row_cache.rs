//! Records as lists show them: one that is asked for again is not printed again.

use std::collections::HashMap;

use super::print::{List, Style};
use crate::service::Session;
use crate::store::RowKey;

/// The bytes that are kept at most. A cache with more forgets all it has and begins anew, which costs less than it would
/// to know the oldest.
const MAX_BYTES: usize = 32 << 20;

/// What a text costs beyond its bytes, more or less.
const ENTRY: usize = 64;

/// The texts of records.
#[derive(Default)]
pub(super) struct RowCache {
    /// The number of changes up to which they hold.
    changes: u64,
    texts: HashMap<RowKey, Box<[u8]>>,
    bytes: usize,
}

impl RowCache {
    fn keep(&mut self, key: RowKey, text: &[u8]) {
        let bytes = text.len() + ENTRY;
        if bytes > MAX_BYTES {
            return;
        }
        if self.bytes + bytes > MAX_BYTES {
            self.forget_all();
        }
        self.bytes += bytes;
        self.texts.insert(key, text.into());
    }

    /// Adds the records at these places of a model to a list, up to where it is too long. The profile of a service is
    /// always the same one.
    pub(super) fn print(
        &mut self,
        session: &Session<'_>,
        style: &Style<'_>,
        places: &[i64],
        list: &mut List,
    ) -> rusqlite::Result<()> {
        self.follow(session);
        let model = style.model;
        let mut reader = session.reader(model);
        for place in places {
            if list.is_too_long() {
                break;
            }
            let key = (model.number, *place);
            if let Some(text) = self.texts.get(&key).filter(|_| style.select.is_none()) {
                list.next().extend_from_slice(text);
                continue;
            }
            let out = list.next();
            let before = out.len();
            reader.read(*place, |cells| style.print(out, cells))?;
            if style.select.is_none() {
                self.keep(key, &out[before..]);
            }
        }
        Ok(())
    }

    /// Forgets the records that have changed since it was asked last.
    fn follow(&mut self, session: &Session<'_>) {
        let changes = session.changes();
        if self.changes == changes {
            return;
        }
        match session.touched_since(self.changes) {
            Some(rows) => rows.for_each(|row| self.forget(row)),
            None => self.forget_all(),
        }
        self.changes = changes;
    }

    fn forget(&mut self, key: RowKey) {
        if let Some(text) = self.texts.remove(&key) {
            self.bytes -= text.len() + ENTRY;
        }
    }

    fn forget_all(&mut self) {
        (self.texts, self.bytes) = (HashMap::new(), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_kept_than_there_may_be() {
        let mut cache = RowCache::default();
        let text = vec![b'x'; MAX_BYTES / 4];
        for place in 0..3 {
            cache.keep((1, place), &text);
        }
        assert_eq!(cache.texts.len(), 3);
        cache.keep((1, 3), &text);
        assert_eq!((cache.texts.len(), cache.bytes), (1, text.len() + ENTRY), "the others are forgotten");
        cache.keep((1, 4), &vec![b'x'; MAX_BYTES]);
        assert_eq!(cache.texts.len(), 1, "what has no room at all costs the others nothing");
    }
}
