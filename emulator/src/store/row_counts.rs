//! The number of records of each model.

use std::collections::HashMap;

/// The numbers of records by the number of the model. Each is counted once and then kept up to date by the writes, since
/// counting reads the whole table.
#[derive(Default)]
pub(super) struct RowCounts(HashMap<i64, Option<u64>>);

impl RowCounts {
    /// The number of records of a model, if it is known; otherwise the place for it.
    pub(super) fn of(&mut self, model: i64) -> &mut Option<u64> {
        self.0.entry(model).or_default()
    }

    /// Applies a committed write that added records.
    pub(super) fn add(&mut self, model: i64, added: usize) {
        if let Some(Some(count)) = self.0.get_mut(&model) {
            *count += added as u64;
        }
    }

    /// Applies a committed write that deleted records.
    pub(super) fn remove(&mut self, model: i64, deleted: usize) {
        if let Some(Some(count)) = self.0.get_mut(&model) {
            *count = count.saturating_sub(deleted as u64);
        }
    }

    /// Has all records counted again.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_counts_are_kept_up_to_date() {
        let mut counts = RowCounts::default();
        counts.add(1, 5);
        assert_eq!(*counts.of(1), None, "the other records of the table are not counted yet");
        *counts.of(1) = Some(7);
        counts.add(1, 5);
        counts.remove(1, 2);
        counts.add(2, 1);
        assert_eq!((*counts.of(1), *counts.of(2)), (Some(10), None));
        counts.forget();
        assert_eq!(*counts.of(1), None);
    }
}
