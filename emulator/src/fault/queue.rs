//! The queue of injected faults.

use std::sync::{Mutex, MutexGuard};

use super::{Effect, Fault, FaultProblem};
use crate::locked::locked;

/// The injected faults, in order.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue(Mutex<Vec<ActiveFault>>);

#[derive(Debug)]
struct ActiveFault {
    fault: Fault,
    /// The number of matching calls so far.
    matched: u64,
    /// The number of times it happened.
    happened: u64,
}

impl ActiveFault {
    /// Counts a matching call and returns true if the fault happens in it.
    fn happens(&mut self) -> bool {
        let call = self.matched;
        self.matched += 1;
        let happens = call >= self.fault.skip && self.fault.selects(call);
        self.happened += u64::from(happens);
        happens
    }

    fn is_used_up(&self) -> bool {
        self.fault.times.is_some_and(|times| self.happened >= times)
    }
}

impl FaultQueue {
    pub(crate) fn add(&self, fault: Fault) -> Result<(), FaultProblem> {
        fault.check()?;
        self.active().push(ActiveFault { fault, matched: 0, happened: 0 });
        Ok(())
    }

    pub(crate) fn clear(&self) {
        self.active().clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.active().iter().map(|active| active.fault.clone()).collect()
    }

    /// The effects on a call. Removes faults that are used up.
    pub(crate) fn take_effects(&self, method: &str, path: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.active().retain_mut(|active| {
            if active.fault.matches(method, path) && active.happens() {
                effects.push(active.fault.effect.clone());
            }
            !active.is_used_up()
        });
        effects
    }

    fn active(&self) -> MutexGuard<'_, Vec<ActiveFault>> {
        locked(&self.0)
    }
}
