//! The parts of a cluster.

use std::fmt;

/// Role of a process in the cluster, for error messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A program that asks.
    Program,
    /// The scheduler.
    Scheduler,
    /// One of the executors.
    Executor,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Program => "the program",
            Self::Scheduler => "the scheduler",
            Self::Executor => "an executor",
        })
    }
}
