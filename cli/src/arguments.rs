//! The command line.

mod conventions;
mod definitions;
mod export;
mod get;
mod import;
mod models;
mod query;
mod write;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use weda_emulator::Fault;

pub(crate) use conventions::{Confirmation, DefinitionsDir, Environment, Output, seen_from};
pub(crate) use definitions::{Check, Completions, Diff, Doctor, Generate, Init, Pull};
pub(crate) use export::Export;
pub(crate) use get::Get;
pub(crate) use import::{Doubtful, Import};
pub(crate) use models::{Describe, Models};
pub(crate) use query::{Query, SortBy, View};
pub(crate) use write::{Assignment, Create, Delete, Selection, Update};

/// Output of `weda --version`. The profile distinguishes release builds from test builds.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("WEDA_TARGET"),
    ", ",
    env!("WEDA_PROFILE"),
    ", ",
    env!("WEDA_RUSTC"),
    ")"
);

/// Typed access to WeDa data models: from an environment to checked-in code, and back to the data.
///
/// Data goes to stdout, everything else to stderr. Exit codes: 0 success, 1 other (including rows rejected by an
/// import), 2 authentication or permission, 3 arguments (including a filter or value that the service rejects), 4 not
/// found, 5 service or network, 6 local file, 7 some records could not be read, 10 compatible drift, 11 breaking drift,
/// 130 interrupted.
#[derive(Parser)]
#[command(name = "weda", version, long_version = VERSION, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Write a commented weda.toml for this folder, and print the next steps.
    Init(Init),
    /// Download definitions and option sets from the environment.
    Pull(Pull),
    /// Generate Rust code from a directory of model definitions.
    Generate(Generate),
    /// Check offline that definitions, lock file and generated code agree.
    Check(Check),
    /// Show differences between definitions, and which of them break code.
    Diff(Diff),
    /// Check keys, environment, definitions and code, and suggest fixes.
    Doctor(Doctor),
    /// Serve the models of a directory offline like WeDa's Open API; records are stored in memory or in a file.
    Emulate(Box<Emulate>),
    /// Show matching records of a model: a table on a terminal, one JSON object per line in a pipe.
    Query(Box<Query>),
    /// Show records by id.
    Get(Box<Get>),
    /// Create a record, and print its id.
    Create(Box<Create>),
    /// Update records selected by ids or by a filter, after showing them and asking.
    Update(Box<Update>),
    /// Delete records selected by ids or by a filter, after showing them and asking.
    Delete(Box<Delete>),
    /// List the models of the environment.
    Models(Box<Models>),
    /// Show the fields of a model with titles, kinds, options and rules.
    Describe(Box<Describe>),
    /// Export all records of models to files, or to stdout.
    Export(Box<Export>),
    /// Create records from a file, and report the outcome of each row.
    Import(Box<Import>),
    /// Print a shell completion script.
    Completions(Completions),
}

impl Task {
    /// Returns the output flags. `--json` of `weda emulate` concerns its log only.
    pub fn output(&self) -> Output {
        match self {
            Self::Init(task) => task.output,
            Self::Pull(task) => task.output,
            Self::Generate(task) => task.output,
            Self::Check(task) => task.output,
            Self::Diff(task) => task.output,
            Self::Doctor(task) => task.output,
            Self::Completions(task) => task.output,
            Self::Emulate(_) => Output::default(),
            Self::Query(task) => task.output,
            Self::Get(task) => task.output,
            Self::Create(task) => task.output,
            Self::Update(task) => task.output,
            Self::Delete(task) => task.output,
            Self::Models(task) => task.output,
            Self::Describe(task) => task.output,
            Self::Export(task) => task.output,
            Self::Import(task) => task.output,
        }
    }
}

#[derive(Args)]
pub(crate) struct Emulate {
    #[command(flatten)]
    pub definitions: DefinitionsDir,
    /// The address to listen on; port 0 selects a free port. If the port is in use, the command exits with 1.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010")]
    pub listen: String,
    /// The environment id that the emulator accepts.
    #[arg(short, long, visible_alias = "envId", value_name = "ENV", env = "WEDA_ENV_ID")]
    pub env_id: Option<String>,
    /// The secret id that callers must use.
    #[arg(long, value_name = "ID", env = "WEDA_SECRET_ID", hide_env_values = true)]
    pub secret_id: Option<String>,
    /// The secret key that callers must use. The variable is safer, since other users can see command lines.
    #[arg(long, value_name = "KEY", env = "WEDA_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
    /// A TOML file that configures undocumented behaviour: `preset = "strict"`, `[accept]`, ...
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// The file that stores the records. It is created if it does not exist.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Durability of acknowledged writes to the data file: they survive the end of the process, or also a power loss.
    #[arg(long, value_name = "WHAT", default_value = "process", requires = "data")]
    pub durability: Survives,
    /// A folder of initial records, one <model>.json, .ndjson or .jsonl per model, as written by `weda export`; records of
    /// prod are in its subfolder prod. Records whose _id is already in the data file are not changed.
    #[arg(long, value_name = "FOLDER")]
    pub load: Option<PathBuf>,
    /// Replace records of the data file by records of --load with the same _id.
    #[arg(long, requires = "load")]
    pub reload: bool,
    /// A folder to which the records are written on exit, in the format of --load. New files are readable only by their
    /// owner.
    #[arg(long, value_name = "FOLDER")]
    pub save: Option<PathBuf>,
    /// Publish new and changed definitions, so that prod has the models of pre.
    #[arg(long)]
    pub publish: bool,
    /// Reload definitions that are added, changed or removed while it runs. This is the default on a terminal.
    #[arg(long, overrides_with = "no_watch")]
    pub watch: bool,
    /// Do not reload definitions.
    #[arg(long, overrides_with = "watch")]
    pub no_watch: bool,
    /// A fault to inject, as JSON: {"effect":{"refuse":"SYS_ERR"},"path":"/odata/","times":1}. May be given several times.
    #[arg(long = "fault", value_name = "JSON", value_parser = fault)]
    pub faults: Vec<Fault>,
    /// Allow callers without a token to inject faults and read the log, at /_emulator/faults and /_emulator/log.
    #[arg(long)]
    pub control: bool,
    /// Print the log as JSON, one object per line.
    #[arg(long, conflicts_with = "quiet")]
    pub json: bool,
    /// Do not print a log.
    #[arg(long)]
    pub quiet: bool,
    /// Write the variables that a client needs to this file, or to stdout with -, as NAME=value lines for .env readers and
    /// for `set -a; . FILE`. A symbolic link is replaced, and the file is readable only by its owner.
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Allow listening on an address that other machines can reach.
    #[arg(long)]
    pub listen_anyway: bool,
}

/// Durability of acknowledged writes.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Survives {
    /// The end of the process, also if it is killed.
    Process,
    /// Also a power loss.
    Power,
}

fn fault(text: &str) -> Result<Fault, serde_json::Error> {
    serde_json::from_str(text)
}
