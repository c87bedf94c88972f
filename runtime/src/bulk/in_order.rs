//! Outcomes in the order of the rows.

use std::collections::{BTreeMap, HashMap};

use super::outcome::{Outcome, OutcomeCounts};

/// Outcomes that came, and which one is next.
#[derive(Default)]
pub(super) struct InOrder {
    settled: BTreeMap<u64, Settled>,
    given: u64,
    tally: OutcomeCounts,
    /// Outcomes that were given out and are none of success, by which later rows with the same id go.
    refused: HashMap<u64, Outcome<String>>,
}

enum Settled {
    Outcome(Outcome<String>),
    /// The outcome of an earlier row, which has the same id.
    As {
        first: u64,
        id: String,
    },
}

impl InOrder {
    pub fn settle(&mut self, position: u64, outcome: Outcome<String>) {
        self.tally.count(&outcome);
        self.settled.insert(position, Settled::Outcome(outcome));
    }

    /// Gives a row the outcome of an earlier one, which has the same id.
    pub fn settle_as(&mut self, position: u64, first: u64, id: String) {
        self.settled.insert(position, Settled::As { first, id });
    }

    /// The next outcome, if it is there. `remembers` says for which rows later ones may ask, by their positions.
    pub fn next(&mut self, remembers: impl FnOnce(u64) -> bool) -> Option<Outcome<String>> {
        let outcome = match self.settled.remove(&self.given)? {
            Settled::Outcome(outcome) => outcome,
            Settled::As { first, id } => {
                let outcome = self.refused.get(&first).cloned().unwrap_or(Outcome::Succeeded(id));
                self.tally.count(&outcome);
                outcome
            }
        };
        if !outcome.is_succeeded() && remembers(self.given) {
            self.refused.insert(self.given, outcome.clone());
        }
        self.given += 1;
        Some(outcome)
    }

    /// How many outcomes wait for those before them.
    pub fn waiting(&self) -> usize {
        self.settled.len()
    }

    /// How many outcomes were given out.
    pub fn given(&self) -> u64 {
        self.given
    }

    pub fn counts(&self) -> OutcomeCounts {
        self.tally
    }
}
