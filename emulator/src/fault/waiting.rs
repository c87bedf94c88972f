//! The faults that are waiting for calls.

use std::sync::{Mutex, MutexGuard};

use super::{Effect, Fault, FaultProblem};
use crate::locked::locked;

/// The faults that are waiting for calls.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Waiting>>);

#[derive(Debug)]
struct Waiting {
    fault: Fault,
    /// The calls it could meet, so far.
    seen: u64,
    struck: u64,
}

impl Waiting {
    /// Counts a call that the fault could meet; whether it does.
    fn strikes(&mut self) -> bool {
        let call = self.seen;
        self.seen += 1;
        let strikes = call >= self.fault.skip && self.fault.chooses(call);
        self.struck += u64::from(strikes);
        strikes
    }

    fn is_spent(&self) -> bool {
        self.fault.times.is_some_and(|times| self.struck >= times)
    }
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) -> Result<(), FaultProblem> {
        fault.check()?;
        self.waiting().push(Waiting { fault, seen: 0, struck: 0 });
        Ok(())
    }

    pub(crate) fn clear(&self) {
        self.waiting().clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.waiting().iter().map(|waiting| waiting.fault.clone()).collect()
    }

    /// What goes wrong in a call. A fault that has happened as often as it shall is gone.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.waiting().retain_mut(|waiting| {
            if waiting.fault.meets(method, path) && waiting.strikes() {
                effects.push(waiting.fault.effect.clone());
            }
            !waiting.is_spent()
        });
        effects
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        locked(&self.0)
    }
}
