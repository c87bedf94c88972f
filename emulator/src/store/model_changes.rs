//! The number of changed records of each model, by which a page that shows some of them notices that others changed.

use std::collections::HashMap;

/// The number of records of each model that were created, changed or deleted since the store was opened.
#[derive(Default)]
pub(super) struct ModelChanges {
    /// Changes that may have affected records of any model.
    all: u64,
    /// By the number of the model.
    models: HashMap<i64, u64>,
}

impl ModelChanges {
    /// Counts changed records of a model.
    pub(super) fn add(&mut self, model: i64, records: usize) {
        if records > 0 {
            *self.models.entry(model).or_default() += records as u64;
        }
    }

    /// Counts a change that may have affected any record.
    pub(super) fn add_all(&mut self) {
        self.all += 1;
    }

    /// The number of changes of a model.
    pub(super) fn of(&self, model: i64) -> u64 {
        self.all + self.models.get(&model).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_counted_by_model() {
        let mut changes = ModelChanges::default();
        changes.add(1, 3);
        changes.add(1, 1);
        changes.add(2, 0);
        assert_eq!((changes.of(1), changes.of(2)), (4, 0));
        changes.add_all();
        assert_eq!((changes.of(1), changes.of(2), changes.of(3)), (5, 1, 1));
    }
}
