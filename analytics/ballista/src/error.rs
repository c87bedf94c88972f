//! Errors beside those of queries.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use ballista_core::error::BallistaError;
use datafusion::error::DataFusionError;

use crate::address::{NotAnAddress, SchedulerAddress};

/// Error of a scheduler, an executor or a connection.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not the address of a scheduler.
    #[error(transparent)]
    Address(#[from] NotAnAddress),
    /// Nothing answers at the address.
    #[error(
        "no scheduler answers at {address} ({problem}); start one with `weda-ballista scheduler`, or give its address"
    )]
    NoScheduler {
        /// The address.
        address: SchedulerAddress,
        /// The last failure.
        problem: io::Error,
    },
    /// Something else than a scheduler answers at the address.
    #[error(
        "what answers at {address} is not a scheduler of Ballista; an executor's port was given, or that of another program"
    )]
    NotAScheduler {
        /// The address.
        address: SchedulerAddress,
    },
    /// The scheduler has no executor.
    #[error(
        "the scheduler at {address} has had no executor for {} s; start one with `weda-ballista executor --scheduler {address}`",
        .waited.as_secs()
    )]
    NoExecutor {
        /// The address of the scheduler.
        address: SchedulerAddress,
        /// The time that was waited for one.
        waited: Duration,
    },
    /// A port cannot be listened on.
    #[error("{address} cannot be listened on ({problem}); choose another port, or 0 for a free one")]
    Port {
        /// The address.
        address: SocketAddr,
        /// The failure.
        problem: io::Error,
    },
    /// Others would have to be told an address that leads nowhere.
    #[error("others cannot connect to {0}; name the address by which they reach this process (`--advertise`)")]
    NotAdvertised(SocketAddr),
    /// The services of an executor ended without a signal.
    #[error("the executor of the scheduler at {0} ended because a service of its own failed; the log has the reason")]
    ExecutorEnded(SchedulerAddress),
    /// The system refused something.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Ballista failed.
    #[error(transparent)]
    Ballista(Box<BallistaError>),
    /// DataFusion failed.
    #[error(transparent)]
    DataFusion(Box<DataFusionError>),
}

impl From<BallistaError> for Error {
    fn from(error: BallistaError) -> Self {
        Self::Ballista(Box::new(error))
    }
}

impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        Self::DataFusion(Box::new(error))
    }
}
