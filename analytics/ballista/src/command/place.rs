//! The definitions and the service, found as the command `weda` finds them.
//!
//! The service is determined by the first that names one: `--emulator`, the variable `WEDA_EMULATOR_HOST`, the variables of an
//! environment, `emulator` in weda.toml. Variables with keys, an environment id or an address are never sent to an emulator that
//! a flag or a file names: they are the cloud's.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use weda::{Client, ClientBuilder};
use weda_codegen::{Settings, locate};
use weda_datafusion::{Models, TableOptions};
use weda_definition::{Definitions, Printable, printable};

use super::shared_rate;

const EMULATOR: &str = "WEDA_EMULATOR_HOST";
const ENV_TYPE: &str = "WEDA_ENV_TYPE";
const GATEWAY: &str = "WEDA_GATEWAY";

/// The variables that name an environment.
const PLACES: [&str; 4] = ["WEDA_ENV_ID", "CLOUDBASE_ENV_ID", "TCB_ENV", "WEDA_BASE_URL"];

/// The session of the program decides in how many parts a model is read; this is only a limit.
const PARTITIONS: usize = 256;

/// The definitions and the service. There are no flags for keys, since other users can see the command line.
#[derive(Args, Debug)]
pub struct Place {
    /// The directory of the definitions. Defaults to WEDA_MODELS, else to `models` of the nearest weda.toml, else to the
    /// nearest database-schemas.
    #[arg(short, long, value_name = "DEFINITIONS")]
    pub dir: Option<PathBuf>,
    /// The emulator to call instead of an environment, as host:port. Defaults to WEDA_EMULATOR_HOST; if no environment is
    /// named either, to `emulator` of the nearest weda.toml.
    #[arg(long, value_name = "ADDRESS")]
    pub emulator: Option<String>,
    /// The service's limit for the environment in calls per second. With WEDA_REDIS_URL all processes together keep to it,
    /// otherwise this one alone.
    #[arg(long, value_name = "CALLS", value_parser = rate)]
    pub rate: Option<f64>,
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate > 0.0);
    rate.ok_or_else(|| "a positive number is needed, such as 50".to_owned())
}

impl Place {
    /// Returns the models, with a client of at most so many calls in flight.
    ///
    /// # Errors
    /// Returns an error if definitions, keys or the environment are missing or not valid.
    pub fn models(&self, calls_in_flight: usize) -> anyhow::Result<Models> {
        let settings = settings()?;
        let definitions = definitions(self.dir.clone(), &settings)?;
        let emulator = self.emulator(&settings);
        let lookup = |name: &str| match name {
            GATEWAY => variable(name).or_else(|| settings.gateway.clone()),
            EMULATOR => emulator.as_ref().map(|(address, _)| address.clone()),
            ENV_TYPE => variable(name),
            _ if emulator.as_ref().is_some_and(|(_, is_of_process)| !is_of_process) => None,
            _ => variable(name),
        };
        let builder = ClientBuilder::from_variables(lookup)?.max_concurrent_calls(calls_in_flight);
        let client = shared_rate::limited(builder, self.rate, variable)?.build()?;
        Ok(models(definitions, &client))
    }

    /// The address of the emulator, and whether the process's variables belong to it.
    fn emulator(&self, settings: &Settings) -> Option<(String, bool)> {
        if let Some(address) = &self.emulator {
            return Some((address.clone(), false));
        }
        if let Some(address) = variable(EMULATOR) {
            return Some((address, true));
        }
        if PLACES.iter().any(|name| variable(name).is_some()) {
            return None;
        }
        settings.emulator.clone().map(|address| (address, false))
    }
}

/// Returns the models of a program, whose client is never called: the scheduler plans, and the executors read.
///
/// # Errors
/// Returns an error if definitions are missing or not valid.
pub fn models_without_service(dir: Option<PathBuf>) -> anyhow::Result<Models> {
    let definitions = definitions(dir, &settings()?)?;
    let client = Client::for_emulator("127.0.0.1:9");
    let client = match variable(ENV_TYPE) {
        Some(name) => client.with_env_type(name.as_str().into()),
        None => client,
    };
    Ok(models(definitions, &client))
}

fn models(definitions: Definitions, client: &Client) -> Models {
    Models::new(definitions, client, TableOptions { partitions: PARTITIONS, ..TableOptions::default() })
}

fn settings() -> anyhow::Result<Settings> {
    Ok(Settings::find(&current_folder()?)?)
}

/// Reads the definitions.
///
/// # Errors
/// Returns an error if there are none, or if one is not valid: the processes of a cluster would disagree about it.
fn definitions(dir: Option<PathBuf>, settings: &Settings) -> anyhow::Result<Definitions> {
    let (dir, why) = match dir {
        Some(dir) => (dir, "`--dir` names it".to_owned()),
        None => {
            let located = locate(&current_folder()?, variable("WEDA_MODELS").as_deref(), settings);
            (located.dir, located.why)
        }
    };
    let definitions = Definitions::read(&dir).with_context(|| {
        format!("no tables in `{}`, which is read because {}", Printable(dir.display()), printable(&why))
    })?;
    if definitions.iter().next().is_none() {
        bail!(
            "no definitions in `{}`, which is read because {}; name another directory with `--dir`, or run `weda pull`",
            Printable(dir.display()),
            printable(&why)
        );
    }
    Ok(definitions)
}

fn current_folder() -> anyhow::Result<PathBuf> {
    std::env::current_dir().context("cannot tell the current folder")
}

/// A variable of the process. Blank values are treated as unset.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
