//! The command line.

mod conventions;
mod copy;
mod definitions;
#[cfg(feature = "emulate")]
mod emulate;
mod export;
mod get;
mod import;
mod models;
mod query;
#[cfg(feature = "studio")]
mod studio;
mod write;

use clap::{Parser, Subcommand};

pub(crate) use conventions::{Confirmation, DefinitionsDir, Environment, Output, seen_from};
pub(crate) use copy::Copy;
pub(crate) use definitions::{Check, Complete, Completions, Diff, Doctor, Generate, Init, Lang, Pull};
#[cfg(feature = "emulate")]
pub(crate) use emulate::{Emulate, Survives};
pub(crate) use export::Export;
pub(crate) use get::Get;
pub(crate) use import::{Doubtful, Import};
pub(crate) use models::{Describe, Models};
pub(crate) use query::{Query, SortBy, View};
#[cfg(feature = "studio")]
pub(crate) use studio::Studio;
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
    /// Generate Rust code, TypeScript types or an OpenAPI document from a directory of model definitions.
    Generate(Generate),
    /// Check offline that definitions, lock file and generated code agree.
    Check(Check),
    /// Show differences between definitions, and which of them break code.
    Diff(Diff),
    /// Check keys, environment, definitions and code, and suggest fixes.
    Doctor(Doctor),
    #[cfg(feature = "emulate")]
    /// Serve the models of a directory offline like WeDa's Open API; records are stored in memory or in a file.
    Emulate(Box<Emulate>),
    #[cfg(feature = "studio")]
    /// Show models and records in a browser: of a directory, served offline (`emulate --studio`), or of an environment
    /// (`--attach`).
    Studio(Box<Studio>),
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
    /// Copy the records of a model from one environment type to another, by the rules of an import.
    Copy(Box<Copy>),
    /// Print a shell completion script, which completes models, fields and options too.
    Completions(Completions),
    /// Answer a completion script.
    #[command(name = "__complete", hide = true)]
    Complete(Complete),
}

impl Task {
    /// Returns the output flags. `--json` of `weda emulate` and `weda studio` concerns the log only.
    pub fn output(&self) -> Output {
        match self {
            Self::Init(task) => task.output,
            Self::Pull(task) => task.output,
            Self::Generate(task) => task.output,
            Self::Check(task) => task.output,
            Self::Diff(task) => task.output,
            Self::Doctor(task) => task.output,
            Self::Completions(task) => task.output,
            Self::Complete(_) => Output::default(),
            #[cfg(feature = "emulate")]
            Self::Emulate(_) => Output::default(),
            #[cfg(feature = "studio")]
            Self::Studio(_) => Output::default(),
            Self::Query(task) => task.output,
            Self::Get(task) => task.output,
            Self::Create(task) => task.output,
            Self::Update(task) => task.output,
            Self::Delete(task) => task.output,
            Self::Models(task) => task.output,
            Self::Describe(task) => task.output,
            Self::Export(task) => task.output,
            Self::Import(task) => task.output,
            Self::Copy(task) => task.output,
        }
    }
}
