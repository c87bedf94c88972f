//! From flags, variables and files to a client.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;

use weda::{Client, ClientBuilder};
use weda_codegen::way_up;

use crate::arguments::Environment;
use crate::failure::{Failure, Trouble};

/// The variables that name an environment, in the order in which they count.
const ENV_IDS: [&str; 3] = ["WEDA_ENV_ID", "CLOUDBASE_ENV_ID", "TCB_ENV"];

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
        let mut places = Places { flags: self, file: None, found: RefCell::default() };
        if places.get("WEDA_EMULATOR_HOST").is_none() && !places.name_environment() {
            // Only then: a file that is not needed may be broken.
            places.file = Cloudbaserc::nearest()?;
            if !places.name_environment() {
                return Err(Failure::NoEnvironment);
            }
        }
        places.found.take();
        let made = ClientBuilder::from_variables(|name| places.get(name));
        match made.and_then(ClientBuilder::build) {
            Ok(client) => Ok(Connection { client, found: places.found.take() }),
            Err(error) => {
                let keys = places.without_keys();
                Err(Failure::Connection { error, keys })
            }
        }
    }
}

/// Where settings are looked for: flags, the variables of the process, the official tool's file.
struct Places<'a> {
    flags: &'a Environment,
    file: Option<Cloudbaserc>,
    found: RefCell<Vec<(String, String)>>,
}

impl Places<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let flag = match name {
            "WEDA_ENV_ID" => self.flags.env_id.as_ref().map(|id| (id, "--env-id")),
            "WEDA_ENV_TYPE" => self.flags.env_type.as_ref().map(|env_type| (env_type, "--env-type")),
            _ => None,
        };
        let variable = || std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let (value, place) = match flag {
            Some((value, flag)) => (value.clone(), flag.to_owned()),
            None => match (variable(), &self.file) {
                (Some(value), _) => (value, name.to_owned()),
                // The last of the three counts least, as the file does.
                (None, Some(file)) if name == "TCB_ENV" => (file.env_id.clone(), file.path.display().to_string()),
                (None, _) => return None,
            },
        };
        self.found.borrow_mut().push((name.to_owned(), place));
        Some(value)
    }

    fn name_environment(&self) -> bool {
        ENV_IDS.iter().any(|name| self.get(name).is_some())
    }

    /// Whether nothing but the keys is wrong: with any other pair there would be a client.
    fn without_keys(&self) -> bool {
        let lookup = |name: &str| match name {
            "WEDA_SECRET_ID" | "WEDA_SECRET_KEY" => Some("any".to_owned()),
            name => self.get(name),
        };
        ClientBuilder::from_variables(lookup).and_then(ClientBuilder::build).is_ok()
    }
}

/// The settings of the official tool, of which the environment's id is read and nothing is ever written.
struct Cloudbaserc {
    path: PathBuf,
    env_id: String,
}

impl Cloudbaserc {
    /// The nearest one from the current folder up to the root of the workspace or repository. One without an id, or whose
    /// id is a template that its own tool fills in, says nothing.
    fn nearest() -> Result<Option<Self>, Failure> {
        let here = std::env::current_dir().map_err(Failure::NoCurrentFolder)?;
        let path = way_up(&here).into_iter().map(|folder| folder.join("cloudbaserc.json")).find(|path| path.is_file());
        let Some(path) = path else { return Ok(None) };
        let fail = |reason: String| Failure::Cloudbaserc { path: path.clone(), reason };
        let text = std::fs::read_to_string(&path).map_err(|error| fail(error.to_string()))?;
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| fail(error.to_string()))?;
        let env_id = value["envId"].as_str().map(str::trim).filter(|id| !id.is_empty() && !id.contains("{{"));
        Ok(env_id.map(|env_id| Self { env_id: env_id.to_owned(), path: path.clone() }))
    }
}

/// Runs what waits for the service. Only commands that need it pay for it.
///
/// # Errors
/// As `work`, or the operating system refuses what waiting takes.
pub(crate) fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::NoRuntime)?.block_on(work)
}

/// Waits for Ctrl-C, or to be ended in another way, which no longer ends the process by itself. Where the system tells
/// nobody of it, it does as ever.
pub(crate) async fn interrupt() {
    let key = async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    let (mut key, mut end) = (pin!(key), pin!(end()));
    poll_fn(|context| match (key.as_mut().poll(context), end.as_mut().poll(context)) {
        (Poll::Pending, Poll::Pending) => Poll::Pending,
        _ => Poll::Ready(()),
    })
    .await;
}

/// Waits for what supervisors send, and for a terminal that closes.
#[cfg(unix)]
async fn end() {
    use tokio::signal::unix::{SignalKind, signal};

    let terminated = signal(SignalKind::terminate()).ok();
    let closed = if ignores_closing() { None } else { signal(SignalKind::hangup()).ok() };
    let mut signals: Vec<_> = terminated.into_iter().chain(closed).collect();
    poll_fn(|context| match signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

#[cfg(not(unix))]
async fn end() {
    pending().await
}

/// Whether the process was started to outlive its terminal, as by `nohup`: listening would undo that. Where nobody can
/// tell, it may have been.
#[cfg(unix)]
fn ignores_closing() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_none_or(|mask| mask & 1 == 1)
}

/// Gives the work up on Ctrl-C and the like, so that what it began is put away.
///
/// # Errors
/// As `work`, or it was interrupted.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let (mut work, mut interrupt) = (pin!(work), pin!(interrupt()));
    // Heard from before the work begins, so that nothing is left behind.
    poll_fn(|context| match interrupt.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(Err(Trouble::Interrupted.into())),
        Poll::Pending => work.as_mut().poll(context),
    })
    .await
}
