//! Where a client has its tokens from: keys that buy them, a token that is there, or the user's own source.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::Instant;

use crate::error::{Error, ErrorKind, Problem};
use crate::settings::Keys;
use crate::token::Token;

/// An access token that was bought elsewhere, for [`ClientBuilder::token_source`](crate::ClientBuilder::token_source).
///
/// Its text is wiped from memory when it is dropped, and never printed.
///
/// ```
/// use std::time::Duration;
/// use weda::AccessToken;
///
/// let token = AccessToken::new("eyJhbGciOi").expires_in(Duration::from_secs(7200));
/// assert!(!format!("{token:?}").contains("eyJ"));
/// ```
#[derive(Clone)]
pub struct AccessToken {
    text: SecretString,
    lifetime: Option<Duration>,
}

impl AccessToken {
    /// A token, without the word `Bearer`, that is used until the service refuses it.
    pub fn new(text: impl Into<String>) -> AccessToken {
        AccessToken { text: text.into().into(), lifetime: None }
    }

    /// How long it is good from now on. The client asks for another one before that.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> AccessToken {
        AccessToken { lifetime: Some(lifetime), ..self }
    }

    /// Whether it can be sent.
    pub(super) fn is_plain(&self) -> bool {
        let text = self.text.expose_secret();
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// As the client holds it; `None` if it cannot be sent.
    pub(super) fn held(&self, asked_at: Instant) -> Option<Token> {
        let lifetime = self.lifetime.unwrap_or(Duration::MAX);
        self.is_plain().then(|| Token::new(self.text.expose_secret(), asked_at, lifetime))?
    }
}

/// Never prints the token.
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

type Given = Result<AccessToken, Box<dyn StdError + Send + Sync>>;
pub(super) type Source = Arc<dyn Fn(&str) -> Pin<Box<dyn Future<Output = Given> + Send>> + Send + Sync>;

#[derive(Clone)]
pub(super) enum Access {
    Keys(Keys),
    Ready(AccessToken),
    Source(Source),
}

/// # Errors
/// Of kind `Authentication`, if the source gives no token, or none that can be sent.
pub(super) async fn ask(source: Source, env_id: Arc<str>, timeout: Duration) -> Result<Token, Error> {
    let asked_at = Instant::now();
    let failed = |reason: String| Error::new(ErrorKind::Authentication, Problem::NoTokenFromSource { reason });
    match tokio::time::timeout(timeout, source(&env_id)).await {
        Ok(Ok(token)) => token.held(asked_at).ok_or_else(|| failed("the token is empty or no plain text".to_owned())),
        Ok(Err(error)) => Err(failed(error.to_string()).with_source(FromSource(error))),
        Err(_) => Err(failed(format!("it gave none within {timeout:?}"))),
    }
}

/// A boxed error is none itself.
#[derive(Debug)]
struct FromSource(Box<dyn StdError + Send + Sync>);

impl fmt::Display for FromSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for FromSource {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
