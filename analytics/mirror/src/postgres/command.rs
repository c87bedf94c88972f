//! The subcommand `postgres`.

use clap::Args;

use crate::command::{Exit, Failure, Place};

/// Flags of `weda-mirror postgres`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Runs the subcommand.
///
/// # Errors
/// Returns an error if the service or the database refuses.
pub(crate) async fn run(_: Arguments) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Other, "not built yet"))
}
