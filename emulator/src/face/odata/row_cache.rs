//! A cache of printed records for lists.

use std::collections::HashMap;

use super::print::{List, RecordFormat};
use crate::service::Session;
use crate::store::RowKey;

/// The maximum total size. Beyond it the cache is cleared, which is cheaper than tracking the oldest entries.
const MAX_BYTES: usize = 32 << 20;

/// The approximate overhead of an entry in bytes.
const ENTRY_OVERHEAD: usize = 64;

/// Printed records.
#[derive(Default)]
pub(super) struct RowCache {
    /// The number of changes for which they are valid.
    changes: u64,
    texts: HashMap<RowKey, Box<[u8]>>,
    bytes: usize,
}

impl RowCache {
    fn insert(&mut self, key: RowKey, text: &[u8]) {
        let bytes = text.len() + ENTRY_OVERHEAD;
        if bytes > MAX_BYTES {
            return;
        }
        if self.bytes + bytes > MAX_BYTES {
            self.clear();
        }
        self.bytes += bytes;
        self.texts.insert(key, text.into());
    }

    /// Adds the records at these places to a list, until it is too long. The profile must be the same in every call.
    pub(super) fn print(
        &mut self,
        session: &Session<'_>,
        format: &RecordFormat<'_>,
        places: &[i64],
        list: &mut List,
    ) -> rusqlite::Result<()> {
        self.invalidate(session);
        let model = format.model;
        let mut reader = session.reader(model);
        for place in places {
            if list.is_too_long() {
                break;
            }
            let key = (model.number, *place);
            if let Some(text) = self.texts.get(&key).filter(|_| format.select.is_none()) {
                list.next().extend_from_slice(text);
                continue;
            }
            let out = list.next();
            let before = out.len();
            reader.read(*place, |cells| format.print(out, cells))?;
            if format.select.is_none() {
                self.insert(key, &out[before..]);
            }
        }
        Ok(())
    }

    /// Removes the records that have changed since the last call.
    fn invalidate(&mut self, session: &Session<'_>) {
        let changes = session.changes();
        if self.changes == changes {
            return;
        }
        match session.changed_since(self.changes) {
            Some(rows) => rows.for_each(|row| self.remove(row)),
            None => self.clear(),
        }
        self.changes = changes;
    }

    fn remove(&mut self, key: RowKey) {
        if let Some(text) = self.texts.remove(&key) {
            self.bytes -= text.len() + ENTRY_OVERHEAD;
        }
    }

    fn clear(&mut self) {
        (self.texts, self.bytes) = (HashMap::new(), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_size_is_limited() {
        let mut cache = RowCache::default();
        let text = vec![b'x'; MAX_BYTES / 4];
        for place in 0..3 {
            cache.insert((1, place), &text);
        }
        assert_eq!(cache.texts.len(), 3);
        cache.insert((1, 3), &text);
        assert_eq!((cache.texts.len(), cache.bytes), (1, text.len() + ENTRY_OVERHEAD), "the others are removed");
        cache.insert((1, 4), &vec![b'x'; MAX_BYTES]);
        assert_eq!(cache.texts.len(), 1, "a record that is too large does not evict others");
    }
}
