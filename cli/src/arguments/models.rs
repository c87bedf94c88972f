//! Flags of `weda models` and `weda describe`.

use clap::Args;

use super::{Environment, Output};

#[derive(Args)]
pub(crate) struct Models {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    /// Count the records of each model, with one call per model.
    #[arg(long)]
    pub count: bool,
}

#[derive(Args)]
pub(crate) struct Describe {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    /// The identifier (标识) of the model.
    pub model: String,
}
