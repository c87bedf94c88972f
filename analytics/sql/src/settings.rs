//! The definitions and the client, found as the command `weda` finds them, but for files of variables and cloudbaserc.json,
//! which are not read here.
//!
//! The service is determined by the first that names one: `--emulator`, the variable `WEDA_EMULATOR_HOST`, an environment
//! (`--env-id`, variables), `emulator` in weda.toml. Variables with keys, an environment id or an address are never sent to
//! an emulator that a flag or a file names: they are the cloud's.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use weda::{Client, ClientBuilder};
use weda_codegen::{Settings, locate};
use weda_definition::{Definitions, Printable, printable};

use crate::arguments::Place;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::requests::Requests;

const EMULATOR: &str = "WEDA_EMULATOR_HOST";
const GATEWAY: &str = "WEDA_GATEWAY";
const ENV_TYPE: &str = "WEDA_ENV_TYPE";
const ENV_ID: &str = "WEDA_ENV_ID";
const BASE_URL: &str = "WEDA_BASE_URL";

/// The variables that name an environment.
const PLACES: [&str; 4] = [ENV_ID, "CLOUDBASE_ENV_ID", "TCB_ENV", BASE_URL];

/// The nearest weda.toml, and the current folder.
pub(crate) struct Found {
    here: PathBuf,
    settings: Settings,
}

impl Found {
    /// Looks for weda.toml from the current folder upwards.
    ///
    /// # Errors
    /// Returns an error if the current folder or the file cannot be read, or the file is not valid.
    pub(crate) fn look() -> Result<Self, Failure> {
        let here = std::env::current_dir().map_err(|error| Failure::file("read", Path::new("."), error))?;
        let settings = Settings::find(&here);
        let settings = settings.map_err(|errors| Failure::new(Exit::LocalFile, lines(&errors.to_string())))?;
        Ok(Self { here, settings })
    }

    /// Reads the definitions, and returns notes on those that are not valid.
    ///
    /// # Errors
    /// Returns an error if there are none.
    pub(crate) fn definitions(&self, place: &Place) -> Result<(Definitions, Vec<String>), Failure> {
        let (dir, why) = match &place.dir {
            Some(dir) => (dir.clone(), "`--dir` names it".to_owned()),
            None => {
                let located = locate(&self.here, variable("WEDA_MODELS").as_deref(), &self.settings);
                (located.dir, located.why)
            }
        };
        let (definitions, errors) = Definitions::read_all(&dir);
        let errors: Vec<String> = errors.iter().map(|error| printable(&error.to_string()).into_owned()).collect();
        if definitions.iter().next().is_none() {
            let reason = errors.first().map_or_else(|| "it has no definitions".to_owned(), String::clone);
            let what = format!("no tables in `{}`: {reason}", Printable(dir.display()));
            let hint = format!(
                "this directory is read because {}; name another one with `--dir`, or run `weda pull`",
                printable(&why)
            );
            return Err(Failure::new(Exit::LocalFile, what).hint(hint));
        }
        Ok((definitions, errors))
    }

    /// Builds the client, which can only read. Nothing is sent.
    ///
    /// # Errors
    /// Returns an error if keys or the environment are missing or not valid.
    pub(crate) fn client(&self, place: &Place, requests: Arc<Requests>) -> Result<Client, Failure> {
        let emulator = self.emulator(place);
        let lookup = |name: &str| match (name, &emulator) {
            // Neither is a secret.
            (GATEWAY, _) => variable(name).or_else(|| self.settings.gateway.clone()),
            (ENV_TYPE, _) => place.env_type.clone().or_else(|| variable(name)),
            (ENV_ID, _) if place.env_id.is_some() => place.env_id.clone(),
            (EMULATOR, emulator) => emulator.as_ref().map(|emulator| emulator.address.clone()),
            // Both addresses are an error only where both are variables: otherwise the nearer one is meant.
            (BASE_URL, Some(emulator)) if !emulator.is_variable => None,
            // Without the variable of an emulator, the others belong to the cloud.
            (_, Some(_)) => variable(EMULATOR).and_then(|_| variable(name)),
            (_, None) => variable(name),
        };
        let builder = ClientBuilder::from_variables(lookup);
        let mut builder = builder.map_err(|error| Self::without_keys(&error, lookup))?;
        if let Some(seconds) = place.timeout {
            // Half of it for each attempt, so that a lost one can be repeated.
            let timeout = Duration::from_secs(seconds);
            builder = builder.timeout(timeout).attempt_timeout(timeout / 2);
        }
        let client = builder.rate_limiter(requests).build().map_err(|error| Self::without_keys(&error, lookup))?;
        Ok(client.read_only())
    }

    /// A failure to build a client has the exit code of keys if another pair would do.
    fn without_keys(error: &weda::Error, lookup: impl Fn(&str) -> Option<String>) -> Failure {
        let with_keys = |name: &str| match name {
            "WEDA_SECRET_ID" | "WEDA_SECRET_KEY" => Some("any".to_owned()),
            name => lookup(name),
        };
        let only_keys = ClientBuilder::from_variables(with_keys).and_then(ClientBuilder::build).is_ok();
        let mut failure = Failure::service(error);
        if only_keys {
            failure.exit = Exit::Authentication;
        }
        failure
    }

    /// The emulator to call; `None` for an environment of the cloud.
    fn emulator(&self, place: &Place) -> Option<Emulator> {
        let named = |address: &String| Emulator { address: address.clone(), is_variable: false };
        if let Some(address) = &place.emulator {
            return Some(named(address));
        }
        if let Some(address) = variable(EMULATOR) {
            return Some(Emulator { address, is_variable: true });
        }
        let is_cloud = place.env_id.is_some() || PLACES.iter().any(|name| variable(name).is_some());
        if is_cloud { None } else { self.settings.emulator.as_ref().map(named) }
    }
}

/// The emulator to call.
struct Emulator {
    address: String,
    /// True if the variable names it.
    is_variable: bool,
}

/// A variable of the process. Blank values are treated as unset.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Escapes a text of several lines.
fn lines(text: &str) -> String {
    weda_definition::printable_lines(text).into_owned()
}
