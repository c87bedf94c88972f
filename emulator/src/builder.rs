use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use weda_definition::OptionSets;

use crate::emulator::Emulator;
use crate::error::Error;
use crate::log::{Listener, Logged};
use crate::profile::Profile;
use crate::source::Source;
use crate::store::{Durability, Place};
use crate::token::Keys;

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
    pub(crate) sources: Vec<Source>,
    pub(crate) address: String,
    pub(crate) env_id: String,
    pub(crate) keys: Keys,
    pub(crate) token_lifetime: Duration,
    pub(crate) profile: Profile,
    pub(crate) option_sets: Option<OptionSets>,
    pub(crate) clock: Option<i64>,
    pub(crate) place: Place,
    pub(crate) listener: Option<Listener>,
    pub(crate) control: bool,
}

impl EmulatorBuilder {
    /// The environment id unless [`env_id`](Self::env_id) says otherwise.
    pub const ENV_ID: &'static str = "lowcode-emulator";
    /// The id of the key pair unless [`keys`](Self::keys) says otherwise.
    pub const SECRET_ID: &'static str = "emulator-id";
    /// The key of the key pair unless [`keys`](Self::keys) says otherwise.
    pub const SECRET_KEY: &'static str = "emulator-key";

    pub(crate) fn new() -> Self {
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
    pub fn on_request(mut self, listener: impl Fn(&Logged) + Send + Sync + 'static) -> Self {
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
        Emulator::with(self)
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
