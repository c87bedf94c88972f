//! The queue of injected faults.

use std::sync::{Mutex, MutexGuard};

use super::{ActiveFault, Effect, Fault, FaultId, FaultProblem};
use crate::locked::locked;

/// The injected faults, in order.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue(Mutex<Queue>);

#[derive(Debug, Default)]
struct Queue {
    active: Vec<ActiveFault>,
    /// The number of faults that were ever injected: ids are not used twice.
    injected: u64,
}

impl FaultQueue {
    pub(crate) fn add(&self, fault: Fault) -> Result<FaultId, FaultProblem> {
        fault.check()?;
        let mut queue = self.queue();
        queue.injected += 1;
        let id = FaultId(queue.injected);
        queue.active.push(ActiveFault::new(id, fault));
        Ok(id)
    }

    /// Removes a fault, and returns false if there is none with this id.
    pub(crate) fn remove(&self, id: FaultId) -> bool {
        let active = &mut self.queue().active;
        let count = active.len();
        active.retain(|fault| fault.id != id);
        active.len() < count
    }

    pub(crate) fn clear(&self) {
        self.queue().active.clear();
    }

    pub(crate) fn active(&self) -> Vec<ActiveFault> {
        self.queue().active.clone()
    }

    /// The effects on a call. Removes faults that are used up.
    pub(crate) fn take_effects(&self, method: &str, path: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.queue().active.retain_mut(|active| {
            if active.fault.matches(method, path) && active.happens() {
                effects.push(active.fault.effect.clone());
            }
            !active.is_used_up()
        });
        effects
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        locked(&self.0)
    }
}
