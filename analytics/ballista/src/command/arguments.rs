//! The arguments.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use weda_ballista::SchedulerAddress;

use super::place::Place;

/// SQL over the data models of WeDa on several machines: a scheduler, executors, and a client.
///
/// All of them read the same definitions, and each has its own keys, from its environment. There is no authentication between
/// them: keep their ports in a private network.
#[derive(Parser, Debug)]
#[command(name = "weda-ballista", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Say on stderr what the cluster does.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Plan queries and give their tasks to executors. One for each cluster.
    Scheduler(SchedulerArguments),
    /// Run tasks. As many as are useful within the limits of the service.
    Executor(ExecutorArguments),
    /// Run a query on the cluster and print its rows.
    Sql(SqlArguments),
}

/// The way in which others reach the process.
#[derive(Args, Debug)]
pub struct Net {
    /// The address to listen on. Only this machine reaches the default; others may send any query to any other one.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub listen: IpAddr,
    /// The name or address by which the other processes reach this one, if it is not that of `--listen`.
    #[arg(long, value_name = "HOST")]
    pub advertise: Option<String>,
}

#[derive(Args, Debug)]
pub struct SchedulerArguments {
    #[command(flatten)]
    pub net: Net,
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 50050)]
    pub port: u16,
    /// The seconds that running queries may go on after SIGTERM.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub drain: u64,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Debug)]
pub struct ExecutorArguments {
    /// The scheduler.
    #[arg(long, value_name = "ADDRESS", default_value = "df://127.0.0.1:50050")]
    pub scheduler: SchedulerAddress,
    #[command(flatten)]
    pub net: Net,
    /// The port from which others fetch rows; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// The partitions that are read concurrently, which are also the calls in flight of this process.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub vcores: u16,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Debug)]
pub struct SqlArguments {
    /// The query: one SELECT. Read from stdin if it is left out.
    pub sql: Option<String>,
    /// The scheduler.
    #[arg(long, value_name = "ADDRESS", default_value = "df://127.0.0.1:50050")]
    pub scheduler: SchedulerAddress,
    /// Read a model in up to this many parts. More than the vcores of all executors together gain nothing.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub partitions: u16,
    /// The form of the rows.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// The directory of the definitions. Defaults to WEDA_MODELS, else to `models` of the nearest weda.toml, else to the
    /// nearest database-schemas.
    #[arg(short, long, value_name = "DEFINITIONS")]
    pub dir: Option<PathBuf>,
}

/// Forms of rows.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for people.
    Table,
    /// CSV with a header; null is an empty cell, an empty text is `""`.
    Csv,
}
