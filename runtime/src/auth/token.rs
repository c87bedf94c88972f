//! The life of the access token: bought once for all callers, renewed ahead of time, dropped when the service rejects it.

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

/// Renewal starts at least this long before the end, so that a slow token endpoint is not noticed.
const MARGIN: Duration = Duration::from_secs(60);

/// The pause after a failed renewal while the old token is good, so that not every call asks again.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

const BEARER: &[u8] = b"Bearer ";

/// An access token as a header, and its times.
pub(crate) struct Token {
    header: HeaderValue,
    renew_at: Instant,
    expires_at: Instant,
}

impl Token {
    /// `None` if the text cannot be a header. `asked_at` is when the request for it was sent: the service's clock
    /// starts later, so the token is never believed for too long.
    pub fn new(text: &str, asked_at: Instant, lifetime: Duration) -> Option<Token> {
        // No reallocation, which would leave a copy behind; and the last to drop the header wipes it.
        let mut bytes = Zeroizing::new(Vec::with_capacity(BEARER.len() + text.len()));
        bytes.extend_from_slice(BEARER);
        bytes.extend_from_slice(text.as_bytes());
        let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes)).ok()?;
        header.set_sensitive(true);
        let lifetime = lifetime.min(LONGEST);
        // From 80 % of the life on, and at least a minute before the end; a short life is halved.
        let margin = (lifetime / 5).max(MARGIN).min(lifetime / 2);
        Some(Token { header, renew_at: asked_at + lifetime - margin, expires_at: asked_at + lifetime })
    }

    /// The token without the word before it.
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
type Purchase = watch::Receiver<Option<Outcome>>;
type MintFuture = Pin<Box<dyn Future<Output = Result<Token, Error>> + Send>>;

/// One token for many callers.
pub(crate) struct TokenCache(Arc<Shared>);

struct Shared {
    mint: Box<dyn Fn(Option<Arc<Token>>) -> MintFuture + Send + Sync>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    /// The token that the service refused last, while there is no other.
    rejected: Option<Arc<Token>>,
    /// The purchase under way, for everybody who has to wait for it.
    minting: Option<Minting>,
}

struct Current {
    token: Arc<Token>,
    /// The token's own time, or later after a failed renewal.
    renew_at: Instant,
}

/// A purchase under way.
#[derive(Clone)]
struct Minting {
    purchase: Purchase,
    /// The runtime that drives it. One that is not driven itself may leave it for ever.
    runtime: Option<runtime::Id>,
    /// What it was told of: a token that is refused later may come out of it.
    rejected: Option<Arc<Token>>,
}

/// What a caller finds: a good token, somebody's purchase to wait for, or the one that it has started just now.
pub(crate) enum Look {
    Good(Arc<Token>),
    Wait(Purchase),
    Started(Purchase),
}

impl TokenCache {
    /// `mint` buys a token, and is told of one that the service has refused. It is called in a task of its own, and twice at
    /// once only where the first is another runtime's, or was not told.
    pub fn new<F>(mint: impl Fn(Option<Arc<Token>>) -> F + Send + Sync + 'static) -> TokenCache
    where
        F: Future<Output = Result<Token, Error>> + Send + 'static,
    {
        TokenCache(Arc::new(Shared {
            mint: Box::new(move |rejected| Box::pin(mint(rejected))),
            state: Mutex::default(),
        }))
    }

    #[cfg(test)]
    pub async fn get(&self) -> Outcome {
        match self.good() {
            Ok(token) => Ok(token),
            Err(look) => self.wait(look).await,
        }
    }

    /// The token where there is a good one; otherwise what to [wait](Self::wait) for.
    pub fn good(&self) -> Result<Arc<Token>, Look> {
        match self.look() {
            Look::Good(token) => Ok(token),
            look => Err(look),
        }
    }

    /// Waits for the one purchase that all callers share.
    ///
    /// # Errors
    /// Those of the purchase; of kind `Network` if it was lost.
    pub async fn wait(&self, mut look: Look) -> Outcome {
        loop {
            let (mut purchase, own) = match look {
                Look::Good(token) => return Ok(token),
                Look::Wait(purchase) => (purchase, false),
                Look::Started(purchase) => (purchase, true),
            };
            if let Ok(seen) = purchase.wait_for(Option::is_some).await
                && let Some(outcome) = seen.as_ref()
            {
                return outcome.clone();
            }
            // A purchase that ends without an outcome died with its runtime. Another caller's may have been another
            // runtime, so the next round starts one here; where one's own has died, the next would die too.
            if own {
                return Err(Error::new(ErrorKind::Network, Problem::LostToken));
            }
            look = self.look();
        }
    }

    /// Forgets this token, which the service rejected. A newer one, which another caller has fetched meanwhile, stays.
    pub fn discard(&self, dead: &Arc<Token>) {
        let mut state = self.0.state();
        if state.current.as_ref().is_some_and(|current| Arc::ptr_eq(&current.token, dead)) {
            state.current = None;
            state.rejected = Some(Arc::clone(dead));
        }
    }

    fn look(&self) -> Look {
        let now = Instant::now();
        let mut state = self.0.state();
        let runtime = this_runtime();
        // A purchase whose task is gone without an outcome is none, nor is that of another runtime, or one that knows nothing
        // of the token that the service has refused meanwhile.
        let minting = state.minting.clone().filter(|minting| {
            minting.purchase.has_changed().is_ok()
                && minting.runtime == runtime
                && same_token(minting.rejected.as_ref(), state.rejected.as_ref())
        });
        match &state.current {
            Some(current) if now < current.token.expires_at => {
                let token = Arc::clone(&current.token);
                if now >= current.renew_at && minting.is_none() {
                    self.start(&mut state);
                }
                Look::Good(token)
            }
            _ => match minting {
                Some(minting) => Look::Wait(minting.purchase),
                None => Look::Started(self.start(&mut state)),
            },
        }
    }

    /// Buys a token in a task of its own: a caller that gives up must not take the purchase with it.
    fn start(&self, state: &mut State) -> Purchase {
        let (sender, receiver) = watch::channel(None);
        let (shared, rejected) = (Arc::clone(&self.0), state.rejected.clone());
        let minting = Minting { purchase: receiver.clone(), runtime: this_runtime(), rejected: rejected.clone() };
        state.minting = Some(minting);
        tokio::spawn(async move {
            let outcome = (shared.mint)(rejected).await.map(Arc::new);
            shared.settle(&outcome, &sender);
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
    fn settle(&self, outcome: &Outcome, sender: &watch::Sender<Option<Outcome>>) {
        let mut state = self.state();
        if state.minting.as_ref().is_some_and(|minting| minting.purchase.same_channel(&sender.subscribe())) {
            state.minting = None;
        }
        if let Ok(token) = outcome {
            // A provider that was not told of it may give the token again that the service has refused meanwhile.
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
                // Not its message, which may repeat what was sent: the keys.
                tracing::warn!(
                    target: "weda",
                    kind = ?error.kind(),
                    code = error.plain_code(),
                    request_id = error.request_id().map(printable).as_deref(),
                    "the access token could not be renewed; the old one is used until it expires"
                );
                let now = Instant::now();
                let left = current.token.expires_at.saturating_duration_since(now);
                let (shortest, longest) = PAUSES;
                current.renew_at = now + (left / 4).clamp(shortest, longest);
            }
            // The callers who wait get the error.
            (Err(_), None) => {}
        }
    }

    /// Nothing under this lock can panic half-way, so a poisoned state is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
