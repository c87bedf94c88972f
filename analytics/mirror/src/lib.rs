//! Local copies of the data models of WeDa (微搭): SQLite files, directories of Parquet files, and PostgreSQL.
//!
//! [`Mirror`] keeps a copy up to date: it reads what has changed since the last run, marks records as deleted that are gone,
//! goes on after a crash, and compares copy and service record by record. The command `weda-mirror` does the same.
//!
//! A run has these parts: `sync` reads the service and decides; `row` makes values and a hash of each record; `copy` stores rows
//! together with the checkpoint; `command` is the command line.

#![warn(unreachable_pub)]

mod command;
mod copy;
mod error;
mod metrics;
mod mirror;
mod model;
pub mod postgres;
mod row;
mod sync;
mod verify;

use std::process::ExitCode;

pub use copy::Totals;
pub use error::Error;
pub use metrics::Metrics;
pub use mirror::{Mirror, Outcome};
pub use model::Model;
pub use sync::{Consent, ModelReport, Observer, SilentObserver, SyncOptions};
pub use verify::{Difference, Verification};

/// Runs the command `weda-mirror` with the arguments of the process, and returns its exit code.
#[must_use]
pub fn run_command() -> ExitCode {
    command::run().into()
}

/// The Rust of the guide's chapter.
#[cfg(doctest)]
#[doc = include_str!("../../../guide/en/mirror.md")]
struct Guide;
