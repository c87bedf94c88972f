//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

/// SQL over the data models of WeDa: joins, aggregates and windows over models that the service cannot join.
///
/// The models of the directory of definitions are the tables, and local files that `--table` names. Conditions that the service
/// understands are sent to it; the rest is done on this machine. Nothing is written, neither at the service nor, without
/// `--output`, on this machine. Capital letters count in names.
///
/// Rows go to stdout, everything else to stderr. Times and days are those of Beijing. Exit codes: 0 success, 1 other,
/// 2 authentication or permission, 3 arguments or SQL, 4 no such table, 5 service or network, 6 local file, 130 interrupted.
#[derive(Parser, Debug)]
#[command(name = "weda-sql", version)]
pub(crate) struct Arguments {
    /// One or more statements, separated by semicolons. Read from stdin if neither this nor `--file` is given.
    #[arg(conflicts_with_all = ["file", "tables"])]
    pub(crate) sql: Option<String>,
    /// Read the statements from a file.
    #[arg(short = 'f', long, value_name = "FILE", conflicts_with = "tables")]
    pub(crate) file: Option<PathBuf>,
    /// List the tables with their titles, like SHOW TABLES. Nothing is sent.
    #[arg(long)]
    pub(crate) tables: bool,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) engine: Engine,
    /// Say on stderr how many rows and requests there were, and how long it took.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// The definitions and the service. There are no flags for keys, since other users can see the command line.
#[derive(Args, Debug)]
pub(crate) struct Place {
    /// The directory of the definitions. Defaults to WEDA_MODELS, else to `models` of the nearest weda.toml, else to the
    /// nearest database-schemas.
    #[arg(short, long, value_name = "DEFINITIONS")]
    pub(crate) dir: Option<PathBuf>,
    /// The environment id. Defaults to WEDA_ENV_ID, CLOUDBASE_ENV_ID or TCB_ENV.
    #[arg(short, long, value_name = "ENV")]
    pub(crate) env_id: Option<String>,
    /// The environment type: pre (trial), prod (live), or the name used by a private deployment. Defaults to
    /// WEDA_ENV_TYPE, else to pre.
    #[arg(long, value_name = "TYPE")]
    pub(crate) env_type: Option<String>,
    /// The emulator to call instead of an environment, as host:port. Defaults to WEDA_EMULATOR_HOST; if no environment
    /// is named either, to `emulator` of the nearest weda.toml.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) emulator: Option<String>,
    /// Timeout of a call in seconds, retries included. Defaults to 30.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: Option<u64>,
}

/// The form of the rows, and where they go.
#[derive(Args, Debug)]
pub(crate) struct Output {
    /// The format of the rows: a table for people, CSV, one JSON object per line, or Parquet, which needs `--output`.
    /// Defaults to the extension of `--output`, else to table.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write the rows to this file, which is complete or does not appear.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the file of `--output` if it exists.
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// The largest number of rows that a statement prints; 0 means no limit. Defaults to 200 for a table on stdout, else to 0.
    #[arg(long, value_name = "N")]
    pub(crate) rows: Option<usize>,
}

/// How the engine works.
#[derive(Args, Debug)]
pub(crate) struct Engine {
    /// Read a large model in up to this many parts at the same time. Each part costs one more request.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) partitions: u16,
    /// How the service compares texts. With `binary`, which is to be measured before, more conditions on texts are left to
    /// the service; if it folds case, accents or spaces nevertheless, rows are wrong.
    #[arg(long, value_enum, default_value_t = Texts::Unknown)]
    pub(crate) texts: Texts,
    /// A local file as a table: `--table names=people.csv`, or a .parquet file. May be repeated.
    #[arg(long = "table", value_name = "NAME=FILE")]
    pub(crate) local: Vec<String>,
}

/// Formats of rows.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table for people.
    Table,
    /// CSV with a header; null is an empty cell, an empty text is `""`.
    Csv,
    /// One JSON object per line.
    Json,
    /// Parquet, compressed by zstd.
    Parquet,
}

/// How the service compares texts.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    /// Not known: rows are compared again on this machine.
    Unknown,
    /// Byte for byte.
    Binary,
}
