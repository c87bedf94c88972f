//! Flags shared by commands.

use std::path::{Path, PathBuf};

use clap::Args;
use weda_codegen::{Located, Settings, locate};

use crate::failure::Failure;

/// Output flags of every command.
#[derive(Args, Debug, Clone, Copy, Default)]
pub(crate) struct Output {
    /// Print JSON to stdout, failures included.
    #[arg(long)]
    pub json: bool,
    /// Log each call to the service on stderr.
    #[arg(short, long)]
    pub verbose: bool,
}

/// The environment of a command. There are no flags for keys, since other users can see the command line.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Environment {
    /// The environment id. Defaults to WEDA_ENV_ID, CLOUDBASE_ENV_ID or TCB_ENV, else to `envId` of the nearest
    /// cloudbaserc.json.
    #[arg(short, long, visible_alias = "envId", value_name = "ENV")]
    pub env_id: Option<String>,
    /// The environment type: pre (trial), prod (live), or the name used by a private deployment. Defaults to
    /// WEDA_ENV_TYPE, else to pre.
    #[arg(long, value_name = "TYPE")]
    pub env_type: Option<String>,
    /// The emulator to call instead of an environment, as host:port. Defaults to WEDA_EMULATOR_HOST; if no environment
    /// is named either, to `emulator` of the nearest weda.toml.
    #[arg(long, value_name = "ADDRESS")]
    pub emulator: Option<String>,
    /// Read variables such as WEDA_ENV_ID and WEDA_SECRET_ID from this .env file. They override those of the process. Keys
    /// of the process are never sent to an emulator that the file names.
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Timeout of a call in seconds, retries included. Defaults to 30.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: Option<u64>,
}

/// Confirmation.
#[derive(Args, Debug, Clone, Copy, Default)]
pub(crate) struct Confirmation {
    /// Do not ask for confirmation. Required where there is no terminal to ask on.
    #[arg(short, long)]
    pub yes: bool,
}

/// Location of the definitions.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct DefinitionsDir {
    /// The directory of the definitions. Defaults to WEDA_MODELS, else to `models` of the nearest weda.toml, else to the
    /// nearest database-schemas.
    #[arg(short, long, value_name = "DEFINITIONS")]
    pub dir: Option<PathBuf>,
}

impl DefinitionsDir {
    /// Returns the settings and the directory, with the reason for the directory unless the flag names it.
    pub fn resolve(self) -> Result<(Settings, PathBuf, Option<Located>), Failure> {
        let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
        let settings = Settings::find(&here).map_err(Failure::problems)?;
        if let Some(dir) = self.dir {
            return Ok((settings, dir, None));
        }
        let located = locate(&here, std::env::var("WEDA_MODELS").ok().as_deref(), &settings);
        Ok((settings, seen_from(&here, &located.dir), Some(located)))
    }
}

/// A path relative to the folder `here` where it is inside it.
pub(crate) fn seen_from(here: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(here) {
        Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
        Ok(rest) => rest.to_owned(),
        Err(_) => path.to_owned(),
    }
}
