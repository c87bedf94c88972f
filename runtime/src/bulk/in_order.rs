//! Returns outcomes in input order.

use std::collections::{BTreeMap, HashMap};

use super::outcome::{Outcome, OutcomeCounts};

/// Outcomes that wait for those of earlier rows.
#[derive(Default)]
pub(super) struct InOrder {
    waiting: BTreeMap<u64, Waiting>,
    emitted: u64,
    counts: OutcomeCounts,
    /// Outcomes of emitted rows that did not succeed, for later rows with the same id.
    unsuccessful: HashMap<u64, Outcome<String>>,
}

enum Waiting {
    Outcome(Outcome<String>),
    /// The outcome of an earlier row with the same id.
    SameAs {
        first: u64,
        id: String,
    },
}

impl InOrder {
    pub fn insert(&mut self, position: u64, outcome: Outcome<String>) {
        self.counts.count(&outcome);
        self.waiting.insert(position, Waiting::Outcome(outcome));
    }

    /// Inserts the outcome of an earlier row with the same id.
    pub fn insert_same_as(&mut self, position: u64, first: u64, id: String) {
        self.waiting.insert(position, Waiting::SameAs { first, id });
    }

    /// Returns the next outcome if it is known. `remembers` returns true for positions that later rows may refer to.
    pub fn next(&mut self, remembers: impl FnOnce(u64) -> bool) -> Option<Outcome<String>> {
        let outcome = match self.waiting.remove(&self.emitted)? {
            Waiting::Outcome(outcome) => outcome,
            Waiting::SameAs { first, id } => {
                let outcome = self.unsuccessful.get(&first).cloned().unwrap_or(Outcome::Succeeded(id));
                self.counts.count(&outcome);
                outcome
            }
        };
        if !outcome.is_succeeded() && remembers(self.emitted) {
            self.unsuccessful.insert(self.emitted, outcome.clone());
        }
        self.emitted += 1;
        Some(outcome)
    }

    /// Number of outcomes that wait for those of earlier rows.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Number of emitted outcomes.
    pub fn emitted(&self) -> u64 {
        self.emitted
    }

    pub fn counts(&self) -> OutcomeCounts {
        self.counts
    }
}
