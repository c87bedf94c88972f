//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use weda_codegen::{Located, Settings, locate};
use weda_emulator::Fault;

use crate::failure::Failure;

/// Typed access to WeDa data models: code from their definitions, and an offline WeDa.
#[derive(Parser)]
#[command(name = "weda", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Write Rust code for the model definitions of a directory.
    Generate(Generate),
    /// Serve the models of a directory offline, as WeDa's Open API would; records live in memory, or in a file.
    Emulate(Box<Emulate>),
}

#[derive(Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub definitions: Where,
    /// The folder for the generated files; the file that declares them stands beside it, as src/models.rs. Without it:
    /// `out` of the nearest weda.toml, else src/models, or src where it says `library = true`.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Emulate {
    #[command(flatten)]
    pub definitions: Where,
    /// The address to listen on; port 0 takes any free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010")]
    pub listen: String,
    /// The environment id to answer to.
    #[arg(long, value_name = "ENV", env = "WEDA_ENV_ID")]
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
    /// A folder of records, <model>.json each, to start with; those of prod in its folder prod.
    #[arg(long, value_name = "FOLDER")]
    pub load: Option<PathBuf>,
    /// A folder to write the records to at the end, as --load reads them.
    #[arg(long, value_name = "FOLDER")]
    pub save: Option<PathBuf>,
    /// Publish changed definitions, so that prod has what pre has.
    #[arg(long)]
    pub publish: bool,
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
    /// Write the variables that a client needs to this file, - for stdout.
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

/// Where the definitions are.
#[derive(Args)]
pub(crate) struct Where {
    /// The directory of the definitions. Without it: WEDA_MODELS, else `models` of the nearest weda.toml, else the
    /// nearest database-schemas.
    #[arg(long, value_name = "DEFINITIONS")]
    dir: Option<PathBuf>,
}

impl Where {
    /// The settings, and the directory with the reason for it unless it was named here.
    pub fn resolve(self) -> Result<(Settings, PathBuf, Option<Located>), Failure> {
        let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
        let settings = Settings::find(&here).map_err(Failure::unexplained)?;
        if let Some(dir) = self.dir {
            return Ok((settings, dir, None));
        }
        let located = locate(&here, std::env::var("WEDA_MODELS").ok().as_deref(), &settings);
        Ok((settings, located.dir.clone(), Some(located)))
    }
}
