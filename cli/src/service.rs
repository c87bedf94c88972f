//! Builds the client from flags, files and variables, and runs calls.

mod cloudbaserc;
mod env_file;
mod interrupt;
mod sources;
#[cfg(feature = "studio")]
mod variables;
mod waiting;

#[cfg(feature = "studio")]
use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use weda::{Client, ClientBuilder};

use crate::arguments::Environment;
use crate::failure::Failure;
use crate::stderr::print_message;
pub(crate) use interrupt::{Interrupt, unless_interrupted};
use sources::SettingSources;
#[cfg(feature = "studio")]
pub(crate) use variables::Variables;

/// The client's default timeout of one attempt.
const ATTEMPT: Duration = Duration::from_secs(15);

/// A client with the sources of its settings.
pub(crate) struct Connection {
    /// The client.
    pub client: Client,
    /// The settings found, in the order of lookup: the variable and its source.
    pub found: Vec<(String, String)>,
    /// Their values.
    #[cfg(feature = "studio")]
    pub variables: Variables,
}

impl Environment {
    /// Builds a client, without any calls.
    ///
    /// # Errors
    /// Returns an error if keys or the environment are missing or not valid.
    pub fn connect(&self) -> Result<Client, Failure> {
        self.connection().map(|connection| connection.client)
    }

    /// Builds a client, with the source of each setting.
    ///
    /// # Errors
    /// See [`connect`](Self::connect).
    pub fn connection(&self) -> Result<Connection, Failure> {
        let sources = SettingSources::of(self)?;
        #[cfg(feature = "studio")]
        let variables = RefCell::<Variables>::default();
        let lookup = |name: &str| {
            let value = sources.get(name)?;
            #[cfg(feature = "studio")]
            variables.borrow_mut().set(name, &value);
            Some(value)
        };
        let builder = ClientBuilder::from_variables(lookup).map(|builder| self.with_timeouts(builder));
        match builder.and_then(ClientBuilder::build) {
            Ok(client) => {
                waiting::set_host(client.base_url());
                Ok(Connection {
                    client,
                    found: sources.found.take(),
                    #[cfg(feature = "studio")]
                    variables: variables.take(),
                })
            }
            Err(error) => {
                let keys = are_only_keys_wrong(&sources);
                if keys && has_official_login() {
                    print_message(
                        "note: the login of `tcb` is not used here: its keys are temporary, and this interface needs a permanent \
                         pair",
                    );
                }
                Err(Failure::Connection { error, keys })
            }
        }
    }

    /// Timeout of one attempt: half of the call's timeout, so that a lost attempt can be retried.
    pub fn attempt(&self) -> Duration {
        self.timeout.map_or(ATTEMPT, |seconds| Duration::from_secs(seconds) / 2)
    }

    fn with_timeouts(&self, builder: ClientBuilder) -> ClientBuilder {
        let Some(seconds) = self.timeout else { return builder };
        builder.timeout(Duration::from_secs(seconds)).attempt_timeout(self.attempt())
    }
}

/// Returns true if the official tool has a login on this machine, which users may expect to suffice. It is never read.
fn has_official_login() -> bool {
    let home = std::env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
    home.is_some_and(|home| Path::new(&home).join(".config/.cloudbase/auth.json").is_file())
}

/// Returns true if only the keys are wrong: with another pair the client could be built.
fn are_only_keys_wrong(sources: &SettingSources<'_>) -> bool {
    let lookup = |name: &str| match name {
        "WEDA_SECRET_ID" | "WEDA_SECRET_KEY" => Some("any".to_owned()),
        name => sources.get(name),
    };
    ClientBuilder::from_variables(lookup).and_then(ClientBuilder::build).is_ok()
}

/// Runs `work` on a new async runtime, with a notice while the service does not respond.
///
/// # Errors
/// Returns the error of `work`, or an error if the runtime cannot be started.
pub(crate) fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::NoRuntime)?.block_on(waiting::with_notice(work))
}
