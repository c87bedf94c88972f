//! Flags of `weda import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Confirmation, Environment, Output};
use crate::records::ReadOptions;

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub confirmation: Confirmation,
    /// The identifier (标识) of the model.
    pub model: String,
    /// The file of records, or - for stdin.
    pub file: PathBuf,
    #[command(flatten)]
    pub reading: ReadOptions,
    /// A field whose value is unique for each record. Rows whose value is already stored are skipped, and a row in doubt is
    /// looked up by its value before it is sent again.
    #[arg(long, value_name = "FIELD", conflicts_with = "keep_ids")]
    pub key: Option<String>,
    /// Create the records with the ids of the file, and use these as the key. By default the service assigns new ids.
    #[arg(long)]
    pub keep_ids: bool,
    /// The file for rejected rows and the reasons. Defaults to a file beside the input, or in the current folder for
    /// stdin.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// The file that records the outcome of each row, so that the import can be resumed. Defaults to a file beside the
    /// input, or in the current folder for stdin.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Treatment of rows in doubt that a lookup cannot decide.
    #[arg(long, value_name = "WHAT")]
    pub doubtful: Option<Doubtful>,
    /// Read and check all rows, without writing anything.
    #[arg(long)]
    pub dry_run: bool,
    /// Also send rows that violate the definition, and members that the model does not have.
    #[arg(long)]
    pub no_check: bool,
    /// Maximum number of rows per call.
    #[arg(long, value_name = "ROWS", default_value_t = 100, value_parser = rows)]
    pub rows_at_once: usize,
    /// The source of the records of a copy, which the checkpoint names.
    #[arg(skip)]
    pub copied_from: Option<String>,
}

/// Treatment of rows that may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Doubtful {
    /// Assume that they are stored, and skip them.
    Skip,
    /// Assume that they are not stored, and send them.
    Send,
}

pub(super) fn rows(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(rows @ 1..=1_000) => Ok(rows),
        _ => Err("give a number from 1 to 1000".to_owned()),
    }
}
