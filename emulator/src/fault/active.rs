//! Injected faults, as they are listed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Fault;

/// The id of an injected fault, unique in its emulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FaultId(pub(super) u64);

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A fault that was injected and is not used up, as [`Emulator::faults`](crate::Emulator::faults) lists it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ActiveFault {
    /// Its id, for [`Emulator::clear_fault`](crate::Emulator::clear_fault).
    pub id: FaultId,
    /// The fault.
    pub fault: Fault,
    /// The number of calls that its method and path matched.
    pub matched: u64,
    /// The number of calls that it happened in.
    pub happened: u64,
}

impl ActiveFault {
    pub(super) fn new(id: FaultId, fault: Fault) -> Self {
        Self { id, fault, matched: 0, happened: 0 }
    }

    /// Counts a matching call and returns true if the fault happens in it.
    pub(super) fn happens(&mut self) -> bool {
        let call = self.matched;
        self.matched += 1;
        let happens = call >= self.fault.skip && self.fault.selects(call);
        self.happened += u64::from(happens);
        happens
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.fault.times.is_some_and(|times| self.happened >= times)
    }
}
