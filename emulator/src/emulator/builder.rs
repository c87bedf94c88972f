use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;
use weda_definition::OptionSets;

use super::{Emulator, Server, notes};
use crate::clock::Clock;
use crate::error::Error;
use crate::face::Faces;
use crate::log::{Listener, Log, LogEntry};
use crate::profile::Profile;
use crate::server::{self, Access};
use crate::service::{Service, Settings};
use crate::source::{self, Source};
use crate::store::{Durability, Place};
use crate::system;
use crate::token::{Keys, Tokens};

/// Settings of an [`Emulator`], all of them optional.
///
/// ```
/// use std::time::Duration;
/// use weda_emulator::Emulator;
///
/// let emulator = Emulator::builder()
///     .definitions(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/database-schemas"))
///     .listen("127.0.0.1:0")
///     .env_id("lowcode-demo")
///     .keys("my-id", "my-key")
///     .token_lifetime(Duration::from_secs(60))
///     .start()?;
/// assert!(emulator.url().starts_with("http://127.0.0.1:"));
/// # Ok::<(), weda_emulator::Error>(())
/// ```
#[must_use = "a builder does nothing until `start`"]
pub struct EmulatorBuilder {
    sources: Vec<Source>,
    address: String,
    env_id: String,
    keys: Keys,
    token_lifetime: Duration,
    profile: Profile,
    option_sets: Option<OptionSets>,
    clock: Option<i64>,
    place: Place,
    listener: Option<Listener>,
    control: bool,
}

impl EmulatorBuilder {
    /// The environment id unless [`env_id`](Self::env_id) says otherwise.
    pub const ENV_ID: &'static str = "lowcode-emulator";
    /// The id of the key pair unless [`keys`](Self::keys) says otherwise.
    pub const SECRET_ID: &'static str = "emulator-id";
    /// The key of the key pair unless [`keys`](Self::keys) says otherwise.
    pub const SECRET_KEY: &'static str = "emulator-key";

    pub(super) fn new() -> Self {
        Self {
            sources: Vec::new(),
            address: "127.0.0.1:0".to_owned(),
            env_id: Self::ENV_ID.to_owned(),
            keys: Keys { id: Self::SECRET_ID.to_owned(), key: Self::SECRET_KEY.to_owned() },
            token_lifetime: Duration::from_secs(432_000),
            profile: Profile::documented(),
            option_sets: None,
            clock: None,
            place: Place::Memory,
            listener: None,
            control: false,
        }
    }

    /// The models to serve: a directory of definitions, or definitions, as many times as wanted. Of two with one identifier
    /// the later one counts.
    ///
    /// `sys_user` and `sys_department` exist whether they are among the definitions or not.
    pub fn definitions(mut self, definitions: impl Into<Source>) -> Self {
        self.sources.push(definitions.into());
        self
    }

    /// The address to listen on, `127.0.0.1:4010`; by default a free port that only this machine reaches.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// The environment id; [`ENV_ID`](Self::ENV_ID) by default.
    pub fn env_id(mut self, env_id: impl Into<String>) -> Self {
        self.env_id = env_id.into();
        self
    }

    /// The key pair that callers exchange for a token; [`SECRET_ID`](Self::SECRET_ID) and
    /// [`SECRET_KEY`](Self::SECRET_KEY) by default.
    pub fn keys(mut self, id: impl Into<String>, key: impl Into<String>) -> Self {
        self.keys = Keys { id: id.into(), key: key.into() };
        self
    }

    /// How long a token holds; five days by default, as in the service.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// What the emulator does where no document says what the service does; [`Profile::documented`] by default.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The shared option sets, which fields of definitions refer to by name; by default those of `option-sets.json` beside
    /// the directory of the definitions, where there is such a file.
    pub fn option_sets(mut self, option_sets: OptionSets) -> Self {
        self.option_sets = Some(option_sets);
        self
    }

    /// A clock that stands still at a moment, in Unix milliseconds, until [`Emulator::advance`] moves it; the machine's
    /// clock by default.
    pub fn clock(mut self, unix_millis: i64) -> Self {
        self.clock = Some(unix_millis);
        self
    }

    /// A file that keeps the records from one start to the next; it is made where there is none. In memory by default.
    ///
    /// Definitions may have changed since: `pre` follows them at once, as [`Emulator::define`] does, all of them or none, and
    /// `prod` has what it had until [`Emulator::publish`]: nothing of a model that is new. With a new file both have all.
    pub fn data(mut self, path: impl Into<PathBuf>, durability: Durability) -> Self {
        self.place = Place::File { path: path.into(), durability };
        self
    }

    /// What to do with each request once its answer went out; nothing by default. [`Emulator::log`] has the latest. All
    /// calls wait for it, so it should not wait for anything itself.
    pub fn on_request(mut self, listener: impl Fn(&LogEntry) + Send + Sync + 'static) -> Self {
        self.listener = Some(Box::new(listener));
        self
    }

    /// Lets callers on the network inject faults and read the log, without a token: GET, POST and DELETE on
    /// `/_emulator/faults`, GET on `/_emulator/log` and `/_emulator/calls`, POST on `/_emulator/reset`.
    ///
    /// Web pages are no such callers: a call with a foreign `Origin` is refused, and so is one by a name that a page could
    /// have, unless the emulator listens where other machines reach it.
    pub fn control(mut self) -> Self {
        self.control = true;
        self
    }

    /// Starts the emulator. It serves in a thread of its own, so that this works with and without an async runtime.
    ///
    /// # Errors
    /// A directory has no definitions or broken ones, the address is taken or is none, the system gives no thread, the data
    /// file cannot be used, or a record in it does not fit a changed definition.
    pub fn start(self) -> Result<Emulator, Error> {
        let Self { sources, address, env_id, keys, token_lifetime, profile, .. } = self;
        let (definitions, beside) = source::read(sources).map_err(Error::Definitions)?;
        let option_sets = self.option_sets.unwrap_or(beside);
        let notes =
            definitions.iter().map(|definition| (definition.identifier.clone(), notes::of(definition))).collect();
        let unavailable = |source| Error::Address { address: address.clone(), source };
        // Before the data file is looked at: an emulator that cannot serve changes nothing in it. And
        // without the runtime: the caller may be inside another one, where blocking on this one would panic.
        let listener = std::net::TcpListener::bind(&address).map_err(unavailable)?;
        listener.set_nonblocking(true).map_err(unavailable)?;
        let bound = listener.local_addr().map_err(unavailable)?;
        let store = system::store(&self.place, definitions, option_sets, &env_id, &profile).map_err(Error::storage)?;
        let clock = self.clock.map_or_else(Clock::system, Clock::fixed);
        let tokens = Tokens::new(keys, env_id.clone(), token_lifetime);
        let (log, control) = (Log::new(self.listener), self.control);
        let is_alone = bound.ip().to_canonical().is_loopback();
        let access = Access { control, is_alone };
        let service = Arc::new(Service::new(store, tokens, Settings { profile, clock, env_id, log }));

        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Thread)?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener).map_err(unavailable)?
        };
        let (stop, stopped) = oneshot::channel();
        let faces = Faces::new(Arc::clone(&service));
        let thread = thread::Builder::new()
            .name("weda-emulator".to_owned())
            .spawn(move || server::run(&runtime, listener, faces, access, stopped))
            .map_err(Error::Thread)?;
        Ok(Emulator {
            address: bound,
            service,
            server: Mutex::new(Some(Server { stop, thread })),
            notes: Mutex::new(notes),
        })
    }
}

/// Without the secret key.
impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder")
            .field("address", &self.address)
            .field("env_id", &self.env_id)
            .field("token_lifetime", &self.token_lifetime)
            .finish_non_exhaustive()
    }
}
