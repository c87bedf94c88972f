//! Arguments of `weda emulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use weda_emulator::Fault;

use super::DefinitionsDir;

#[derive(Args)]
pub(crate) struct Emulate {
    #[command(flatten)]
    pub serve: Serve,
    /// The environment id that the emulator accepts.
    #[arg(short, long, visible_alias = "envId", value_name = "ENV", env = "WEDA_ENV_ID")]
    pub env_id: Option<String>,
    /// Write the variables that a client needs to this file, or to stdout with -, as NAME=value lines for .env readers and
    /// for `set -a; . FILE`. A symbolic link is replaced, and the file is readable only by its owner.
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// With --studio: open it in a browser.
    #[cfg(feature = "studio")]
    #[arg(long, requires = "studio")]
    pub open: bool,
}

/// Arguments that `weda studio` has as well.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub definitions: DefinitionsDir,
    /// The address to listen on; port 0 selects a free port. If the port is in use, the command exits with 1.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010")]
    pub listen: String,
    /// Serve https too, at this address, for clients that refuse http. The certificate is made at each start.
    #[arg(long, value_name = "ADDRESS")]
    pub https: Option<String>,
    /// Serve a proxy at this address that leads the vendor's hosts to the emulator and refuses all others, for clients whose
    /// address is fixed.
    #[arg(long, value_name = "ADDRESS")]
    pub proxy: Option<String>,
    /// Write the certificate of --https and --proxy to this file, as PEM for NODE_EXTRA_CA_CERTS. It does not hold the key.
    #[arg(long, value_name = "FILE")]
    pub cert_file: Option<PathBuf>,
    /// Show models and records in a browser too, at this address or, if its port is in use, at one of the next ports. The
    /// printed address has a token, which is new at each start.
    #[cfg(feature = "studio")]
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = weda_studio::Studio::ADDRESS)]
    pub studio: Option<String>,
    /// Permit the web pages of this origin, such as http://localhost:5173, to call the emulator (CORS); * permits every
    /// page. May be given several times.
    #[arg(long, value_name = "ORIGIN")]
    pub cors: Vec<String>,
    /// The secret id that callers must use.
    #[arg(long, value_name = "ID", env = "WEDA_SECRET_ID", hide_env_values = true)]
    pub secret_id: Option<String>,
    /// The secret key that callers must use. The variable is safer, since other users can see command lines.
    #[arg(long, value_name = "KEY", env = "WEDA_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
    /// The API key that callers of /v1 may use in place of an administrator's token. The variable is safer, since other
    /// users can see command lines.
    #[arg(long, value_name = "KEY", env = "WEDA_API_KEY", hide_env_values = true)]
    pub api_key: Option<String>,
    /// The publishable key that callers of /v1 may use in place of a visitor's token. The variable is safer here too.
    #[arg(long, value_name = "KEY", env = "WEDA_PUBLISHABLE_KEY", hide_env_values = true)]
    pub publishable_key: Option<String>,
    /// A JSON file with the users who can sign in: [{"username":"xiaoming","password":"..","id":".."}], where id is
    /// optional.
    #[arg(long, value_name = "FILE")]
    pub users: Option<PathBuf>,
    /// A folder of SQL templates, one <name>.sql each, which callers run at /v1/sql.
    #[arg(long, value_name = "FOLDER")]
    pub templates: Option<PathBuf>,
    /// A TOML file that configures undocumented behaviour: `preset = "strict"`, `[accept]`, `[model_api]`, ...
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// The file that stores the records. It is created if it does not exist.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Durability of acknowledged writes to the data file: they survive the end of the process, or also a power loss.
    #[arg(long, value_name = "WHAT", default_value = "process", requires = "data")]
    pub durability: Survives,
    /// A folder of initial records, one <model>.json, .ndjson or .jsonl per model, as written by `weda export`; records of
    /// prod are in its subfolder prod. Records whose _id is already in the data file are not changed.
    #[arg(long, value_name = "FOLDER")]
    pub load: Option<PathBuf>,
    /// Replace records of the data file by records of --load with the same _id.
    #[arg(long, requires = "load")]
    pub reload: bool,
    /// A folder to which the records are written on exit, in the format of --load. New files are readable only by their
    /// owner.
    #[arg(long, value_name = "FOLDER")]
    pub save: Option<PathBuf>,
    /// Publish new and changed definitions, so that prod has the models of pre.
    #[arg(long)]
    pub publish: bool,
    /// Reload definitions that are added, changed or removed while it runs. This is the default on a terminal.
    #[arg(long, overrides_with = "no_watch")]
    pub watch: bool,
    /// Do not reload definitions.
    #[arg(long, overrides_with = "watch")]
    pub no_watch: bool,
    /// A fault to inject, as JSON: {"effect":{"refuse":"SYS_ERR"},"path":"/odata/","times":1}. May be given several times.
    #[arg(long = "fault", value_name = "JSON", value_parser = fault)]
    pub faults: Vec<Fault>,
    /// Allow callers without a token to inject faults and read the log, at /_emulator/faults and /_emulator/log.
    #[arg(long)]
    pub control: bool,
    /// Print the log as JSON, one object per line.
    #[arg(long, conflicts_with = "quiet")]
    pub json: bool,
    /// Do not print a log.
    #[arg(long)]
    pub quiet: bool,
    /// Allow listening on an address that other machines can reach.
    #[arg(long)]
    pub listen_anyway: bool,
}

/// Durability of acknowledged writes.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Survives {
    /// The end of the process, also if it is killed.
    Process,
    /// Also a power loss.
    Power,
}

fn fault(text: &str) -> Result<Fault, serde_json::Error> {
    serde_json::from_str(text)
}
