//! The flags of `weda import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Consent, Environment, Output};
use crate::records::ReadOptions;

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    /// The identifier (标识) of the model.
    pub model: String,
    /// The file of records; - for stdin.
    pub file: PathBuf,
    #[command(flatten)]
    pub reading: ReadOptions,
    /// The field whose value no two records share. Rows whose values are there already are passed over, and a row that may
    /// be stored is looked for by it before it is sent again.
    #[arg(long, value_name = "FIELD", conflicts_with = "keep_ids")]
    pub key: Option<String>,
    /// Give the records the ids that they have in the file, and go by those as by a key. Without it the service gives new
    /// ids.
    #[arg(long)]
    pub keep_ids: bool,
    /// Where to write the rows that were rejected, with the reasons. Defaults to a file beside the input, or in the current
    /// folder for stdin.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Where to keep what has become of each row, to go on from there. Defaults to a file beside the input, or in the
    /// current folder for stdin.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// What to do with rows that may be stored and that the records do not tell of.
    #[arg(long, value_name = "WHAT")]
    pub doubtful: Option<Doubtful>,
    /// Read and check everything, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Send also what the definition refuses, and members that the model does not have.
    #[arg(long)]
    pub no_check: bool,
    /// Send at most so many rows in one call.
    #[arg(long, value_name = "ROWS", default_value_t = 100, value_parser = rows)]
    pub rows_at_once: usize,
}

/// What becomes of rows that may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Doubtful {
    /// They are there: pass over them.
    Skip,
    /// They are not: send them.
    Send,
}

fn rows(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(rows @ 1..=1_000) => Ok(rows),
        _ => Err("give a number from 1 to 1000".to_owned()),
    }
}
