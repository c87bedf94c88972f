//! The flags of `weda import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Consent, Environment, Output};
use crate::records::Format;

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
    /// How the records are written. Without it: as the ending of the file says, or its first character.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// The field whose value no two records share. By it a row of which nobody knows whether it was stored is looked for
    /// before it is sent again.
    #[arg(long, value_name = "FIELD", conflicts_with = "keep_ids")]
    pub key: Option<String>,
    /// Give the records the ids that they have in the file, and go by those as by a key. Without it the service gives new
    /// ones.
    #[arg(long)]
    pub keep_ids: bool,
    /// Where to write the rows that were not stored, with the reasons. Without it: beside the file, if there are any.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Where to keep how far the import is, to go on after it was broken off. Without it: beside the file.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// What to do with rows of an earlier run of which nobody knows whether they were stored, after looking for them.
    #[arg(long, value_name = "WHAT")]
    pub doubtful: Option<Doubtful>,
    /// Read and check everything, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// What becomes of rows that may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Doubtful {
    /// They are there: pass over them.
    Skip,
    /// They are not: send them.
    Send,
}
