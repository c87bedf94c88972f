//! Flags that say where definitions and records are.

use std::path::PathBuf;

use clap::Args;

/// The definitions and the service. There are no flags for keys, since other users can see the command line.
#[derive(Args, Debug, Clone, Default)]
pub(crate) struct Place {
    /// The directory of the definitions. Defaults to WEDA_MODELS, else to `models` of the nearest weda.toml, else to the
    /// nearest database-schemas.
    #[arg(short, long, value_name = "DEFINITIONS")]
    pub(crate) dir: Option<PathBuf>,
    /// The environment id. Defaults to WEDA_ENV_ID, CLOUDBASE_ENV_ID or TCB_ENV.
    #[arg(short, long, value_name = "ENV")]
    pub(crate) env_id: Option<String>,
    /// The environment type: pre (trial), prod (live), or the name used by a private deployment. Defaults to
    /// WEDA_ENV_TYPE, else to pre.
    #[arg(long, value_name = "TYPE")]
    pub(crate) env_type: Option<String>,
    /// The emulator to call instead of an environment, as host:port. Defaults to WEDA_EMULATOR_HOST; if no environment
    /// is named either, to `emulator` of the nearest weda.toml.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) emulator: Option<String>,
    /// Timeout of a call in seconds, retries included. Defaults to 30.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: Option<u64>,
}
