//! Flags of `weda export`.

use std::path::PathBuf;

use clap::Args;

use super::{Confirmation, Environment, Output};
use crate::records::{Format, WriteOptions};

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub confirmation: Confirmation,
    /// The identifiers (标识) of the models.
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<String>,
    /// The output file; for several models the folder, with <model>.ndjson for each. Defaults to stdout (also -) for one
    /// model.
    #[arg(short, long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// The output format. Defaults to the format of the file's extension, else to ndjson.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    #[command(flatten)]
    pub write: WriteOptions,
    /// Export only records that match this OData filter.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Number of pages to prefetch.
    #[arg(long, value_name = "PAGES", default_value_t = 4)]
    pub ahead: usize,
}
