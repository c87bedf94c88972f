//! A compact map from hashes of values to rows.

/// Number of leading bits of a hash that select its list.
const LIST_BITS: u32 = 12;
/// Sorted lists are nearly full and grow one at a time. A hash table has up to half of its capacity free, and exists twice
/// while it grows.
const LISTS: usize = 1 << LIST_BITS;

/// Number of bytes of a hash that are stored in its list.
const HASH: usize = 6;

/// 60 bits of each hash: 12 select the list, the others are stored in it.
#[derive(Debug, Default)]
pub(super) struct RowHashes {
    /// Empty until there is a value.
    lists: Vec<Vec<Entry>>,
}

/// The hash, then the number of the row.
type Entry = [u8; HASH + 4];

impl RowHashes {
    /// Returns the row with this hash.
    pub fn get(&self, hash: u64) -> Option<u32> {
        let list = self.lists.get(list_of(hash))?;
        let at = place(list, hash).ok()?;
        let (_, row) = list[at].split_at(HASH);
        row.try_into().ok().map(u32::from_be_bytes)
    }

    /// Adds a row, unless there is already one with its hash.
    pub fn insert(&mut self, hash: u64, row: u32) {
        if self.lists.is_empty() {
            self.lists.resize_with(LISTS, Vec::new);
        }
        let list = &mut self.lists[list_of(hash)];
        if let Err(at) = place(list, hash) {
            if list.len() == list.capacity() {
                list.reserve_exact(8 + list.len() / 8);
            }
            let mut entry = [0; HASH + 4];
            entry[..HASH].copy_from_slice(&rest_of(hash));
            entry[HASH..].copy_from_slice(&row.to_be_bytes());
            list.insert(at, entry);
        }
    }
}

fn list_of(hash: u64) -> usize {
    (hash >> (u64::BITS - LIST_BITS)) as usize
}

fn rest_of(hash: u64) -> [u8; HASH] {
    let [.., a, b, c, d, e, f] = (hash >> 4).to_be_bytes();
    [a, b, c, d, e, f]
}

fn place(list: &[Entry], hash: u64) -> Result<usize, usize> {
    let rest = rest_of(hash);
    list.binary_search_by(|entry| entry[..HASH].cmp(&rest))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn it_equals_a_hash_map() {
        let (mut ours, mut map) = (RowHashes::default(), HashMap::new());
        assert_eq!(ours.get(0), None);
        // The last four bits are not stored.
        let hash = |row: u32| u64::from(row % 7_000).wrapping_mul(0x9e37_79b9_7f4a_7c15) & !0xf;
        for row in 0..20_000 {
            assert_eq!(ours.get(hash(row)), map.get(&hash(row)).copied(), "row {row}");
            ours.insert(hash(row), row);
            map.entry(hash(row)).or_insert(row);
        }
    }
}
