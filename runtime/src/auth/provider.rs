//! Where a client has its tokens from: keys to request them with, a token that is there, or a provider.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::Instant;

use super::{Keys, Token};
use crate::error::{Error, ErrorKind, Problem};
use crate::model::time::LONGEST;

/// An access token, as a [`TokenProvider`] gives it.
///
/// Its text is wiped from memory when it is dropped, and never printed.
///
/// ```
/// use std::time::Duration;
/// use weda::client::AccessToken;
///
/// let token = AccessToken::new("eyJhbGciOi").expires_in(Duration::from_secs(7200));
/// assert!(!format!("{token:?}").contains("eyJ"));
/// ```
#[derive(Clone)]
pub struct AccessToken {
    text: SecretString,
    expires_at: Option<Instant>,
}

impl AccessToken {
    /// A token, without the word `Bearer`, that is used until the service refuses it.
    pub fn new(text: impl Into<String>) -> AccessToken {
        AccessToken { text: text.into().into(), expires_at: None }
    }

    /// How long it is good from now on. The client asks for another one before that. One that was kept elsewhere has what is
    /// left of its life.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> AccessToken {
        AccessToken { expires_at: Some(Instant::now() + lifetime.min(LONGEST)), ..self }
    }

    /// How long it is good yet; `None` where it is good until the service refuses it.
    pub fn remaining(&self) -> Option<Duration> {
        self.expires_at.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// The token itself, to keep it elsewhere. It is a secret: no text for logs.
    pub fn expose_secret(&self) -> &str {
        self.text.expose_secret()
    }

    /// Whether it can be sent.
    pub(crate) fn is_plain(&self) -> bool {
        let text = self.text.expose_secret();
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// As the client holds it; `None` if it cannot be sent.
    pub(crate) fn held(&self, asked_at: Instant) -> Option<Token> {
        let lifetime = self.expires_at.map_or(Duration::MAX, |end| end.saturating_duration_since(asked_at));
        self.is_plain().then(|| Token::new(self.text.expose_secret(), asked_at, lifetime))?
    }
}

/// Whether both are the same token, whatever is said of their lifetimes.
impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.text.expose_secret() == other.text.expose_secret()
    }
}

impl Eq for AccessToken {}

/// Never prints the token.
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}

/// What a [`TokenProvider`] answers with, some time later.
pub type TokenFuture<'p> = Pin<Box<dyn Future<Output = Result<AccessToken, BoxError>> + Send + 'p>>;

type BoxError = Box<dyn StdError + Send + Sync>;
pub(crate) type Issue = dyn Fn() -> Pin<Box<dyn Future<Output = Result<AccessToken, Error>> + Send>> + Send + Sync;

/// Gives a client its access tokens: a program that keeps them, a cache that several processes share.
///
/// A client asks once for all calls that wait, ahead of the end that a token names, and again when the service has refused
/// one. An answer must come within [`attempt_timeout`](crate::ClientBuilder::attempt_timeout). Functions are providers too:
/// see [`ClientBuilder::token_provider`](crate::ClientBuilder::token_provider).
///
/// ```
/// use std::sync::Mutex;
/// use std::time::Duration;
/// use weda::client::{AccessToken, TokenFuture, TokenProvider, TokenRequest};
/// use weda::Client;
///
/// /// Stands for a cache outside of the process.
/// #[derive(Default)]
/// struct Cache(Mutex<Option<AccessToken>>);
///
/// impl TokenProvider for Cache {
///     fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
///         Box::pin(async move {
///             let kept = self.0.lock().unwrap().clone();
///             // Neither one that the service has refused is given again, nor one that is about to end.
///             let is_good = |token: &AccessToken| {
///                 let ends_soon = token.remaining().is_some_and(|left| left < Duration::from_secs(3_600));
///                 !ends_soon && request.rejected() != Some(token)
///             };
///             if let Some(token) = kept.filter(is_good) {
///                 return Ok(token);
///             }
///             let token = request.issue().await?;
///             *self.0.lock().unwrap() = Some(token.clone());
///             Ok(token)
///         })
///     }
/// }
///
/// let client = Client::builder("lowcode-2gay8jgh25")
///     .secret("my SecretId", "my SecretKey")
///     .token_provider(Cache::default())
///     .build()?;
/// # Ok::<(), weda::Error>(())
/// ```
pub trait TokenProvider: Send + Sync {
    /// A token for the environment that the request names.
    ///
    /// # Errors
    /// Whatever keeps it from giving one; the calls that wait end in
    /// [`ErrorKind::Authentication`](crate::ErrorKind::Authentication).
    fn token(&self, request: TokenRequest) -> TokenFuture<'_>;
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        (**self).token(request)
    }
}

impl<F, R, E> TokenProvider for F
where
    F: Fn(TokenRequest) -> R + Send + Sync,
    R: Future<Output = Result<AccessToken, E>> + Send + 'static,
    E: Into<BoxError>,
{
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        let asked = self(request);
        Box::pin(async move { asked.await.map_err(Into::into) })
    }
}

/// Which token a client needs, and why.
#[derive(Clone)]
pub struct TokenRequest {
    env_id: Arc<str>,
    rejected: Option<AccessToken>,
    issue: Arc<Issue>,
}

impl TokenRequest {
    /// The id of the environment.
    pub fn env_id(&self) -> &str {
        &self.env_id
    }

    /// The token that the service has refused, where this is why another one is needed.
    pub fn rejected(&self) -> Option<&AccessToken> {
        self.rejected.as_ref()
    }

    /// Requests a token from the service with the client's keys, as a client without a provider does.
    ///
    /// # Errors
    /// Of kind [`Settings`](crate::ErrorKind::Settings), if the client has no keys; otherwise as every call.
    pub async fn issue(&self) -> Result<AccessToken, Error> {
        (self.issue)().await
    }
}

/// Without the tokens.
impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("env_id", &self.env_id)
            .field("has_rejected", &self.rejected.is_some())
            .finish_non_exhaustive()
    }
}

/// What a client is given to get tokens with.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    pub keys: Option<Keys>,
    pub ready: Option<AccessToken>,
    pub provider: Option<Arc<dyn TokenProvider>>,
}

/// Asks a provider.
pub(crate) struct Asking {
    pub provider: Arc<dyn TokenProvider>,
    pub env_id: Arc<str>,
    pub issue: Arc<Issue>,
    pub timeout: Duration,
}

impl Asking {
    /// # Errors
    /// Of kind `Authentication`, if the provider gives no token, or none that can be sent.
    pub async fn ask(&self, rejected: Option<AccessToken>) -> Result<Token, Error> {
        let asked_at = Instant::now();
        let request = TokenRequest { env_id: Arc::clone(&self.env_id), rejected, issue: Arc::clone(&self.issue) };
        let failed = |reason: String| Error::new(ErrorKind::Authentication, Problem::NoTokenFromProvider { reason });
        match tokio::time::timeout(self.timeout, self.provider.token(request)).await {
            Ok(Ok(token)) => {
                token.held(asked_at).ok_or_else(|| failed("the token is empty or no plain text".to_owned()))
            }
            // The service's own refusal of the keys, handed on.
            Ok(Err(error)) => Err(match error.downcast::<Error>() {
                Ok(error) => *error,
                Err(error) => failed(error.to_string()).with_retryed_source(FromProvider(error)),
            }),
            // It may do so the next time.
            Err(_) => Err(Error::new(ErrorKind::Timeout, Problem::TimeoutOfProvider { after: self.timeout })),
        }
    }
}

/// A boxed error is none itself.
#[derive(Debug)]
struct FromProvider(Box<dyn StdError + Send + Sync>);

impl fmt::Display for FromProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for FromProvider {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
