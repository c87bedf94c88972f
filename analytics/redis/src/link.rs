//! The connection to Redis: every call to it has one bound, and a failure is one warning.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, ConnectionAddr, FromRedisValue, IntoConnectionInfo as _, RedisError, ScriptInvocation,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::runtime::{Handle, Id};
use tokio::time::timeout;
use weda_definition::printable;

use crate::Error;
use crate::health::Health;

/// Connections of ended runtimes are not noticed: the oldest goes.
const MAX_CONNECTIONS: usize = 8;
/// Characters of what a server says that are shown.
const SHOWN: usize = 200;

/// Redis does not answer, or was away a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Away;

/// One Redis, with a connection for each Tokio runtime that uses it: a connection ends with its runtime.
pub(crate) struct Link {
    client: redis::Client,
    connections: Mutex<Vec<(Id, MultiplexedConnection)>>,
    pub health: Health,
    /// Connection and answer together take no longer.
    timeout: Duration,
    address: String,
    password: Option<SecretString>,
}

impl Link {
    /// # Errors
    /// Returns an error, which does not repeat it, if the URL cannot be used.
    pub fn new(url: &SecretString, timeout: Duration) -> Result<Link, Error> {
        let url = url.expose_secret();
        let bad = |reason: &'static str| Error::Url { reason };
        if (url.starts_with("rediss:") || url.starts_with("valkeys:")) && cfg!(not(feature = "tls")) {
            return Err(bad("asks for TLS, which this build does not have; build `weda-redis` with the feature `tls`"));
        }
        let info = url.into_connection_info().map_err(|_| {
            bad("cannot be read; expected `redis://USER:PASSWORD@HOST:PORT/DB`, with special characters percent-encoded")
        })?;
        if !info.addr().is_supported() {
            return Err(bad("is of a kind that this machine does not support; use `redis://HOST:PORT`"));
        }
        if matches!(info.addr(), ConnectionAddr::TcpTls { insecure: true, .. }) {
            return Err(bad("turns off the check of certificates; leave out `#insecure`, and install the certificate"));
        }
        #[cfg(feature = "tls")]
        if matches!(info.addr(), ConnectionAddr::TcpTls { .. })
            && rustls::crypto::CryptoProvider::get_default().is_none()
        {
            // `redis` uses the provider of the process. If another thread installs one meanwhile, it is that one.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        let address = printable(&info.addr().to_string()).into_owned();
        let password = info.redis_settings().password().map(SecretString::from);
        let client = redis::Client::open(info).map_err(|_| bad("cannot be used; expected `redis://HOST:PORT`"))?;
        Ok(Link { client, connections: Mutex::default(), health: Health::default(), timeout, address, password })
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Runs a script, within the timeout.
    ///
    /// # Errors
    /// Returns an error if Redis is away, or does not answer as it should. The first time this is a warning.
    pub async fn run<T: FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> Result<T, Away> {
        if !self.health.may_ask() {
            return Err(Away);
        }
        match self.try_run(call).await {
            Ok(answer) => {
                if self.health.answered() {
                    tracing::info!(target: "weda_redis", address = self.address, "Redis is back: tokens and rates are shared again");
                }
                Ok(answer)
            }
            Err(reason) => {
                if self.health.failed() {
                    tracing::warn!(
                        target: "weda_redis", address = self.address, reason,
                        "Redis is away: until it is back, this process has its own token and its part of the rate"
                    );
                }
                Err(Away)
            }
        }
    }

    /// Runs a script, within the timeout, whether or not Redis is away.
    ///
    /// # Errors
    /// Returns what Redis or the network said, without secrets.
    pub async fn try_run<T: FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> Result<T, String> {
        let Ok(runtime) = Handle::try_current().map(|runtime| runtime.id()) else {
            return Err("there is no Tokio runtime".to_owned());
        };
        let failed = match timeout(self.timeout, self.ask(call, runtime)).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => self.describe(&error),
            Err(_) => format!("no answer within {:?}", self.timeout),
        };
        self.forget(runtime);
        Err(failed)
    }

    async fn ask<T: FromRedisValue>(&self, call: &ScriptInvocation<'_>, runtime: Id) -> Result<T, RedisError> {
        if let Some(mut connection) = self.held(runtime) {
            match call.invoke_async(&mut connection).await {
                // It was idle for too long, or Redis has restarted. Whether the script ran is unknown: then a turn is lost.
                Err(error) if error.is_connection_dropped() || error.is_unrecoverable_error() => self.forget(runtime),
                answer => return answer,
            }
        }
        // The bound is the caller's.
        let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let mut connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        self.hold(runtime, &connection);
        call.invoke_async(&mut connection).await
    }

    fn held(&self, runtime: Id) -> Option<MultiplexedConnection> {
        self.connections().iter().find(|(id, _)| *id == runtime).map(|(_, connection)| connection.clone())
    }

    fn hold(&self, runtime: Id, connection: &MultiplexedConnection) {
        let mut connections = self.connections();
        connections.retain(|(id, _)| *id != runtime);
        if connections.len() >= MAX_CONNECTIONS {
            connections.remove(0);
        }
        connections.push((runtime, connection.clone()));
    }

    fn forget(&self, runtime: Id) {
        self.connections().retain(|(id, _)| *id != runtime);
    }

    /// Nothing panics under this lock, so a poisoned list is still consistent.
    fn connections(&self) -> MutexGuard<'_, Vec<(Id, MultiplexedConnection)>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text of Redis or of the network, fit for a log.
    fn describe(&self, error: &RedisError) -> String {
        let said = match (error.code(), error.detail()) {
            (Some(code), Some(detail)) => format!("{code} {detail}"),
            _ => error.to_string(),
        };
        let said = match &self.password {
            Some(password) if !password.expose_secret().is_empty() => said.replace(password.expose_secret(), "***"),
            _ => said,
        };
        printable(&said).chars().take(SHOWN).collect()
    }
}
