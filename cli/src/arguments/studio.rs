//! Arguments of `weda studio`.

use std::path::PathBuf;

use clap::Args;

use super::emulate::Serve;
use super::{Emulate, Environment};

/// The variable that names the environment.
const ENV_ID: &str = "WEDA_ENV_ID";

/// The timeout of a call in seconds: people wait for a page.
const TIMEOUT: u64 = 10;

#[derive(Args)]
pub(crate) struct Studio {
    /// Show the records of an environment instead of an emulator. Keys and environment are found as by `weda query`; the
    /// keys never reach the browser. Records cannot be changed without --write.
    #[arg(long, conflicts_with_all = [
        "listen", "https", "proxy", "cert_file", "cors", "users", "templates", "profile", "data", "load", "reload", "save",
        "publish", "watch", "no_watch", "faults", "control", "json", "quiet", "listen_anyway",
    ])]
    pub attach: bool,
    /// With --attach: permit changes. A change in prod, which is live, asks for the model's identifier.
    #[arg(long, requires = "attach")]
    pub write: bool,
    /// The environment id: of the emulator, or with --attach of the environment. Defaults as in other commands.
    #[arg(short, long, visible_alias = "envId", value_name = "ENV")]
    pub env_id: Option<String>,
    /// With --attach: a running emulator to show instead of an environment, as host:port.
    #[arg(long, value_name = "ADDRESS", requires = "attach")]
    pub emulator: Option<String>,
    /// With --attach: read variables such as WEDA_ENV_ID and WEDA_SECRET_ID from this .env file.
    #[arg(long, value_name = "FILE", requires = "attach")]
    pub env_file: Option<PathBuf>,
    /// With --attach: timeout of a call in seconds, retries included. Defaults to 10.
    #[arg(long, value_name = "SECONDS", requires = "attach", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: Option<u64>,
    /// Open the studio in a browser.
    #[arg(long)]
    pub open: bool,
    #[command(flatten)]
    pub serve: Serve,
}

impl Studio {
    /// The environment to show.
    pub fn environment(&self) -> Environment {
        Environment {
            env_id: self.env_id.clone(),
            // The studio shows both.
            env_type: None,
            emulator: self.emulator.clone(),
            env_file: self.env_file.clone(),
            timeout: Some(self.timeout.unwrap_or(TIMEOUT)),
        }
    }

    /// The same as `weda emulate --studio`.
    pub fn into_emulate(mut self) -> Emulate {
        self.serve.studio.get_or_insert_with(|| weda_studio::Studio::ADDRESS.to_owned());
        let env_id = self.env_id.or_else(|| std::env::var(ENV_ID).ok());
        Emulate { serve: self.serve, env_id, env_file: None, open: self.open }
    }
}
