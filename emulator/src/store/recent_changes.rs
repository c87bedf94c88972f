//! Recently changed records, for caches above the store.

/// The maximum number of changed records; beyond it, any record may have changed.
const MAX: usize = 10_000;

/// A record: the number of its model and its place.
pub(crate) type RowKey = (i64, i64);

/// The records that were changed or deleted, each with the number of the change.
#[derive(Default)]
pub(super) struct RecentChanges {
    /// The change up to which no records are recorded.
    forgotten: u64,
    /// In the order of the changes.
    rows: Vec<(u64, RowKey)>,
}

impl RecentChanges {
    /// Records a changed record.
    pub(super) fn add(&mut self, change: u64, row: RowKey) {
        if self.rows.len() == MAX {
            self.add_all(change);
        } else if self.forgotten < change {
            self.rows.push((change, row));
        }
    }

    /// Records a change that may have affected any record.
    pub(super) fn add_all(&mut self, change: u64) {
        self.rows.clear();
        self.forgotten = change;
    }

    /// The records that changed after a change, or `None` if any may have.
    pub(super) fn since(&self, change: u64) -> Option<impl Iterator<Item = RowKey> + '_> {
        if change < self.forgotten {
            return None;
        }
        let start = self.rows.partition_point(|(number, _)| *number <= change);
        Some(self.rows[start..].iter().map(|(_, row)| *row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since(recent_changes: &RecentChanges, change: u64) -> Option<Vec<RowKey>> {
        recent_changes.since(change).map(Iterator::collect)
    }

    #[test]
    fn records_are_returned_by_change() {
        let mut recent_changes = RecentChanges::default();
        recent_changes.add(1, (1, 10));
        recent_changes.add(3, (1, 11));
        recent_changes.add(3, (2, 10));
        assert_eq!(since(&recent_changes, 0), Some(vec![(1, 10), (1, 11), (2, 10)]));
        assert_eq!(since(&recent_changes, 1), Some(vec![(1, 11), (2, 10)]));
        assert_eq!(since(&recent_changes, 3), Some(vec![]));
        recent_changes.add_all(4);
        assert_eq!((since(&recent_changes, 3), since(&recent_changes, 4)), (None, Some(vec![])));
        recent_changes.add(5, (1, 1));
        assert_eq!(since(&recent_changes, 4), Some(vec![(1, 1)]));
    }

    #[test]
    fn the_number_of_records_is_limited() {
        let mut recent_changes = RecentChanges::default();
        (0..=MAX as i64).for_each(|place| recent_changes.add(7, (1, place)));
        assert!(recent_changes.rows.is_empty());
        assert_eq!((since(&recent_changes, 6), since(&recent_changes, 7)), (None, Some(vec![])));
        recent_changes.add(8, (1, 1));
        assert_eq!((since(&recent_changes, 6), since(&recent_changes, 7)), (None, Some(vec![(1, 1)])));
    }
}
