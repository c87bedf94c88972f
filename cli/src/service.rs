//! From flags, files and variables to a client, and the wait for its answers.

mod cloudbaserc;
mod env_file;
mod interrupt;
mod places;
mod waiting;

use std::time::Duration;

use weda::{Client, ClientBuilder};

use crate::arguments::Environment;
use crate::failure::Failure;
pub(crate) use interrupt::{Interrupt, unless_interrupted};
use places::Places;

/// The client's own timeout of one attempt.
const ATTEMPT: Duration = Duration::from_secs(15);

/// A client, and where its settings came from.
pub(crate) struct Connection {
    /// The client.
    pub client: Client,
    /// Every setting that was found, in the order in which it was asked for: the variable that it stands for, and where
    /// it was found.
    pub found: Vec<(String, String)>,
}

impl Environment {
    /// Makes a client; sends nothing.
    ///
    /// # Errors
    /// Keys or the environment are missing, or cannot be used.
    pub fn connect(&self) -> Result<Client, Failure> {
        self.connection().map(|connection| connection.client)
    }

    /// The same, with the origin of each setting.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn connection(&self) -> Result<Connection, Failure> {
        let places = Places::of(self)?;
        let made = ClientBuilder::from_variables(|name| places.get(name)).map(|builder| self.patient(builder));
        match made.and_then(ClientBuilder::build) {
            Ok(client) => {
                waiting::wait_for_host(client.base_url());
                Ok(Connection { client, found: places.found.take() })
            }
            Err(error) => Err(Failure::Connection { error, keys: without_keys(&places) }),
        }
    }

    /// The time that one attempt of a call may take: half of the call's, so that one that is lost can be repeated.
    pub fn attempt(&self) -> Duration {
        self.timeout.map_or(ATTEMPT, |seconds| Duration::from_secs(seconds) / 2)
    }

    fn patient(&self, builder: ClientBuilder) -> ClientBuilder {
        let Some(seconds) = self.timeout else { return builder };
        builder.timeout(Duration::from_secs(seconds)).attempt_timeout(self.attempt())
    }
}

/// Whether nothing but the keys is wrong: with any other pair there would be a client.
fn without_keys(places: &Places<'_>) -> bool {
    let lookup = |name: &str| match name {
        "WEDA_SECRET_ID" | "WEDA_SECRET_KEY" => Some("any".to_owned()),
        name => places.get(name),
    };
    ClientBuilder::from_variables(lookup).and_then(ClientBuilder::build).is_ok()
}

/// Runs what waits for the service, and says so where nothing comes. Only commands that need it pay for it.
///
/// # Errors
/// As `work`, or the operating system refuses what waiting takes.
pub(crate) fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::NoRuntime)?.block_on(waiting::watched(work))
}
