//! The access token of a client: requested once for all callers, renewed ahead of time, dropped when the service rejects it.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;
use tokio::runtime::{self, Handle};
use tokio::sync::watch;
use tokio::time::Instant;
use weda_definition::printable;

use crate::error::{Error, ErrorKind, Problem};
use crate::model::time::LONGEST;
use crate::transport::Credential;

/// Renewal starts at least this long before the token expires, so that a slow token endpoint delays no call.
const MARGIN: Duration = Duration::from_secs(60);

/// Shortest and longest delay after a failed renewal while the old token is valid, so that not every call retries it.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

const BEARER: &[u8] = b"Bearer ";

/// An access token as a header value, with its times.
pub(crate) struct Token {
    header: HeaderValue,
    renew_at: Instant,
    expires_at: Instant,
}

impl Token {
    /// Returns `None` if the text cannot be a header value. The lifetime counts from `asked_at`, when the token request was
    /// sent: the service starts counting later, so the token is never used for too long.
    pub fn new(text: &str, asked_at: Instant, lifetime: Duration) -> Option<Token> {
        // No reallocation, which would leave a copy behind. The last owner of the header wipes it.
        let mut bytes = Zeroizing::new(Vec::with_capacity(BEARER.len() + text.len()));
        bytes.extend_from_slice(BEARER);
        bytes.extend_from_slice(text.as_bytes());
        let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes)).ok()?;
        header.set_sensitive(true);
        let lifetime = lifetime.min(LONGEST);
        // After 80 % of the lifetime, and at least a minute before its end; a short lifetime is halved.
        let margin = (lifetime / 5).max(MARGIN).min(lifetime / 2);
        Some(Token { header, renew_at: asked_at + lifetime - margin, expires_at: asked_at + lifetime })
    }

    /// The token without `Bearer`.
    pub fn text(&self) -> &str {
        self.header.to_str().unwrap_or_default().strip_prefix("Bearer ").unwrap_or_default()
    }
}

/// The header's `Debug` is `Sensitive`.
impl Credential for Token {
    fn header(&self) -> &HeaderValue {
        &self.header
    }

    fn hide_in(&self, error: Error) -> Error {
        error.hiding(self.text())
    }
}

/// Never prints the token.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").finish_non_exhaustive()
    }
}

type Outcome = Result<Arc<Token>, Error>;
type PendingToken = watch::Receiver<Option<Outcome>>;
type RequestFuture = Pin<Box<dyn Future<Output = Result<Token, Error>> + Send>>;

/// One token shared by many callers.
pub(crate) struct TokenCache(Arc<Shared>);

struct Shared {
    request_token: Box<dyn Fn(Option<Arc<Token>>) -> RequestFuture + Send + Sync>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    /// The token that the service rejected last, until there is another.
    rejected: Option<Arc<Token>>,
    /// The token request in flight.
    refresh: Option<Refresh>,
}

struct Current {
    token: Arc<Token>,
    /// The token's own time, or later after a failed renewal.
    renew_at: Instant,
}

/// A token request in flight.
#[derive(Clone)]
struct Refresh {
    pending: PendingToken,
    /// The runtime that drives the request. It may be suspended, and with it the request.
    runtime: Option<runtime::Id>,
    /// The rejected token that the request knows. It may still return a token that is rejected later.
    rejected: Option<Arc<Token>>,
}

/// The result of looking into the cache: a valid token, a request to wait for, or one that this lookup has started.
pub(crate) enum Lookup {
    Valid(Arc<Token>),
    Wait(PendingToken),
    Started(PendingToken),
}

impl TokenCache {
    /// `request_token` requests a token; its argument is the one that the service rejected. It runs in its own task.
    /// Two run concurrently only if the first belongs to another runtime or does not know the rejected token.
    pub fn new<F>(request_token: impl Fn(Option<Arc<Token>>) -> F + Send + Sync + 'static) -> TokenCache
    where
        F: Future<Output = Result<Token, Error>> + Send + 'static,
    {
        TokenCache(Arc::new(Shared {
            request_token: Box::new(move |rejected| Box::pin(request_token(rejected))),
            state: Mutex::default(),
        }))
    }

    #[cfg(test)]
    pub async fn get(&self) -> Outcome {
        match self.valid() {
            Ok(token) => Ok(token),
            Err(lookup) => self.wait(lookup).await,
        }
    }

    /// Returns the token if it is valid, otherwise what to [wait](Self::wait) for.
    pub fn valid(&self) -> Result<Arc<Token>, Lookup> {
        match self.lookup() {
            Lookup::Valid(token) => Ok(token),
            lookup => Err(lookup),
        }
    }

    /// Waits for the token request that all callers share.
    ///
    /// # Errors
    /// Returns the error of the request, or one of kind `Network` if its task was lost.
    pub async fn wait(&self, mut lookup: Lookup) -> Outcome {
        loop {
            let (mut pending, own) = match lookup {
                Lookup::Valid(token) => return Ok(token),
                Lookup::Wait(pending) => (pending, false),
                Lookup::Started(pending) => (pending, true),
            };
            if let Ok(seen) = pending.wait_for(Option::is_some).await
                && let Some(outcome) = seen.as_ref()
            {
                return outcome.clone();
            }
            // A request without an outcome ended with its runtime. If another caller started it, that runtime may be
            // another one, so the next round starts a request here. If this caller did, the next would be lost too.
            if own {
                return Err(Error::new(ErrorKind::Network, Problem::LostToken));
            }
            lookup = self.lookup();
        }
    }

    /// Discards a token that the service rejected. A newer one, fetched by another caller meanwhile, stays.
    pub fn discard(&self, rejected: &Arc<Token>) {
        let mut state = self.0.state();
        if state.current.as_ref().is_some_and(|current| Arc::ptr_eq(&current.token, rejected)) {
            state.current = None;
            state.rejected = Some(Arc::clone(rejected));
        }
    }

    fn lookup(&self) -> Lookup {
        let now = Instant::now();
        let mut state = self.0.state();
        let runtime = this_runtime();
        // A request does not count if its task ended without an outcome, if another runtime drives it, or if it does not
        // know the token that the service has rejected meanwhile.
        let refresh = state.refresh.clone().filter(|refresh| {
            refresh.pending.has_changed().is_ok()
                && refresh.runtime == runtime
                && same_token(refresh.rejected.as_ref(), state.rejected.as_ref())
        });
        match &state.current {
            Some(current) if now < current.token.expires_at => {
                let token = Arc::clone(&current.token);
                if now >= current.renew_at && refresh.is_none() {
                    self.start(&mut state);
                }
                Lookup::Valid(token)
            }
            _ => match refresh {
                Some(refresh) => Lookup::Wait(refresh.pending),
                None => Lookup::Started(self.start(&mut state)),
            },
        }
    }

    /// Requests a token in its own task, so that a caller that gives up does not cancel the request.
    fn start(&self, state: &mut State) -> PendingToken {
        let (sender, receiver) = watch::channel(None);
        let (shared, rejected) = (Arc::clone(&self.0), state.rejected.clone());
        let refresh = Refresh { pending: receiver.clone(), runtime: this_runtime(), rejected: rejected.clone() };
        state.refresh = Some(refresh);
        tokio::spawn(async move {
            let outcome = (shared.request_token)(rejected).await.map(Arc::new);
            shared.complete(&outcome, &sender);
            sender.send_replace(Some(outcome));
        });
        receiver
    }
}

fn this_runtime() -> Option<runtime::Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

fn same_token(one: Option<&Arc<Token>>, other: Option<&Arc<Token>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

impl Shared {
    fn complete(&self, outcome: &Outcome, sender: &watch::Sender<Option<Outcome>>) {
        let mut state = self.state();
        if state.refresh.as_ref().is_some_and(|refresh| refresh.pending.same_channel(&sender.subscribe())) {
            state.refresh = None;
        }
        if let Ok(token) = outcome {
            // A provider that does not know of the rejection may return the rejected token again.
            if state.rejected.as_ref().is_some_and(|rejected| rejected.text() == token.text()) {
                return;
            }
            state.rejected = None;
        }
        match (outcome, &mut state.current) {
            (Ok(token), current) => {
                *current = Some(Current { token: Arc::clone(token), renew_at: token.renew_at });
            }
            (Err(error), Some(current)) => {
                // Not its message, which may repeat the keys.
                tracing::warn!(
                    target: "weda",
                    kind = ?error.kind(),
                    code = error.plain_code(),
                    request_id = error.request_id().map(printable).as_deref(),
                    "access token renewal failed; the current token is used until it expires"
                );
                let now = Instant::now();
                let left = current.token.expires_at.saturating_duration_since(now);
                let (shortest, longest) = PAUSES;
                current.renew_at = now + (left / 4).clamp(shortest, longest);
            }
            // The waiting callers get the error.
            (Err(_), None) => {}
        }
    }

    /// Nothing panics under this lock, so a poisoned state is still consistent.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
