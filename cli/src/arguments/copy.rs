//! Flags of `weda copy`.

use std::path::PathBuf;

use clap::Args;

use super::import::rows;
use super::{Confirmation, Doubtful, Environment, Output};

#[derive(Args)]
// The two environment types have flags of their own.
#[command(mut_arg("env_type", |flag| flag.hide(true).conflicts_with("from")))]
pub(crate) struct Copy {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub confirmation: Confirmation,
    /// The identifier (标识) of the model.
    pub model: String,
    /// The environment type whose records are read, such as pre.
    #[arg(long, value_name = "TYPE")]
    pub from: String,
    /// The environment type in which they are created, such as prod. The model must be published there.
    #[arg(long, value_name = "TYPE")]
    pub to: String,
    /// Copy only records that match this OData filter.
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Let the service assign new ids, and identify records by this field, whose value is unique for each record. By
    /// default records keep their ids, and are identified by them.
    #[arg(long, value_name = "FIELD")]
    pub key: Option<String>,
    /// Copy records although records that they refer to are missing in the target.
    #[arg(long)]
    pub allow_missing: bool,
    /// The file that holds the records while they are copied; the checkpoint and the rejected rows are beside it. It is
    /// removed when every record is copied. Defaults to MODEL.FROM-to-TO.ndjson in the current folder.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Treatment of rows in doubt that a lookup cannot decide.
    #[arg(long, value_name = "WHAT")]
    pub doubtful: Option<Doubtful>,
    /// Read and check all records, without creating any.
    #[arg(long)]
    pub dry_run: bool,
    /// Also send records that violate the definition of the target, and members that it does not have.
    #[arg(long)]
    pub no_check: bool,
    /// Maximum number of rows per call.
    #[arg(long, value_name = "ROWS", default_value_t = 100, value_parser = rows)]
    pub rows_at_once: usize,
    /// Number of pages to prefetch.
    #[arg(long, value_name = "PAGES", default_value_t = 4)]
    pub ahead: usize,
}
