//! The commands about definitions and the code that is made of them.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::{Consent, Environment, Output, Where};

#[derive(Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub output: Output,
    /// Write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Args)]
pub(crate) struct Pull {
    /// These models, separated by commas. Without it: those that `only` in weda.toml names, else all but those of `skip`.
    #[arg(short, long = "name", value_name = "MODELS", value_delimiter = ',')]
    pub names: Vec<String>,
    #[command(flatten)]
    pub definitions: Where,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub consent: Consent,
    /// Write nothing; say what differs, and end with 10 if it breaks no code, or 11.
    #[arg(long)]
    pub check: bool,
    /// Write nothing, and say what would be written.
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub definitions: Where,
    /// The folder for the generated files; the file that declares them stands beside it, as src/models.rs. Without it:
    /// `out` of the nearest weda.toml, else src/models, or src where it says `library = true`.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Write nothing, and end with 1 if something would be written.
    #[arg(long, visible_alias = "dry-run")]
    pub check: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub definitions: Where,
    /// The folder of the generated files, as for `weda generate`.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Diff {
    /// Two folders of definitions, or two files. Without them: the folder, and what the service has now.
    #[arg(value_names = ["A", "B"], num_args = 2)]
    pub sides: Vec<PathBuf>,
    /// These models of the folder and the service, separated by commas. Without it: all that weda.toml wants.
    #[arg(short, long = "name", value_name = "MODELS", value_delimiter = ',', conflicts_with = "sides")]
    pub names: Vec<String>,
    /// Show both places with their JSON.
    #[arg(long)]
    pub explain: bool,
    #[command(flatten)]
    pub definitions: Where,
    #[command(flatten)]
    pub environment: Environment,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub definitions: Where,
    /// The folder of the generated files, as for `weda generate`.
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
