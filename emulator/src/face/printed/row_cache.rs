//! A cache of printed records for lists.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::record_list::RecordList;
use crate::schema::Model;
use crate::service::Session;
use crate::store::{RowKey, RowValues};

/// The maximum total size. Beyond it the cache is cleared, which is cheaper than tracking the oldest entries.
const MAX_BYTES: usize = 32 << 20;

/// The approximate overhead of an entry in bytes.
const ENTRY_OVERHEAD: usize = 64;

/// Printed records.
#[derive(Default)]
pub(crate) struct RowCache {
    /// The number of changes for which they are valid.
    changes: u64,
    texts: FxHashMap<RowKey, Box<[u8]>>,
    bytes: usize,
}

impl RowCache {
    /// Adds the records at these places to a list, until it is too long. `print` must print a record the same way in
    /// every call.
    pub(crate) fn add(
        &mut self,
        session: &Session<'_>,
        model: &Model,
        places: &[i64],
        list: &mut RecordList,
        print: impl FnMut(&mut Vec<u8>, RowValues<'_>),
    ) -> rusqlite::Result<()> {
        self.invalidate(session);
        let text = |place: &i64| self.texts.get(&(model.number, *place)).map(AsRef::as_ref);
        let records: Vec<(i64, Option<&[u8]>)> = places.iter().map(|place| (*place, text(place))).collect();
        list.reserve(records.iter().filter_map(|(_, text)| *text).map(|text| text.len() + 1).sum());
        for (place, range) in add(session, model, &records, list, print)? {
            self.insert((model.number, place), list.text(range));
        }
        Ok(())
    }

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
        (self.texts, self.bytes) = (FxHashMap::default(), 0);
    }
}

/// Adds the records at these places to a list, until it is too long. `print` prints a record.
pub(crate) fn add_records(
    session: &Session<'_>,
    model: &Model,
    places: &[i64],
    list: &mut RecordList,
    print: impl FnMut(&mut Vec<u8>, RowValues<'_>),
) -> rusqlite::Result<()> {
    let records: Vec<_> = places.iter().map(|place| (*place, None)).collect();
    add(session, model, &records, list, print).map(drop)
}

/// Adds records to a list, until it is too long. Prints those without a cached text and returns where they are in the
/// list.
fn add(
    session: &Session<'_>,
    model: &Model,
    records: &[(i64, Option<&[u8]>)],
    list: &mut RecordList,
    mut print: impl FnMut(&mut Vec<u8>, RowValues<'_>),
) -> rusqlite::Result<Vec<(i64, Range<usize>)>> {
    let missing: Vec<i64> = records.iter().filter(|(_, text)| text.is_none()).map(|(place, _)| *place).collect();
    let mut printed = Vec::with_capacity(missing.len());
    let mut reader = session.reader(model);
    let mut rows = reader.read(&missing)?;
    for (place, text) in records {
        if list.is_too_long() {
            break;
        }
        match text {
            Some(text) => list.next().extend_from_slice(text),
            None => {
                let out = list.next();
                let start = out.len();
                print(out, rows.next_row()?);
                let range = start..out.len();
                if printed.is_empty() {
                    list.reserve(missing.len().saturating_mul(range.len()));
                }
                printed.push((*place, range));
            }
        }
    }
    Ok(printed)
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
