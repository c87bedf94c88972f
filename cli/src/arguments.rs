//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use weda_codegen::{Located, Settings, locate};

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
    /// Serve the models of a directory offline, as WeDa's Open API would; records live in memory.
    Emulate(Emulate),
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
