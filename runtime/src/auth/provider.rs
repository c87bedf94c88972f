//! Sources of a client's tokens: a pair of keys, a ready token or a provider.

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

/// An access token, as returned by a [`TokenProvider`].
///
/// Its text is never printed, and is wiped from memory when it is dropped.
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
    /// Creates a token from its text, without the word `Bearer`. It is used until the service rejects it.
    pub fn new(text: impl Into<String>) -> AccessToken {
        AccessToken { text: text.into().into(), expires_at: None }
    }

    /// Sets the lifetime from now on. The client requests another token before its end. For a token from a cache, give the
    /// remaining lifetime.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> AccessToken {
        AccessToken { expires_at: Some(Instant::now() + lifetime.min(LONGEST)), ..self }
    }

    /// Returns the remaining lifetime; `None` if the token is used until the service rejects it.
    pub fn remaining(&self) -> Option<Duration> {
        self.expires_at.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// Returns the text of the token, to store it elsewhere. It is a secret: do not log it.
    pub fn expose_secret(&self) -> &str {
        self.text.expose_secret()
    }

    /// Returns true if the token can be sent: it is not empty and has only visible ASCII characters.
    pub(crate) fn is_plain(&self) -> bool {
        let text = self.text.expose_secret();
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// Converts it for the token cache; `None` if it cannot be sent.
    pub(crate) fn held(&self, asked_at: Instant) -> Option<Token> {
        let lifetime = self.expires_at.map_or(Duration::MAX, |end| end.saturating_duration_since(asked_at));
        self.is_plain().then(|| Token::new(self.text.expose_secret(), asked_at, lifetime))?
    }
}

/// Compares the texts of the tokens; the lifetimes do not matter.
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

/// The future returned by a [`TokenProvider`].
pub type TokenFuture<'p> = Pin<Box<dyn Future<Output = Result<AccessToken, BoxError>> + Send + 'p>>;

type BoxError = Box<dyn StdError + Send + Sync>;
pub(crate) type IssueToken = dyn Fn() -> Pin<Box<dyn Future<Output = Result<AccessToken, Error>> + Send>> + Send + Sync;

/// Provides a client's access tokens, for example from a cache that several processes share.
///
/// A client asks once for all waiting calls: before a token expires, and after the service has rejected one. The provider
/// must answer within [`attempt_timeout`](crate::ClientBuilder::attempt_timeout). Functions are providers too: see
/// [`ClientBuilder::token_provider`](crate::ClientBuilder::token_provider).
///
/// ```
/// use std::sync::Mutex;
/// use std::time::Duration;
/// use weda::client::{AccessToken, TokenFuture, TokenProvider, TokenRequest};
/// use weda::Client;
///
/// /// Stands for a cache outside the process.
/// #[derive(Default)]
/// struct Cache(Mutex<Option<AccessToken>>);
///
/// impl TokenProvider for Cache {
///     fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
///         Box::pin(async move {
///             let cached = self.0.lock().unwrap().clone();
///             // Neither the token that the service has rejected, nor one that expires soon.
///             let is_usable = |token: &AccessToken| {
///                 let expires_soon = token.remaining().is_some_and(|left| left < Duration::from_secs(3_600));
///                 !expires_soon && request.rejected() != Some(token)
///             };
///             if let Some(token) = cached.filter(is_usable) {
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
    /// Returns a token for the environment of the request.
    ///
    /// # Errors
    /// Returns an error if there is no token. The waiting calls then fail with
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
        let token = self(request);
        Box::pin(async move { token.await.map_err(Into::into) })
    }
}

/// A client's request to its [`TokenProvider`].
#[derive(Clone)]
pub struct TokenRequest {
    env_id: Arc<str>,
    rejected: Option<AccessToken>,
    issue: Arc<IssueToken>,
}

impl TokenRequest {
    /// Returns the id of the environment.
    pub fn env_id(&self) -> &str {
        &self.env_id
    }

    /// Returns the token that the service has rejected, if that is the reason for the request.
    pub fn rejected(&self) -> Option<&AccessToken> {
        self.rejected.as_ref()
    }

    /// Requests a token from the service with the client's keys, as a client without a provider does.
    ///
    /// # Errors
    /// Returns an error of kind [`Settings`](crate::ErrorKind::Settings) if the client has no keys; otherwise see
    /// [`Error`].
    pub async fn issue(&self) -> Result<AccessToken, Error> {
        (self.issue)().await
    }
}

/// Does not print the tokens.
impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("env_id", &self.env_id)
            .field("has_rejected", &self.rejected.is_some())
            .finish_non_exhaustive()
    }
}

/// The token sources that were given to the builder.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    pub keys: Option<Keys>,
    pub ready: Option<Ready>,
    pub provider: Option<Arc<dyn TokenProvider>>,
}

/// A bearer that no request is needed for.
#[derive(Clone)]
pub(crate) enum Ready {
    Token(AccessToken),
    /// An API key of the environment, which the data-model gateway accepts in place of a token.
    ApiKey(AccessToken),
}

/// Asks a provider for the tokens of the token cache.
pub(crate) struct ProviderAdapter {
    pub provider: Arc<dyn TokenProvider>,
    pub env_id: Arc<str>,
    pub issue: Arc<IssueToken>,
    pub timeout: Duration,
}

impl ProviderAdapter {
    /// Asks for a token; `rejected` is the one that the service has rejected.
    ///
    /// # Errors
    /// Returns an error of kind `Authentication` if the provider returns no token or one that cannot be sent.
    pub async fn ask(&self, rejected: Option<AccessToken>) -> Result<Token, Error> {
        let asked_at = Instant::now();
        let request = TokenRequest { env_id: Arc::clone(&self.env_id), rejected, issue: Arc::clone(&self.issue) };
        let failed = |reason: String| Error::new(ErrorKind::Authentication, Problem::NoTokenFromProvider { reason });
        match tokio::time::timeout(self.timeout, self.provider.token(request)).await {
            Ok(Ok(token)) => {
                token.held(asked_at).ok_or_else(|| failed("the token is empty or not plain text".to_owned()))
            }
            // For example the service's rejection of the keys, from `TokenRequest::issue`.
            Ok(Err(error)) => Err(match error.downcast::<Error>() {
                Ok(error) => *error,
                Err(error) => failed(error.to_string()).with_repeated_source(FromProvider(error)),
            }),
            // It may answer the next time.
            Err(_) => Err(Error::new(ErrorKind::Timeout, Problem::TimeoutOfProvider { after: self.timeout })),
        }
    }
}

/// A boxed error does not implement `Error` itself.
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
