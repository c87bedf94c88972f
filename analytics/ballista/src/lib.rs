//! WeDa (微搭) data models as tables on a [Ballista](https://datafusion.apache.org/ballista/) cluster.
//!
//! A [`Scheduler`] plans queries over the tables of `weda-datafusion` and gives their tasks to [`Executor`]s on other machines;
//! a program asks by [`connect`]. The command `weda-ballista` starts all three.
//!
//! Each process has its own client and its own keys. What travels between them is [the model's name and what is asked of
//! it](LogicalCodec), with a hash of the columns, so that different definitions are an error. It is neither authenticated nor
//! encrypted: the ports belong in a private network. The processes of the cluster read no files for a query.

mod address;
mod codec;
mod connect;
mod error;
mod executor;
mod no_files;
mod ports;
mod readiness;
mod role;
mod scheduler;
mod session;
mod stop;

pub use address::{NotAnAddress, SchedulerAddress};
pub use codec::{LogicalCodec, PhysicalCodec};
pub use connect::connect;
pub use error::Error;
pub use executor::Executor;
pub use readiness::executors;
pub use role::Role;
pub use scheduler::Scheduler;
