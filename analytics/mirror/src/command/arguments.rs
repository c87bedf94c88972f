//! The flags of the command.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use super::Place;
use crate::sync::Consent;

/// Keeps local copies of WeDa data models: a SQLite file, a directory of Parquet files, or a schema of PostgreSQL.
///
/// The service is only read, never changed. Results go to stdout, everything else to stderr. Exit codes: 0 success, 1 other
/// (including a copy that differs), 2 authentication or permission, 3 arguments (including deletions that need consent),
/// 4 not found, 5 service or network, 6 local file (including a damaged copy, and one that is in use), 7 incomplete: a record
/// does not fit its definition, or missing records could not be told from moved ones, 130 interrupted.
#[derive(Parser, Debug)]
#[command(name = "weda-mirror", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Task,
}

/// The subcommands.
#[derive(Subcommand, Debug)]
pub(crate) enum Task {
    /// Bring a copy up to date, once. Begins the copy if there is none.
    Sync(Box<SyncArguments>),
    /// Bring a copy up to date again and again, until ctrl-c.
    Run(Box<RunArguments>),
    /// Compare a copy with the service, record by record.
    Verify(Box<VerifyArguments>),
    /// Copy models into an empty schema of PostgreSQL.
    Postgres(Box<super::postgres::Arguments>),
}

/// The copy and its models.
#[derive(Args, Debug, Clone)]
pub(crate) struct Target {
    /// The copy: a SQLite file (.sqlite, .sqlite3, .db), or a directory of Parquet files.
    pub(crate) target: PathBuf,
    /// The identifiers (标识) of the models. Defaults to all models that have a definition.
    #[arg(value_name = "MODEL")]
    pub(crate) models: Vec<String>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Print one JSON object per model.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Flags of `weda-mirror sync`.
#[derive(Args, Debug)]
pub(crate) struct SyncArguments {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) how: How,
    /// Make the copies of the models anew. Marks of deletion are forgotten.
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Write nothing, and report what would be written.
    #[arg(long, conflicts_with = "metrics")]
    pub(crate) dry_run: bool,
}

/// Flags of `weda-mirror run`.
#[derive(Args, Debug)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) how: How,
    /// Time from the start of a run to the start of the next one, such as 30s, 5m or 1h.
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration)]
    pub(crate) every: Duration,
    /// Serve the metrics at http://ADDRESS/metrics. A port alone is one of 127.0.0.1; 0 chooses a free one.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics_listen: Option<String>,
}

/// How a copy is brought up to date.
#[derive(Args, Debug)]
pub(crate) struct How {
    /// Read all records and compare them, instead of those that were changed by their `updatedAt`.
    #[arg(long)]
    pub(crate) full: bool,
    /// Time by which the range of changes overlaps the one of the last run, such as 30s, 10m or 2h: for clocks that differ and
    /// writes that are committed late.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    pub(crate) overlap: Duration,
    /// Number of records, or share of the copy such as 35%, that may be marked as deleted.
    #[arg(long, value_name = "N", default_value = "20%")]
    pub(crate) allow_deletions: Consent,
    /// Number of rows of a Parquet file, and at which a copy of Parquet files is committed.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) rows_per_file: u32,
    /// Write metrics as Prometheus text to this file, for the textfile collector of node_exporter.
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics: Option<PathBuf>,
}

/// Flags of `weda-mirror verify`.
#[derive(Args, Debug)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    pub(crate) target: Target,
}

/// A time such as `30s`, `5m` or `1h 30m`.
fn duration(text: &str) -> Result<Duration, String> {
    let parsed: jiff::SignedDuration = text.parse().map_err(|_| "expected a time such as 30s, 10m or 2h".to_owned())?;
    Duration::try_from(parsed).map_err(|_| "expected a time that is not negative".to_owned())
}
