//! Settings of the sharing, from variables or from code.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

use crate::Error;

/// Connection and answer together take no longer.
const TIMEOUT: Duration = Duration::from_millis(100);
/// Shortest and longest lease. A client's token provider has 15 seconds to answer by default.
const LEASES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(60));

/// Settings of a [`Shared`](crate::Shared): see [`Shared::builder`](crate::Shared::builder).
#[derive(Clone)]
pub struct Builder {
    pub(crate) url: SecretString,
    pub(crate) keys: Option<SecretString>,
    pub(crate) prefix: String,
    pub(crate) lease: Duration,
    pub(crate) timeout: Duration,
}

impl Builder {
    pub(crate) fn new(url: SecretString) -> Builder {
        Builder { url, keys: None, prefix: "weda".to_owned(), lease: Duration::from_secs(10), timeout: TIMEOUT }
    }

    /// Reads the variables of [`Shared::from_env`](crate::Shared::from_env) from `lookup`; an empty one counts as absent.
    ///
    /// ```
    /// use weda_redis::Builder;
    ///
    /// let shared = Builder::from_variables(|name| match name {
    ///     "WEDA_REDIS_URL" => Some("redis://127.0.0.1:6379".to_owned()),
    ///     _ => None,
    /// })?
    /// .build()?;
    /// # Ok::<(), weda_redis::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if there is no URL.
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<Builder, Error> {
        let get = |name| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let mut builder = Builder::new(get("WEDA_REDIS_URL").ok_or(Error::NoUrl)?.into());
        builder.keys = get("WEDA_REDIS_KEY").map(SecretString::from);
        if let Some(prefix) = get("WEDA_REDIS_PREFIX") {
            builder.prefix = prefix;
        }
        Ok(builder)
    }

    /// Sets the key that tokens are encrypted with: 64 hexadecimal digits, as `openssl rand -hex 32` prints them. Without one
    /// no token is stored, and each process requests its own.
    ///
    /// To replace a key, give several with commas between them: the first encrypts, all decrypt. First add the new one at the
    /// end in every process, then at the front, then leave the old one out.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Builder {
        self.keys = Some(key.into().into());
        self
    }

    /// Sets the beginning of all keys in Redis. Defaults to `weda`. Fleets with different prefixes share nothing.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Builder {
        self.prefix = prefix.into();
        self
    }

    /// Sets how long one process may take to request a token, before another one requests it; between 0.1 and 60 seconds.
    /// Defaults to 10 seconds.
    ///
    /// A process without a token waits so long, and four seconds more, for one that does not come, for example since the process
    /// that requests it was killed. Keep that below [`attempt_timeout`](weda::ClientBuilder::attempt_timeout).
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Builder {
        self.lease = lease.clamp(LEASES.0, LEASES.1);
        self
    }

    /// Sets how long a call waits for Redis, with the connection if there is none yet; between a millisecond and 10 seconds.
    /// Defaults to 100 ms. If there is no answer by then, Redis is away, and is not asked for two seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Builder {
        self.timeout = timeout.clamp(Duration::from_millis(1), Duration::from_secs(10));
        self
    }
}

/// Prints neither the URL, which may have a password in it, nor a key.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("prefix", &self.prefix)
            .field("lease", &self.lease)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
