use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::sync::oneshot;
use weda_definition::OptionSets;

#[cfg(feature = "https")]
use super::https::HttpsSettings;
use super::ports::OpenPort;
use super::{Emulator, Server};
use crate::clock::Clock;
use crate::error::Error;
use crate::face::{Faces, Templates};
use crate::log::{Listener, Log, LogEntry};
use crate::profile::Profile;
use crate::server::{self, Access, Cors, Protocol};
use crate::service::{Service, Settings};
use crate::source::{self, Source};
use crate::store::{Durability, Location};
use crate::system;
use crate::token::{Keys, Tokens};
use crate::users;

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
    location: Location,
    listener: Option<Listener>,
    users: Option<PathBuf>,
    control: bool,
    cors: Vec<String>,
    #[cfg(feature = "https")]
    pub(super) https: HttpsSettings,
    templates: Option<PathBuf>,
}

impl EmulatorBuilder {
    /// The default environment id.
    pub const ENV_ID: &'static str = "lowcode-emulator";
    /// The default id of the key pair.
    pub const SECRET_ID: &'static str = "emulator-id";
    /// The default key of the key pair.
    pub const SECRET_KEY: &'static str = "emulator-key";

    pub(super) fn new() -> Self {
        Self {
            sources: Vec::new(),
            address: "127.0.0.1:0".to_owned(),
            env_id: Self::ENV_ID.to_owned(),
            keys: Keys {
                id: Self::SECRET_ID.to_owned(),
                key: Self::SECRET_KEY.to_owned(),
                api_key: None,
                publishable_key: None,
            },
            token_lifetime: Duration::from_secs(432_000),
            profile: Profile::documented(),
            option_sets: None,
            clock: None,
            location: Location::Memory,
            listener: None,
            users: None,
            control: false,
            cors: Vec::new(),
            #[cfg(feature = "https")]
            https: HttpsSettings::default(),
            templates: None,
        }
    }

    /// Adds models to serve: a directory of definitions, or parsed definitions. May be called repeatedly; of two with
    /// the same identifier the later one wins.
    ///
    /// `sys_user` and `sys_department` are always served.
    pub fn definitions(mut self, definitions: impl Into<Source>) -> Self {
        self.sources.push(definitions.into());
        self
    }

    /// The address to listen on, such as `127.0.0.1:4010`. Defaults to a free port on the loopback interface.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// The environment id. Defaults to [`ENV_ID`](Self::ENV_ID).
    pub fn env_id(mut self, env_id: impl Into<String>) -> Self {
        self.env_id = env_id.into();
        self
    }

    /// The key pair that callers exchange for a token. Defaults to [`SECRET_ID`](Self::SECRET_ID) and
    /// [`SECRET_KEY`](Self::SECRET_KEY).
    pub fn keys(mut self, id: impl Into<String>, key: impl Into<String>) -> Self {
        (self.keys.id, self.keys.key) = (id.into(), key.into());
        self
    }

    /// The API key, which the data-model gateway (`/v1`) accepts in place of an administrator's token. Defaults to
    /// none.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.keys.api_key = Some(key.into());
        self
    }

    /// The publishable key, which the data-model gateway (`/v1`) accepts in place of a visitor's token. Defaults to
    /// none.
    pub fn publishable_key(mut self, key: impl Into<String>) -> Self {
        self.keys.publishable_key = Some(key.into());
        self
    }

    /// A JSON file with the users who can sign in at `/auth/v1/signin`: a list of objects with `username`, `password`
    /// and, optionally, `id`. Defaults to none.
    ///
    /// A user without an id has that of the user in `sys_user` with this name as `uuid` or `name`, or else one that is
    /// derived from the name.
    ///
    /// ```
    /// use weda_emulator::Emulator;
    ///
    /// # let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("users.json");
    /// std::fs::write(&path, r#"[{ "username": "xiaoming", "password": "春天" }]"#)?;
    /// let emulator = Emulator::builder().users(&path).start()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn users(mut self, path: impl Into<PathBuf>) -> Self {
        self.users = Some(path.into());
        self
    }

    /// The lifetime of a token. Defaults to five days, as in the service.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// The behaviour where the service is undocumented. Defaults to [`Profile::documented`].
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The shared option sets that fields refer to by name. Defaults to `option-sets.json` beside the directory of the
    /// definitions, if that file exists.
    pub fn option_sets(mut self, option_sets: OptionSets) -> Self {
        self.option_sets = Some(option_sets);
        self
    }

    /// Stops the clock at this time, in Unix milliseconds; [`Emulator::advance_clock`] moves it. Defaults to the
    /// machine's clock.
    pub fn clock(mut self, unix_millis: i64) -> Self {
        self.clock = Some(unix_millis);
        self
    }

    /// A file that stores the records between starts, created if it is missing. Defaults to memory.
    ///
    /// Definitions may have changed since the last start: `pre` takes all of them or none, as [`Emulator::define`]
    /// does, and `prod` keeps those it had until [`Emulator::publish`]; it lacks new models. With a new file both have
    /// all.
    pub fn data(mut self, path: impl Into<PathBuf>, durability: Durability) -> Self {
        self.location = Location::File { path: path.into(), durability };
        self
    }

    /// Calls a function for each request once its answer was sent. It blocks all calls, so it should return quickly.
    /// [`Emulator::log`] returns the latest requests.
    pub fn on_request(mut self, listener: impl Fn(&LogEntry) + Send + Sync + 'static) -> Self {
        self.listener = Some(Box::new(listener));
        self
    }

    /// Enables the control path, by which callers inject faults and read the log without a token: GET, POST and DELETE
    /// on `/_emulator/faults`, GET on `/_emulator/log` and `/_emulator/calls`, POST on `/_emulator/reset`.
    ///
    /// Web pages are kept out: calls with a foreign `Origin` are refused, and on the loopback interface also calls with
    /// a `Host` that a page could have.
    pub fn control(mut self) -> Self {
        self.control = true;
        self
    }

    /// A folder of SQL templates, which `POST /v1/sql/{pre or prod}/{name}/run` runs: files `{name}.sql`, each with one
    /// SELECT, INSERT INTO, REPLACE INTO, UPDATE or DELETE. Defaults to none.
    ///
    /// Names have letters, digits and underscores. The files are read by [`start`](Self::start). A first line
    /// `-- model: student` names the model of functions without one, such as `{{ model.tableName() }}`:
    ///
    /// ```sql
    /// -- model: student
    /// SELECT name, score FROM {{ model.tableName() }} WHERE score >= {{ least }} ORDER BY score DESC
    /// ```
    pub fn templates(mut self, folder: impl Into<PathBuf>) -> Self {
        self.templates = Some(folder.into());
        self
    }

    /// Permits the pages of an origin, such as `http://localhost:5173`, to call the emulator (CORS); `*` permits every
    /// page that any browser on this machine has open. May be called repeatedly. Defaults to none.
    ///
    /// The control path stays closed to pages.
    pub fn cors(mut self, origin: impl Into<String>) -> Self {
        self.cors.push(origin.into());
        self
    }

    /// Starts the emulator in a thread of its own. Works inside and outside an async runtime.
    ///
    /// # Errors
    /// Returns an error if a directory has no definitions or invalid ones, the file of users or a template is invalid, the
    /// [`api_key`](Self::api_key) or the [`publishable_key`](Self::publishable_key) cannot be sent as a bearer token or both
    /// are the same, an origin of [`cors`](Self::cors) is invalid, an address is invalid or in use, the certificate cannot be made or written, no
    /// thread can be started, the data file cannot be used, or a record in it does not fit a changed definition.
    pub fn start(self) -> Result<Emulator, Error> {
        let Self { sources, address, env_id, keys, token_lifetime, profile, .. } = self;
        keys.check()?;
        let (definitions, beside) = source::read(sources).map_err(Error::Definitions)?;
        let option_sets = self.option_sets.unwrap_or(beside);
        let users = users::read(self.users.as_ref())?;
        let templates = self.templates.as_deref().map(Templates::read).transpose()?.unwrap_or_default();
        let cors = Cors::new(self.cors).map_err(|(origin, reason)| Error::Origin { origin, reason })?;
        // Before the data file is opened: an emulator that cannot serve changes nothing in it.
        let http = OpenPort::open(&address)?;
        let (bound, is_loopback) = (http.address, http.is_loopback());
        #[cfg(feature = "https")]
        let https = self.https.open()?;
        #[cfg(feature = "https")]
        let is_loopback = is_loopback && https.are_loopback();
        let store =
            system::store(&self.location, definitions, option_sets, &env_id, &profile).map_err(Error::storage)?;
        let clock = self.clock.map_or_else(Clock::system, Clock::fixed);
        let tokens = Tokens::new(keys, env_id.clone(), token_lifetime);
        let (log, control) = (Log::new(self.listener), self.control);
        let access = Access { control, cors, is_loopback };
        let service = Arc::new(Service::new(store, tokens, Settings { profile, clock, env_id, log, users }));

        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Thread)?;
        let inside = runtime.enter();
        #[allow(unused_mut, reason = "without https there is one port")]
        let mut ports = vec![http.register(Protocol::Http)?];
        #[cfg(feature = "https")]
        let https = https.register(&mut ports)?;
        drop(inside);
        let (stop, stopped) = oneshot::channel();
        let faces = Faces::new(Arc::clone(&service), templates);
        let thread = thread::Builder::new()
            .name("weda-emulator".to_owned())
            .spawn(move || server::run(&runtime, ports, faces, access, stopped))
            .map_err(Error::Thread)?;
        Ok(Emulator {
            address: bound,
            service,
            server: Mutex::new(Some(Server { stop, thread })),
            #[cfg(feature = "https")]
            https,
        })
    }
}

/// Omits the keys.
impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder")
            .field("address", &self.address)
            .field("env_id", &self.env_id)
            .field("token_lifetime", &self.token_lifetime)
            .finish_non_exhaustive()
    }
}
