//! Flags of `weda get`.

use clap::Args;

use super::{Environment, Output, View};

#[derive(Args)]
pub(crate) struct Get {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    /// The identifier (标识) of the model.
    pub model: String,
    /// The ids (`_id`) of the records.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    #[command(flatten)]
    pub view: View,
}
