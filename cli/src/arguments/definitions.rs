//! Flags of the commands on definitions and generated code.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use super::{Confirmation, DefinitionsDir, Environment, Output};

#[derive(Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub output: Output,
    /// Also write an example into this package: two models with records, a program and a test, and their dependencies in
    /// Cargo.toml. No file of yours is replaced.
    #[arg(long)]
    pub example: bool,
    /// The clone of weda that the dependencies lead to. Defaults to the source of this command, else to a folder `weda`
    /// beside the package.
    #[arg(long, value_name = "FOLDER", requires = "example")]
    pub weda: Option<PathBuf>,
    /// Do not write anything.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Args)]
pub(crate) struct Pull {
    /// The models to pull, separated by commas. Defaults to `only` of weda.toml, else to all models except those of
    /// `skip`.
    #[arg(short, long = "name", value_name = "MODELS", value_delimiter = ',')]
    pub names: Vec<String>,
    #[command(flatten)]
    pub definitions: DefinitionsDir,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub confirmation: Confirmation,
    /// Only report differences: exit with 10 if they are compatible, with 11 if they break code.
    #[arg(long)]
    pub check: bool,
    /// Only report what would be written.
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub definitions: DefinitionsDir,
    /// The folder for the generated files; the file that declares them is written beside it, as src/models.rs. Defaults to
    /// `out` of the nearest weda.toml, else to src/models, or to src with `library = true`. With --lang ts or openapi, the
    /// file: defaults to models.ts or openapi.json.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// The language: Rust, TypeScript types of records as the vendor's SDK and the data-model gateway have them, or an
    /// OpenAPI 3.1 document of the records over OData.
    #[arg(long, value_name = "LANGUAGE", default_value = "rust")]
    pub lang: Lang,
    /// Do not write anything; exit with 1 if something would be written.
    #[arg(long, visible_alias = "dry-run")]
    pub check: bool,
    /// Generate again whenever definitions, option sets or weda.toml change, until ctrl-c.
    #[arg(long, conflicts_with = "check")]
    pub watch: bool,
    #[command(flatten)]
    pub output: Output,
}

/// A language of generated code.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    Rust,
    #[value(alias = "typescript")]
    Ts,
    Openapi,
}

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub definitions: DefinitionsDir,
    /// The folder of the generated files. Defaults as for `weda generate`.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Diff {
    /// Two folders of definitions, or two files. Defaults to the local folder and the current state of the service.
    #[arg(value_names = ["A", "B"], num_args = 2)]
    pub sides: Vec<PathBuf>,
    /// The models of folder and service to compare, separated by commas. Defaults to those selected by weda.toml.
    #[arg(short, long = "name", value_name = "MODELS", value_delimiter = ',', conflicts_with = "sides")]
    pub names: Vec<String>,
    /// Show file, line and JSON of both sides.
    #[arg(long)]
    pub explain: bool,
    #[command(flatten)]
    pub definitions: DefinitionsDir,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub definitions: DefinitionsDir,
    /// The folder of the generated files. Defaults as for `weda generate`.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Completions {
    /// The shell.
    pub shell: Shell,
    #[command(flatten)]
    pub output: Output,
}

/// The question of a completion script.
#[derive(Args)]
pub(crate) struct Complete {
    /// The word to complete, up to the cursor.
    #[arg(long, allow_hyphen_values = true)]
    pub word: String,
    /// The words before it.
    #[arg(last = true)]
    pub words: Vec<String>,
}
