//! The token that all processes use: requested by one of them, and renewed ahead.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::ScriptInvocation;
use tokio::time::{Instant, sleep};
use weda::client::{AccessToken, TokenFuture, TokenProvider, TokenRequest};

use crate::keys::Keys;
use crate::link::Away;
use crate::scripts::{Get, Stored};
use crate::server::Server;

/// Part of a lifetime that is renewed ahead, in percent. A client asks after 80 % of what it was given.
const AHEAD: u32 = 20;
/// After a failed request nobody requests a token for so long.
const HOLD: Duration = Duration::from_secs(1);
/// Between two looks for a token that another process requests.
const POLL: Duration = Duration::from_millis(50);
/// A process without a token waits for so long after a lease could have ended: its next holder needs time too.
const PATIENCE: Duration = Duration::from_secs(4);
/// Of a token without a lifetime: its readers ask again then.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(3_600);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Provides the access token of a fleet: see [`Shared::tokens`](crate::Shared::tokens).
///
/// - One process requests a token, under a lease, and the others wait for it. If it is killed, the next one requests a token
///   when the lease has ended. A holder that comes too late uses its token alone.
/// - In the last fifth of the lifetime one process renews the token; the others go on with the old one.
/// - A token that the service rejects is replaced once, however many processes saw the rejection.
/// - Where Redis is away or the stored token cannot be decrypted, the process requests its own token, with a warning.
#[derive(Clone)]
pub struct Tokens {
    shared: Arc<Server>,
    warned: Arc<AtomicBool>,
}

impl Tokens {
    pub(crate) fn new(shared: Arc<Server>) -> Tokens {
        Tokens { shared, warned: Arc::default() }
    }

    async fn obtain(&self, request: TokenRequest) -> Result<AccessToken, BoxError> {
        match self.shared_token(&request).await {
            Ok(token) => token,
            Err(Alone) => Ok(request.issue().await?),
        }
    }

    /// # Errors
    /// Returns `Alone` if the process requests its own token.
    async fn shared_token(&self, request: &TokenRequest) -> Result<Result<AccessToken, BoxError>, Alone> {
        let store = Store { shared: &self.shared, keys: self.shared.keys(request.env_id()), env_id: request.env_id() };
        if self.shared.keyring.is_none() {
            self.warn_once("no key is set, so each process has its own token: set `WEDA_REDIS_KEY` or `Builder::key`");
            return Err(Alone);
        }
        let until = Instant::now() + self.shared.lease + PATIENCE;
        loop {
            let asked = Instant::now();
            let (fence, old) = match store.get().await? {
                Get::Have(stored) => match store.open(&stored, asked) {
                    Some(token) if request.rejected() == Some(&token) => {
                        store.drop(&stored.generation).await?;
                        continue;
                    }
                    Some(token) => return Ok(Ok(token)),
                    None => return Err(self.unreadable()),
                },
                Get::Renew(stored, fence) => match store.open(&stored, asked) {
                    Some(token) => (fence, Some(token).filter(|token| request.rejected() != Some(token))),
                    None => {
                        // Those who can read the token renew it: the keys would overwrite each other's.
                        store.fail(&fence, Duration::from_millis(1)).await?;
                        return Err(self.unreadable());
                    }
                },
                Get::Issue(fence) => (fence, None),
                Get::Wait(wait) if Instant::now() < until => {
                    sleep(wait.min(POLL.mul_f64(0.5 + fastrand::f64()))).await;
                    continue;
                }
                Get::Wait(_) => return Err(Alone),
            };
            return Ok(self.request(request, &store, &fence, old).await);
        }
    }

    /// Requests a token as the holder of the lease `fence`; `old` is still good.
    async fn request(
        &self,
        request: &TokenRequest,
        store: &Store<'_>,
        fence: &str,
        old: Option<AccessToken>,
    ) -> Result<AccessToken, BoxError> {
        match request.issue().await {
            Ok(token) => {
                // If it is not stored, the lease is another's by now or Redis is away: it is this process's own.
                let _ = store.put(fence, &token).await;
                Ok(token)
            }
            Err(error) => {
                let _ = store.fail(fence, HOLD).await;
                // Not its message, which may repeat the keys.
                let Some(old) = old else { return Err(error.into()) };
                tracing::warn!(
                    target: "weda_redis", kind = ?error.kind(),
                    "access token renewal failed; the current token is used until it expires"
                );
                Ok(old)
            }
        }
    }

    fn unreadable(&self) -> Alone {
        self.warn_once(
            "the token in Redis cannot be decrypted, so this process has its own: give all processes the same `WEDA_REDIS_KEY`, \
             or another `WEDA_REDIS_PREFIX`",
        );
        Alone
    }

    fn warn_once(&self, message: &'static str) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(target: "weda_redis", address = self.shared.link.address(), "{message}");
        }
    }
}

impl TokenProvider for Tokens {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(self.obtain(request))
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("address", &self.shared.link.address()).finish_non_exhaustive()
    }
}

/// The process requests its own token and does not store it.
struct Alone;

impl From<Away> for Alone {
    fn from(_: Away) -> Alone {
        Alone
    }
}

/// The token of one environment in Redis.
struct Store<'s> {
    shared: &'s Server,
    keys: Keys,
    env_id: &'s str,
}

impl Store<'_> {
    async fn get(&self) -> Result<Get, Away> {
        let mut call = self.shared.scripts.token_get.key(self.keys.of("token"));
        call.key(self.keys.of("lease")).key(self.keys.of("fence"));
        call.arg(millis(self.shared.lease)).arg(AHEAD);
        self.run(&call).await
    }

    async fn put(&self, fence: &str, token: &AccessToken) -> Result<u8, Away> {
        let keyring = self.shared.keyring.as_ref().ok_or(Away)?;
        let sealed = keyring.seal(token.expose_secret(), self.env_id, fence).ok_or(Away)?;
        let lifetime = token.remaining().unwrap_or(UNKNOWN_LIFETIME);
        let mut call = self.shared.scripts.token_put.key(self.keys.of("token"));
        call.key(self.keys.of("lease")).arg(fence).arg(sealed).arg(millis(lifetime).max(1));
        self.run(&call).await
    }

    async fn drop(&self, generation: &str) -> Result<u8, Away> {
        let mut call = self.shared.scripts.token_drop.key(self.keys.of("token"));
        call.arg(generation);
        self.run(&call).await
    }

    async fn fail(&self, fence: &str, hold: Duration) -> Result<u8, Away> {
        let mut call = self.shared.scripts.token_fail.key(self.keys.of("lease"));
        call.arg(fence).arg(millis(hold));
        self.run(&call).await
    }

    async fn run<T: redis::FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> Result<T, Away> {
        self.shared.link.run(call).await
    }

    /// The token, if it can be decrypted, with the lifetime that is left since Redis was asked.
    fn open(&self, stored: &Stored, asked: Instant) -> Option<AccessToken> {
        let text = self.shared.keyring.as_ref()?.open(&stored.sealed, self.env_id, &stored.generation)?;
        Some(AccessToken::new(text).expires_in(stored.left.saturating_sub(asked.elapsed())))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
