//! Which records changed lately, for those above the store that keep something of each.

/// The changed records that are remembered at most; with more, anything may have changed.
const MAX: usize = 10_000;

/// A record: the number of its model, and its place there.
pub(crate) type RowKey = (i64, i64);

/// The records that were changed or removed, each with the number of the change.
#[derive(Default)]
pub(super) struct Touched {
    /// The change up to which nothing is remembered.
    forgotten: u64,
    /// In the order of the changes.
    rows: Vec<(u64, RowKey)>,
}

impl Touched {
    /// Remembers a record that a change met.
    pub(super) fn add(&mut self, change: u64, row: RowKey) {
        if self.rows.len() == MAX {
            self.add_all(change);
        } else if self.forgotten < change {
            self.rows.push((change, row));
        }
    }

    /// Remembers a change that may have met any record.
    pub(super) fn add_all(&mut self, change: u64) {
        self.rows.clear();
        self.forgotten = change;
    }

    /// Returns the records that were met after a change, or `None` if they may be any.
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

    fn since(touched: &Touched, change: u64) -> Option<Vec<RowKey>> {
        touched.since(change).map(Iterator::collect)
    }

    #[test]
    fn records_are_told_by_the_change_that_met_them() {
        let mut touched = Touched::default();
        touched.add(1, (1, 10));
        touched.add(3, (1, 11));
        touched.add(3, (2, 10));
        assert_eq!(since(&touched, 0), Some(vec![(1, 10), (1, 11), (2, 10)]));
        assert_eq!(since(&touched, 1), Some(vec![(1, 11), (2, 10)]));
        assert_eq!(since(&touched, 3), Some(vec![]));
        touched.add_all(4);
        assert_eq!((since(&touched, 3), since(&touched, 4)), (None, Some(vec![])));
        touched.add(5, (1, 1));
        assert_eq!(since(&touched, 4), Some(vec![(1, 1)]));
    }

    #[test]
    fn no_more_is_remembered_than_there_may_be() {
        let mut touched = Touched::default();
        (0..=MAX as i64).for_each(|place| touched.add(7, (1, place)));
        assert!(touched.rows.is_empty());
        assert_eq!((since(&touched, 6), since(&touched, 7)), (None, Some(vec![])));
        touched.add(8, (1, 1));
        assert_eq!((since(&touched, 6), since(&touched, 7)), (None, Some(vec![(1, 1)])));
    }
}
