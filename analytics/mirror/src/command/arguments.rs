//! The flags of the command.

use clap::{Parser, Subcommand};

/// Keeps local copies of WeDa data models: a SQLite file, a directory of Parquet files, or a schema of PostgreSQL.
///
/// The service is only read, never changed. Data goes to stdout, everything else to stderr. Exit codes: 0 success, 1 other
/// (including a copy that differs), 2 authentication or permission, 3 arguments (including deletions that need consent),
/// 4 not found, 5 service or network, 6 local file (including a damaged copy, and one that is in use), 7 some records could
/// not be read, 130 interrupted.
#[derive(Parser, Debug)]
#[command(name = "weda-mirror", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Task,
}

/// The subcommands.
#[derive(Subcommand, Debug)]
pub(crate) enum Task {
    /// Copy models into an empty schema of PostgreSQL.
    Postgres(Box<crate::postgres::command::Arguments>),
}
