//! The client: one handle to one environment, cheap to clone and safe to share.

mod backoff;
mod builder;
mod env;
mod limits;
mod rate_limiter;
mod retry_loop;
mod retry_table;
mod trace;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

pub use crate::auth::{AccessToken, TokenFuture, TokenProvider, TokenRequest};
pub use crate::protocol::{Dialect, EnvType, RelationForm};
pub use crate::transport::Proxy;
pub(crate) use backoff::exponential;
pub use builder::ClientBuilder;
pub use rate_limiter::{AdaptiveRateLimiter, Permit, PermitFuture, RateLimitFeedback, RateLimiter};
pub(crate) use retry_loop::ReadAnswer;
use retry_loop::Service;
use tracing::Instrument as _;

use crate::error::{Error, ErrorKind, Problem, SettingsProblem};
use crate::protocol::{Answer, Endpoint, Gateway};
use crate::request::{Idempotency, Request};
use crate::transport::Exchange as _;

/// Calls in flight per environment. The vendor publishes no figure; this one is safe under every reading of its pages.
const MAX_CONCURRENT_CALLS: usize = 10;

/// A handle to one WeDa environment.
///
/// Clones share one access token, one pool of connections and the limit of ten calls in flight, so make one client and
/// clone it. It needs a Tokio runtime when a call is made, with time and I/O enabled (`enable_all`), and none when it is built.
///
/// Each call is a span `call` of [`tracing`](https://docs.rs/tracing), at the level DEBUG and under the target `weda`, with
/// method, path, model, environment, number of attempts and outcome; each request in it is an event with its id. Fields
/// and options that records hold and the definition does not know are events at WARN, one for each field of a model in
/// the life of a program. None of them holds keys, tokens, queries, bodies or messages of the service.
///
/// ```no_run
/// # fn main() -> weda::Result<()> {
/// use weda::{Client, EnvType};
///
/// let trial = Client::from_env()?;
/// let live = trial.with_env_type(EnvType::Prod);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    link: Arc<Link>,
    env_type: EnvType,
    is_read_only: bool,
}

/// What clones share.
struct Link {
    base_url: String,
    /// An address that cannot be used is reported by the first call, so that `for_emulator` need not fail.
    service: Result<Service, Error>,
    gateway: Arc<dyn Gateway>,
    settings: ClientBuilder,
}

impl Client {
    /// Starts a client for the environment with this id, which the WeDa console shows: `lowcode-2gay8jgh25`, for example.
    ///
    /// ```
    /// # fn main() -> weda::Result<()> {
    /// use weda::{Client, EnvType};
    ///
    /// let client = Client::builder("lowcode-2gay8jgh25")
    ///     .secret("my SecretId", "my SecretKey")
    ///     .env_type(EnvType::Prod)
    ///     .build()?;
    /// assert_eq!(client.base_url(), "https://lowcode-2gay8jgh25.ap-shanghai.tcb-api.tencentcloudapi.com");
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(env_id: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(env_id)
    }

    /// A client from environment variables; an empty variable counts as absent.
    ///
    /// | what | variables, the first that is set counts |
    /// |---|---|
    /// | environment id | `WEDA_ENV_ID`, `CLOUDBASE_ENV_ID`, `TCB_ENV` |
    /// | keys | `WEDA_SECRET_ID` and `WEDA_SECRET_KEY`; `TENCENTCLOUD_SECRETID` and `TENCENTCLOUD_SECRETKEY`; `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY` |
    /// | environment type | `WEDA_ENV_TYPE`, otherwise `pre` |
    /// | another address | `WEDA_BASE_URL` |
    ///
    /// With `WEDA_EMULATOR_HOST` the client works on an emulator there. Then keys and environment id default to the
    /// emulator's own, and only `WEDA_*` variables replace them: keys of the cloud are never sent to an emulator.
    ///
    /// ```no_run
    /// # fn main() -> weda::Result<()> {
    /// let client = weda::Client::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Of kind [`Settings`](crate::ErrorKind::Settings), if variables are missing, incomplete or contradict each other:
    /// the message names those that were looked at.
    pub fn from_env() -> Result<Client, Error> {
        env::from_variables(|name| std::env::var(name).ok()).map_err(Error::settings)?.build()
    }

    /// A client for an emulator at this address, such as `127.0.0.1:4010` or `http://127.0.0.1:4010`, with the
    /// emulator's default keys and environment id.
    ///
    /// An address that cannot be used is an error of the first call.
    ///
    /// ```
    /// let client = weda::Client::for_emulator("127.0.0.1:4010");
    /// assert_eq!(client.base_url(), "http://127.0.0.1:4010");
    /// assert_eq!(client.env_id(), "lowcode-emulator");
    /// ```
    pub fn for_emulator(address: impl fmt::Display) -> Client {
        ClientBuilder::for_emulator(address).build_late()
    }

    /// The id of the environment.
    pub fn env_id(&self) -> &str {
        &self.link.settings.env_id
    }

    /// The store of the environment that this handle works on.
    pub fn env_type(&self) -> &EnvType {
        &self.env_type
    }

    /// The address of the service, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.link.base_url
    }

    /// The same client on another store of the environment. Token, connections and limit stay shared.
    ///
    /// ```
    /// use weda::{Client, EnvType};
    ///
    /// let trial = Client::for_emulator("127.0.0.1:4010");
    /// assert_eq!(trial.env_type(), &EnvType::Pre);
    /// assert_eq!(trial.with_env_type(EnvType::Prod).env_type(), &EnvType::Prod);
    /// ```
    pub fn with_env_type(&self, env_type: EnvType) -> Client {
        Client { env_type, ..self.clone() }
    }

    /// The same client for reads alone: a write ends in [`ErrorKind::ReadOnlyClient`](crate::ErrorKind::ReadOnlyClient) before anything is
    /// sent. Token, connections and limits stay shared.
    ///
    /// Of the calls of [`request`](Self::request) those are reads whose method is GET, or of which
    /// [`reads`](crate::api::ApiCall::reads) says so.
    ///
    /// ```
    /// use weda::Client;
    ///
    /// let client = Client::for_emulator("127.0.0.1:4010").read_only();
    /// assert!(client.is_read_only() && client.clone().is_read_only());
    /// ```
    pub fn read_only(&self) -> Client {
        Client { is_read_only: true, ..self.clone() }
    }

    /// Whether the client refuses writes.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// How many successes this client and its clones have had that bore no id of their request, so that nothing but their
    /// content ties them to it. Where it stays 0, the service repeats ids, and no success can be another request's.
    ///
    /// The answer to an update or a delete, a count and a list hold nothing to compare: behind a network that mixes up answers
    /// these are to be looked at again where they matter.
    pub fn unmatched_responses(&self) -> u64 {
        self.link.service.as_ref().map_or(0, |service| service.wire.unmatched_responses())
    }

    /// A client for another environment with the same keys and settings. Token, connections and limits are its own, but for a
    /// rate limiter that was given to the builder.
    ///
    /// Where an address was given, as for an emulator or a private deployment, it stays.
    ///
    /// ```
    /// use weda::Client;
    ///
    /// let one = Client::builder("lowcode-1").secret("my SecretId", "my SecretKey").build()?;
    /// let other = one.with_env("lowcode-2")?;
    /// assert_eq!(other.base_url(), "https://lowcode-2.ap-shanghai.tcb-api.tencentcloudapi.com");
    /// # Ok::<(), weda::Error>(())
    /// ```
    ///
    /// # Errors
    /// Of kind [`Settings`](crate::ErrorKind::Settings), if this is not the id of an environment, or if the client was
    /// given a ready token, which belongs to one environment.
    pub fn with_env(&self, env_id: impl Into<String>) -> Result<Client, Error> {
        let settings = self.link.settings.clone().env_type(self.env_type.clone());
        let client = settings.of_environment(env_id.into())?.build()?;
        Ok(Client { is_read_only: self.is_read_only, ..client })
    }

    /// What this client may say beyond the documented grammar.
    pub fn dialect(&self) -> &Dialect {
        &self.link.settings.dialect
    }

    /// Where requests go.
    pub(crate) fn endpoint(&self) -> Endpoint<'_> {
        Endpoint { base_url: self.base_url(), env_type: &self.env_type }
    }

    /// How requests are made and answers read.
    pub(crate) fn gateway(&self) -> &dyn Gateway {
        &*self.link.gateway
    }

    /// How many calls may be under way at once: at least one, and no more than any machine can have.
    pub(crate) fn max_concurrent_calls(&self) -> usize {
        self.link.settings.max_concurrent_calls.clamp(1, u16::MAX.into())
    }

    /// How many records a list that is read as a whole may have.
    pub(crate) fn max_records(&self) -> u64 {
        self.link.settings.max_records
    }

    /// How many requests a call may send in all.
    pub(crate) fn attempts(&self) -> u32 {
        self.link.settings.timeouts.attempts
    }

    /// Holds a record against the id that was asked for.
    ///
    /// # Errors
    /// The answer is another request's.
    pub(crate) fn expect_id(&self, id: &str, answer: &Answer) -> Result<(), Error> {
        match !answer.is_tied && self.gateway().is_of_another_call(id, answer) {
            true => Err(self.other_answer()),
            false => Ok(()),
        }
    }

    /// Holds a record against the one that was sent.
    ///
    /// # Errors
    /// The answer is another request's.
    pub(crate) fn expect_sent(&self, request: &Request, answer: &Answer) -> Result<(), Error> {
        match answer.is_tied || self.gateway().is_what_was_sent(request, answer) {
            true => Ok(()),
            false => Err(self.other_answer()),
        }
    }

    /// Says that an answer was another request's, as what it holds has shown: nothing more is sent on its connection.
    pub(crate) fn other_answer(&self) -> Error {
        match &self.link.service {
            Ok(service) => service.wire.other_answer(),
            Err(error) => error.clone(),
        }
    }

    /// Whether a token that is dead can be replaced.
    pub(crate) fn renews_tokens(&self) -> bool {
        self.link.service.as_ref().is_ok_and(|service| service.renewable)
    }

    /// Sends one request and classifies the answer: `Ok` is a success of the service, whatever its status said.
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, Error> {
        self.send_and_read(request, &mut |_| Ok(())).await
    }

    /// The same, with a reader of each success: an answer that it refuses counts as none, so that a read is repeated and a
    /// write is in doubt. What else is wrong with an answer is not for the reader to say.
    pub(crate) async fn send_and_read(&self, request: &Request, read: &mut ReadAnswer<'_>) -> Result<Answer, Error> {
        // `with_env_type` cannot fail, and a name with a slash in it would be another path.
        if !self.env_type.is_valid() {
            let name = self.env_type.to_string();
            return Err(Error::settings(SettingsProblem::BadEnvironmentType(name)));
        }
        if self.is_read_only && request.idempotency != Idempotency::Read {
            return Err(Error::new(ErrorKind::ReadOnlyClient, Problem::ReadOnlyClient).with_call(request).unsent());
        }
        let service = self.link.service.as_ref().map_err(Error::clone)?;
        let span = trace::call(request, self.env_id(), &self.env_type);
        let call = pin!(service.call(request, read, &span));
        call.instrument(span.clone()).await
    }
}

/// Never prints keys or tokens.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("env_id", &self.env_id())
            .field("env_type", &self.env_type)
            .finish_non_exhaustive()
    }
}

const fn assert_shareable<T: Clone + Send + Sync + 'static>() {}
const _: () = assert_shareable::<Client>();

#[cfg(test)]
mod tests;
