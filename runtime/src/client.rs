//! The client: a handle to one environment, cheap to clone and safe to share.

mod backoff;
mod builder;
mod env;
mod limits;
mod rate_limiter;
mod retry_loop;
mod retry_table;
mod table_names;
mod trace;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

pub use crate::auth::{AccessToken, TokenFuture, TokenProvider, TokenRequest};
pub use crate::protocol::{Dialect, EnvType, GatewayKind, RelationForm};
pub use crate::transport::Proxy;
pub(crate) use backoff::exponential;
pub use builder::ClientBuilder;
pub use rate_limiter::{AdaptiveRateLimiter, Permit, PermitFuture, RateLimitFeedback, RateLimiter};
pub(crate) use retry_loop::ReadAnswer;
use retry_loop::Service;
use tracing::Instrument as _;

use crate::error::{Code, Error, ErrorKind, Problem};
use crate::protocol::{Answer, Endpoint, Gateway};
use crate::request::{Idempotency, Request};
use crate::transport::Exchange as _;
use table_names::TableNames;

/// Default limit of concurrent calls per environment. The vendor documents none; this one is conservative.
const MAX_CONCURRENT_CALLS: usize = 10;

/// A handle to one WeDa environment.
///
/// Clones share the access token, the connection pool and the limit of ten concurrent calls: create one client and clone it.
/// Calls need a Tokio runtime with time and I/O enabled (`enable_all`); building a client does not.
///
/// Each call is a DEBUG span `call` of [`tracing`](https://docs.rs/tracing) with the target `weda` and with method, path,
/// model, environment, number of attempts and outcome. Each request in it is an event with its request id. Fields and
/// options that the definition does not know are WARN events, once per field and program run. None of them contains keys,
/// tokens, queries, bodies or messages of the service.
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

/// State shared by clones.
struct Link {
    base_url: String,
    /// An invalid address is reported by the first call, so that `for_emulator` is infallible.
    service: Result<Service, Error>,
    gateway: Arc<dyn Gateway>,
    settings: ClientBuilder,
    table_names: TableNames,
}

impl Client {
    /// Returns a builder for the environment with this id, as shown in the WeDa console, such as `lowcode-2gay8jgh25`.
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

    /// Builds a client from environment variables. Empty variables count as unset.
    ///
    /// | setting | variables, the first one set is used |
    /// |---|---|
    /// | environment id | `WEDA_ENV_ID`, `CLOUDBASE_ENV_ID`, `TCB_ENV` |
    /// | interface | `WEDA_GATEWAY`: `odata` or `model`, otherwise `odata` (see [`GatewayKind`]) |
    /// | API key | `WEDA_API_KEY`, used in place of keys if the interface is `model` |
    /// | keys | `WEDA_SECRET_ID` and `WEDA_SECRET_KEY`; `TENCENTCLOUD_SECRETID` and `TENCENTCLOUD_SECRETKEY`; `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY` |
    /// | environment type | `WEDA_ENV_TYPE`, otherwise `pre` |
    /// | base URL | `WEDA_BASE_URL` |
    ///
    /// With `WEDA_EMULATOR_HOST` the client uses the emulator at that address. Keys and environment id then default to the
    /// emulator's. Only `WEDA_ENV_ID`, `WEDA_SECRET_ID`, `WEDA_SECRET_KEY` and `WEDA_API_KEY` override them, so unset these
    /// if they hold the keys of a real environment; `TENCENTCLOUD_*` keys are never sent to an emulator.
    ///
    /// A session token beside `TENCENTCLOUD_*` keys is an error: temporary keys cannot request the token of this service.
    ///
    /// ```no_run
    /// # fn main() -> weda::Result<()> {
    /// let client = weda::Client::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Returns an error of kind [`Settings`](crate::ErrorKind::Settings) if variables are missing, incomplete or contradict
    /// each other. The message names the variables that were checked.
    pub fn from_env() -> Result<Client, Error> {
        env::from_variables(|name| std::env::var(name).ok()).map_err(Error::settings)?.build()
    }

    /// Builds a client for the emulator at this address, such as `127.0.0.1:4010` or `http://127.0.0.1:4010`, with the
    /// emulator's default keys and environment id.
    ///
    /// An invalid address is an error of the first call.
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

    /// The environment type that this handle uses.
    pub fn env_type(&self) -> &EnvType {
        &self.env_type
    }

    /// The URL of the service, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.link.base_url
    }

    /// Returns this client for another environment type. Token, connections and limits are shared.
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

    /// Returns this client in read-only mode: writes fail with [`ErrorKind::ReadOnlyClient`]
    /// before anything is sent. Token, connections and limits are shared.
    ///
    /// Calls by [`request`](Self::request) are reads if their method is GET or they are marked with
    /// [`reads`](crate::api::ApiCall::reads).
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

    /// Returns true if the client refuses writes.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Number of successful answers to this client and its clones without the id of their request: they had none, or one of a
    /// gateway, so that only their content could be matched. If it stays 0, no success was accepted for the wrong request;
    /// refusals are not counted.
    ///
    /// Answers to updates and deletes, counts and lists have no content to compare: behind a proxy that mixes up answers,
    /// verify those that matter.
    pub fn unmatched_responses(&self) -> u64 {
        self.link.service.as_ref().map_or(0, |service| service.wire.unmatched_responses())
    }

    /// Builds a client for another environment with the same keys and settings. It has its own token, connections and limits;
    /// a rate limiter that was given to the builder is shared.
    ///
    /// A base URL that was given, as for an emulator or a private deployment, stays.
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
    /// Returns an error of kind [`Settings`](crate::ErrorKind::Settings) if the id is invalid, or if the client was built with
    /// a ready token, which belongs to one environment.
    pub fn with_env(&self, env_id: impl Into<String>) -> Result<Client, Error> {
        let settings = self.link.settings.clone().env_type(self.env_type.clone());
        let client = settings.of_environment(env_id.into())?.build()?;
        Ok(Client { is_read_only: self.is_read_only, ..client })
    }

    /// The client's dialect: the enabled extensions of the documented query grammar.
    pub fn dialect(&self) -> &Dialect {
        &self.link.settings.dialect
    }

    /// The interface through which the client reads and writes records.
    pub fn gateway_kind(&self) -> GatewayKind {
        self.link.settings.gateway
    }

    /// The destination of requests.
    pub(crate) fn endpoint(&self) -> Endpoint<'_> {
        Endpoint { base_url: self.base_url(), env_type: &self.env_type }
    }

    /// The gateway that makes requests and reads answers.
    pub(crate) fn gateway(&self) -> &dyn Gateway {
        &*self.link.gateway
    }

    /// The tables of models that were read for SQL.
    pub(crate) fn table_names(&self) -> &TableNames {
        &self.link.table_names
    }

    /// The limit of concurrent calls, at least one.
    pub(crate) fn max_concurrent_calls(&self) -> usize {
        self.link.settings.max_concurrent_calls.clamp(1, u16::MAX.into())
    }

    /// The maximum number of records of a list that is read as a whole.
    pub(crate) fn max_records(&self) -> u64 {
        self.link.settings.max_records
    }

    /// The maximum number of attempts per call.
    pub(crate) fn attempts(&self) -> u32 {
        self.link.settings.timeouts.attempts
    }

    /// Compares the id of a record with the requested one.
    ///
    /// # Errors
    /// Returns an error if the answer belongs to another request.
    pub(crate) fn expect_id(&self, id: &str, answer: &Answer) -> Result<(), Error> {
        match !answer.is_tied && self.gateway().is_of_another_call(id, answer) {
            true => Err(self.other_answer()),
            false => Ok(()),
        }
    }

    /// Compares a record with the one that was sent.
    ///
    /// # Errors
    /// Returns an error if the answer belongs to another request.
    pub(crate) fn expect_sent(&self, request: &Request, answer: &Answer) -> Result<(), Error> {
        match answer.is_tied || self.gateway().is_what_was_sent(request, answer) {
            true => Ok(()),
            false => Err(self.other_answer()),
        }
    }

    /// Reports that an answer belongs to another request, judging by its content. Its connection is not used again.
    pub(crate) fn other_answer(&self) -> Error {
        match &self.link.service {
            Ok(service) => service.wire.other_answer(),
            Err(error) => error.clone(),
        }
    }

    /// Returns true if a rejected token can be replaced.
    pub(crate) fn renews_tokens(&self) -> bool {
        self.link.service.as_ref().is_ok_and(|service| service.renewable)
    }

    /// Makes a call. `Ok` is a success by the service's own rules, whatever the HTTP status.
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, Error> {
        self.send_and_read(request, &mut |_| Ok(())).await
    }

    /// Makes a call and passes each successful answer to `read`. If `read` fails, the outcome of the attempt is unknown: a read
    /// is retried, and a write is in doubt. Other problems of an answer are not the reader's to report.
    pub(crate) async fn send_and_read(&self, request: &Request, read: &mut ReadAnswer<'_>) -> Result<Answer, Error> {
        // `with_env_type` is infallible.
        self.link.settings.check_env_type(&self.env_type)?;
        if self.is_read_only && request.idempotency != Idempotency::Read {
            return Err(Error::new(ErrorKind::ReadOnlyClient, Problem::ReadOnlyClient).with_call(request).unsent());
        }
        let service = self.link.service.as_ref().map_err(Error::clone)?;
        let span = trace::call(request, self.env_id(), &self.env_type);
        let call = pin!(service.call(request, read, &span));
        let result = call.instrument(span.clone()).await;
        result.map_err(|error| self.unpublished(request, error))
    }

    /// Adds to the refusal of a model in `prod` that the model may not be published.
    fn unpublished(&self, request: &Request, error: Error) -> Error {
        let is_of_model = match error.code() {
            // The gateway has this code for whatever does not exist, and a list cannot miss a record.
            Some(Code::ResourceAbsent) => self.gateway_kind() == GatewayKind::Model && request.record.is_none(),
            code => code.is_some_and(Code::is_of_model),
        };
        match self.env_type == EnvType::Prod && request.model.is_some() && is_of_model {
            true => error.with_advice(
                "check the model's identifier; the model may not be published in `prod`: publish it, or use `EnvType::Pre`",
            ),
            false => error,
        }
    }
}

/// Never prints keys or tokens.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("env_id", &self.env_id())
            .field("env_type", &self.env_type)
            .field("gateway", &self.gateway_kind())
            .finish_non_exhaustive()
    }
}

const fn assert_shareable<T: Clone + Send + Sync + 'static>() {}
const _: () = assert_shareable::<Client>();

#[cfg(test)]
mod tests;
