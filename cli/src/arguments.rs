//! What can be asked for on the command line.

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

pub(crate) use conventions::{Consent, Environment, Output, Where, seen_from};
pub(crate) use definitions::{Check, Completions, Diff, Doctor, Generate, Init, Pull};
pub(crate) use export::Export;
pub(crate) use get::Get;
pub(crate) use import::{Doubtful, Import};
pub(crate) use models::{Describe, Models};
pub(crate) use query::{By, Query, View};
pub(crate) use write::{Assignment, Create, Delete, Update, Which};

/// What `weda --version` says. The profile tells a build for users from one for tests.
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
/// Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 other (also: rows that an import rejected),
/// 2 authentication or permission, 3 arguments (also: a filter or a value that the service refuses), 4 not found,
/// 5 service or network, 6 local file, 7 some records could not be read, 10 compatible drift, 11 breaking drift, 130 interrupted.
#[derive(Parser)]
#[command(name = "weda", version, long_version = VERSION, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Look at the folder, write a commented weda.toml, and say what to do next.
    Init(Init),
    /// Bring definitions and option sets from the environment into files.
    Pull(Pull),
    /// Write Rust code for the model definitions of a directory.
    Generate(Generate),
    /// Look, offline, whether definitions, lock and generated code agree.
    Check(Check),
    /// Tell what differs between definitions, and which code it breaks.
    Diff(Diff),
    /// Look at keys, environment, definitions and code, and say what to mend.
    Doctor(Doctor),
    /// Serve the models of a directory offline, as WeDa's Open API would; records live in memory, or in a file.
    Emulate(Box<Emulate>),
    /// Show the records of a model that match: a table on a terminal, a JSON object a line in a pipe.
    Query(Box<Query>),
    /// Show records by their ids.
    Get(Box<Get>),
    /// Create one record, and print its id.
    Create(Box<Create>),
    /// Change fields of records, by ids or by a filter: they are counted and shown first.
    Update(Box<Update>),
    /// Delete records, by ids or by a filter: they are counted and shown first.
    Delete(Box<Delete>),
    /// List the models of the environment.
    Models(Box<Models>),
    /// Show the fields of a model: titles, kinds, options, rules.
    Describe(Box<Describe>),
    /// Write all records of models into files, or to stdout.
    Export(Box<Export>),
    /// Create the records of a file in a model, and say what became of each.
    Import(Box<Import>),
    /// Write a script that lets a shell complete the command's words.
    Completions(Completions),
}

impl Task {
    /// How the command answers. The emulator's `--json` is about its log alone.
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
    pub definitions: Where,
    /// The address to listen on; port 0 takes any free port. A port that is in use ends the command with 1.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010")]
    pub listen: String,
    /// The environment id to answer to.
    #[arg(short, long, visible_alias = "envId", value_name = "ENV", env = "WEDA_ENV_ID")]
    pub env_id: Option<String>,
    /// The secret id that callers must show.
    #[arg(long, value_name = "ID", env = "WEDA_SECRET_ID", hide_env_values = true)]
    pub secret_id: Option<String>,
    /// The secret key that callers must show; safer in the variable, since other users see command lines.
    #[arg(long, value_name = "KEY", env = "WEDA_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
    /// A TOML file with the switches for what no document says: `preset = "strict"`, `[accept]`, ...
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// A file that keeps the records; it is made where there is none.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// What an acknowledged write in the data file survives: the end of the process, or the loss of power.
    #[arg(long, value_name = "WHAT", default_value = "process", requires = "data")]
    pub durability: Survives,
    /// A folder of records to start with, <model>.json, .ndjson or .jsonl each, as `weda export` writes them; those of prod in
    /// its folder prod. Records whose _id is in the data file stay as they are there.
    #[arg(long, value_name = "FOLDER")]
    pub load: Option<PathBuf>,
    /// Let the records of --load take the place of those with their _id in the data file.
    #[arg(long, requires = "load")]
    pub reload: bool,
    /// A folder to write the records to at the end, however it is asked to end, as --load reads them. New files can be read
    /// by their owner alone.
    #[arg(long, value_name = "FOLDER")]
    pub save: Option<PathBuf>,
    /// Publish new and changed definitions, so that prod has what pre has.
    #[arg(long)]
    pub publish: bool,
    /// Follow definitions that change, come or go while it runs; on a terminal it does so anyway.
    #[arg(long, overrides_with = "no_watch")]
    pub watch: bool,
    /// Keep the definitions of the start.
    #[arg(long, overrides_with = "watch")]
    pub no_watch: bool,
    /// Something that shall go wrong, as JSON: {"effect":{"refuse":"SYS_ERR"},"path":"/odata/","times":1}. It may be given
    /// several times.
    #[arg(long = "fault", value_name = "JSON", value_parser = fault)]
    pub faults: Vec<Fault>,
    /// Let callers inject faults and read the log, without a token, at /_emulator/faults and /_emulator/log.
    #[arg(long)]
    pub control: bool,
    /// Print the log as JSON, an object a line.
    #[arg(long, conflicts_with = "quiet")]
    pub json: bool,
    /// Print no log.
    #[arg(long)]
    pub quiet: bool,
    /// Write the variables that a client needs to this file, - for stdout: NAME=value lines for .env readers and for
    /// `set -a; . FILE`. A link of that name is replaced, and the file can be read by its owner alone.
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Listen on an address that other machines reach.
    #[arg(long)]
    pub listen_anyway: bool,
}

/// What an acknowledged write survives.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Survives {
    /// The end of the process, however sudden.
    Process,
    /// The loss of power, too.
    Power,
}

fn fault(text: &str) -> Result<Fault, serde_json::Error> {
    serde_json::from_str(text)
}
