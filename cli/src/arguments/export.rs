//! The flags of `weda export`.

use std::path::PathBuf;

use clap::Args;

use super::{Consent, Environment, Output};
use crate::records::{Format, WriteOptions};

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    /// The identifiers (标识) of the models.
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<String>,
    /// The file to write to, for several models the folder: <model>.ndjson each. Without it, or as -, one model goes to
    /// stdout.
    #[arg(short, long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// How to write the records. Without it: as the ending of the file says, else ndjson.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    #[command(flatten)]
    pub write: WriteOptions,
    /// Only records that this OData filter matches.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Read so many pages at once.
    #[arg(long, value_name = "PAGES", default_value_t = 4)]
    pub ahead: usize,
}
