//! The flags that mean the same in every command.

use std::path::{Path, PathBuf};

use clap::Args;
use weda_codegen::{Located, Settings, locate};

use crate::failure::Failure;

/// How a command answers.
#[derive(Args, Debug, Clone, Copy, Default)]
pub(crate) struct Output {
    /// Answer in JSON on stdout, failures too.
    #[arg(long)]
    pub json: bool,
    /// Say more on stderr: each call to the service.
    #[arg(short, long)]
    pub verbose: bool,
}

/// Which environment a command works on. The keys never stand on the command line: other users see it.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Environment {
    /// The environment id. Without it: WEDA_ENV_ID, CLOUDBASE_ENV_ID, TCB_ENV, else `envId` of the nearest
    /// cloudbaserc.json.
    #[arg(short, long, visible_alias = "envId", value_name = "ENV")]
    pub env_id: Option<String>,
    /// The store of the environment: pre (trial), prod (live), or a private deployment's own name. Without it:
    /// WEDA_ENV_TYPE, else pre.
    #[arg(long, value_name = "TYPE")]
    pub env_type: Option<String>,
    /// The emulator to call in place of an environment, as host:port. Without it: WEDA_EMULATOR_HOST, else `emulator` of
    /// the nearest weda.toml where nothing names an environment.
    #[arg(long, value_name = "ADDRESS")]
    pub emulator: Option<String>,
    /// Read variables such as WEDA_ENV_ID and WEDA_SECRET_ID from this file (a .env). They count more than those of the
    /// process; the process's keys never go to an emulator that the file names.
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Give a call up after so many seconds, its repetitions included. Without it: 30.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: Option<u64>,
}

/// Whether to ask.
#[derive(Args, Debug, Clone, Copy, Default)]
pub(crate) struct Consent {
    /// Do not ask; without a terminal, where nobody can be asked, it is needed.
    #[arg(short, long)]
    pub yes: bool,
}

/// Where the definitions are.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Where {
    /// The directory of the definitions. Without it: WEDA_MODELS, else `models` of the nearest weda.toml, else the
    /// nearest database-schemas.
    #[arg(short, long, value_name = "DEFINITIONS")]
    pub dir: Option<PathBuf>,
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
        Ok((settings, seen_from(&here, &located.dir), Some(located)))
    }
}

/// A path as people would write it who are in the folder `here`.
pub(crate) fn seen_from(here: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(here) {
        Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
        Ok(rest) => rest.to_owned(),
        Err(_) => path.to_owned(),
    }
}
