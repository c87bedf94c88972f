//! The parts that the processes of a fleet share.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

use crate::Error;
use crate::limiter::Limiter;
use crate::server::Server;
use crate::settings::Builder;
use crate::tokens::Tokens;

/// One Redis that the clients of several processes share tokens and rates by. Clones share the connection.
///
/// ```no_run
/// use weda::ClientBuilder;
/// use weda_redis::Shared;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let shared = Shared::from_env()?;
/// let client = ClientBuilder::from_variables(|name| std::env::var(name).ok())?
///     .token_provider(shared.tokens())
///     .rate_limiter(shared.limiter("lowcode-2gay8jgh25").per_second(50.0).job_class("bulk").daily_quota(20_000))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Shared(Arc<Server>);

impl Shared {
    /// Reads the settings from the environment.
    ///
    /// | variable | value |
    /// |---|---|
    /// | `WEDA_REDIS_URL` | `redis://USER:PASSWORD@HOST:PORT/DB`; with TLS `rediss://`, which needs the feature `tls` |
    /// | `WEDA_REDIS_KEY` | the key that tokens are encrypted with, see [`Builder::key`]; without it no token is stored |
    /// | `WEDA_REDIS_PREFIX` | the beginning of all keys in Redis, `weda` if it is not set |
    ///
    /// # Errors
    /// Returns an error if there is no URL, or if a value cannot be used.
    pub fn from_env() -> Result<Shared, Error> {
        Builder::from_variables(|name| std::env::var(name).ok())?.build()
    }

    /// Begins with the address of Redis, for settings from elsewhere.
    ///
    /// ```
    /// use weda_redis::Shared;
    ///
    /// # let key_from_a_vault = "00".repeat(32);
    /// let shared = Shared::builder("redis://127.0.0.1:6379").key(key_from_a_vault).prefix("reports").build()?;
    /// assert!(Shared::builder("127.0.0.1:6379").build().is_err(), "it is not a URL");
    /// # Ok::<(), weda_redis::Error>(())
    /// ```
    pub fn builder(url: impl Into<String>) -> Builder {
        Builder::new(SecretString::from(url.into()))
    }

    /// A provider of access tokens, for [`ClientBuilder::token_provider`](weda::ClientBuilder::token_provider). One serves any
    /// number of environments.
    pub fn tokens(&self) -> Tokens {
        Tokens::new(Arc::clone(&self.0))
    }

    /// A limiter for the clients of an environment, for [`ClientBuilder::rate_limiter`](weda::ClientBuilder::rate_limiter).
    /// Several clients of a process can share it in an `Arc`.
    pub fn limiter(&self, env_id: &str) -> Limiter {
        Limiter::new(Arc::clone(&self.0), env_id)
    }

    /// Connects and runs a script, to notice wrong settings when a program starts. Clients need no such call: without Redis
    /// they go on by themselves.
    ///
    /// # Errors
    /// Returns an error if Redis does not answer in [time](Builder::timeout), or refuses the password or the script.
    pub async fn check(&self) -> Result<(), Error> {
        let Server { link, scripts, .. } = &*self.0;
        link.try_run::<()>(&scripts.check.prepare_invoke())
            .await
            .map_err(|reason| Error::Unusable { address: link.address().to_owned(), reason })
    }

    /// Returns true if Redis did not answer when it was asked last, so that this process goes on by itself.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.0.link.health.is_away()
    }
}

impl Builder {
    /// Checks the settings. Does not connect: see [`Shared::check`].
    ///
    /// # Errors
    /// Returns an error if the URL, a key or the prefix cannot be used. It repeats none of them.
    pub fn build(self) -> Result<Shared, Error> {
        Ok(Shared(Arc::new(Server::new(self)?)))
    }
}

/// Prints host and port of Redis, and no secret.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("address", &self.0.link.address())
            .field("prefix", &self.0.prefix)
            .field("keys", &self.0.keyring.as_ref())
            .finish_non_exhaustive()
    }
}
