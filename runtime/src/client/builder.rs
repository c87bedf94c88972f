mod service;
mod transport;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::rate_limiter::RateLimiter;
use super::retry_loop::CallTimeouts;
use super::table_names::TableNames;
use super::{Client, Link, MAX_CONCURRENT_CALLS};
use crate::auth::{AccessToken, Credentials, EMULATOR_ENV_ID, Keys, Origin, Ready, TokenProvider};
use crate::error::{Error, SettingsProblem};
use crate::model::time::LONGEST;
use crate::protocol::model_api::ModelApi;
use crate::protocol::odata::Odata;
use crate::protocol::{Gateway, GatewayKind};
use crate::transport::{Address, TransportSettings};
use crate::{Dialect, EnvType};

/// Default limit of a response in bytes: 64 KiB for each record of a page of 1,000.
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// Retries that a client may make before successful calls add to the budget.
const RETRY_BUDGET: u32 = 100;

/// Default limit of a list that is read into memory as a whole.
const MAX_RECORDS: u64 = 1_000_000;

/// Builder of a [`Client`]. Made by [`Client::builder`].
///
/// Bad values are reported by [`build`](Self::build), with the method and the value that it was given.
///
/// ```
/// # fn main() -> weda::Result<()> {
/// use std::time::Duration;
/// use weda::Client;
///
/// let client = Client::builder("lowcode-2gay8jgh25")
///     .secret("my SecretId", "my SecretKey")
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    pub(super) env_id: String,
    env_type: EnvType,
    credentials: Credentials,
    base_url: Option<String>,
    plain_http: bool,
    pub(super) timeouts: CallTimeouts,
    pub(super) max_concurrent_calls: usize,
    rate_limit: Option<f64>,
    rate_limiter: Option<Arc<dyn RateLimiter>>,
    max_response_bytes: usize,
    pub(super) max_records: u64,
    retry_budget: u32,
    pub(super) transport: TransportSettings,
    pub(super) dialect: Dialect,
    pub(super) gateway: GatewayKind,
    international: bool,
    #[cfg(test)]
    custom_gateway: Option<Arc<dyn Gateway>>,
}

impl ClientBuilder {
    pub(crate) fn new(env_id: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            env_id: env_id.into(),
            env_type: EnvType::default(),
            credentials: Credentials::default(),
            base_url: None,
            plain_http: false,
            timeouts: CallTimeouts {
                call: Duration::from_secs(30),
                queue: None,
                attempt: Duration::from_secs(15),
                attempts: 4,
            },
            max_concurrent_calls: MAX_CONCURRENT_CALLS,
            rate_limit: None,
            rate_limiter: None,
            max_response_bytes: MAX_RESPONSE_BYTES,
            max_records: MAX_RECORDS,
            retry_budget: RETRY_BUDGET,
            transport: TransportSettings::default(),
            dialect: Dialect::default(),
            gateway: GatewayKind::default(),
            international: false,
            #[cfg(test)]
            custom_gateway: None,
        }
    }

    /// Allows plain HTTP: an emulator in another container has no TLS, and its records are not confidential.
    pub(crate) fn for_emulator(address: impl fmt::Display) -> ClientBuilder {
        let address = address.to_string();
        let base_url = match address.contains("://") {
            true => address,
            false => format!("http://{address}"),
        };
        ClientBuilder::new(EMULATOR_ENV_ID).keys(Keys::of_emulator()).base_url(base_url).allow_plain_http()
    }

    pub(crate) fn env_id(mut self, env_id: String) -> ClientBuilder {
        self.env_id = env_id;
        self
    }

    pub(crate) fn keys(mut self, keys: Keys) -> ClientBuilder {
        self.credentials.keys = Some(keys);
        self.credentials.ready = None;
        self
    }

    /// Returns the same settings for another environment.
    ///
    /// # Errors
    /// Returns an error if there is a fixed token, which belongs to one environment.
    pub(super) fn of_environment(self, env_id: String) -> Result<ClientBuilder, Error> {
        match self.credentials.ready {
            Some(_) => Err(Error::settings(SettingsProblem::TokenOfAnotherEnvironment)),
            None => Ok(self.env_id(env_id)),
        }
    }

    #[cfg(test)]
    pub(crate) fn origin_of_keys(&self) -> Origin {
        self.credentials.keys.as_ref().expect("the test sets keys").origin
    }

    /// Sets the key pair of the cloud console (Access Management, API keys). The keys must be permanent: temporary keys
    /// cannot request the token of this service.
    pub fn secret(self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> ClientBuilder {
        self.keys(Keys::new(secret_id.into(), secret_key.into(), Origin::Builder))
    }

    /// Sets an access token, without the word `Bearer`, in place of keys.
    ///
    /// It is used until the service rejects it. Calls then fail with
    /// [`ErrorKind::Authentication`](crate::ErrorKind::Authentication), since no key can request another one.
    pub fn token(mut self, token: impl Into<String>) -> ClientBuilder {
        self.credentials = Credentials { ready: Some(Ready::Token(AccessToken::new(token))), ..Credentials::default() };
        self
    }

    /// Sets an API key of the environment (console, API keys), in place of a SecretId and a SecretKey. It has the rights of
    /// an administrator: keep it on servers.
    ///
    /// Only the data-model gateway accepts one: see [`gateway`](Self::gateway). It is sent as the bearer token of each call,
    /// so that none has to be requested, and never printed.
    ///
    /// ```
    /// use weda::{Client, GatewayKind};
    ///
    /// let builder = Client::builder("lowcode-2gay8jgh25").api_key("my API key");
    /// # let builder = Client::builder("lowcode-2gay8jgh25").api_key("key");
    /// assert!(builder.clone().build().is_err(), "OData needs a token");
    /// let client = builder.gateway(GatewayKind::Model).build()?;
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn api_key(mut self, key: impl Into<String>) -> ClientBuilder {
        self.credentials = Credentials { ready: Some(Ready::ApiKey(AccessToken::new(key))), ..Credentials::default() };
        self
    }

    /// Sets the source of access tokens, such as a cache that several processes share.
    ///
    /// With keys the provider can [request](crate::client::TokenRequest::issue) a new token; without them it has a source
    /// of its own.
    ///
    /// ```
    /// use std::time::Duration;
    /// use weda::client::{AccessToken, TokenRequest};
    /// use weda::Client;
    ///
    /// let client = Client::builder("lowcode-2gay8jgh25")
    ///     .token_provider(|request: TokenRequest| async move {
    ///         let text = std::fs::read_to_string(format!("/run/tokens/{}", request.env_id()))?;
    ///         Ok::<_, std::io::Error>(AccessToken::new(text.trim()).expires_in(Duration::from_secs(600)))
    ///     })
    ///     .build()?;
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> ClientBuilder {
        self.credentials.provider = Some(Arc::new(provider));
        self.credentials.ready = None;
        self
    }

    /// Sets the limiter of requests, which several clients can share in an `Arc`. Defaults to an [`AdaptiveRateLimiter`](crate::client::AdaptiveRateLimiter).
    ///
    /// It replaces [`rate_limit`](Self::rate_limit).
    pub fn rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> ClientBuilder {
        self.rate_limiter = Some(Arc::new(limiter));
        self
    }

    /// Sets the store of the environment. Defaults to [`EnvType::Pre`].
    pub fn env_type(mut self, env_type: EnvType) -> ClientBuilder {
        self.env_type = env_type;
        self
    }

    /// Sets the address of a private deployment or an emulator. Defaults to the public cloud.
    ///
    /// A service on this machine is reached directly; for others the system's proxies are used.
    pub fn base_url(mut self, base_url: impl Into<String>) -> ClientBuilder {
        self.base_url = Some(base_url.into());
        self
    }

    /// Allows `http` to another machine: for private deployments without `https` in a trusted network.
    ///
    /// Keys, tokens and records are then sent unencrypted.
    pub fn allow_plain_http(mut self) -> ClientBuilder {
        self.plain_http = true;
        self
    }

    /// Sets the timeout of a call, including its token request, retries and backoff. Defaults to 30 seconds.
    ///
    /// Waiting for other calls has a timeout of its own: [`queue_timeout`](Self::queue_timeout).
    pub fn timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeouts.call = timeout.min(LONGEST);
        self
    }

    /// Sets how long a request may wait for other calls: for one of [`max_concurrent_calls`](Self::max_concurrent_calls), or
    /// for the rate limiter. Defaults to [`timeout`](Self::timeout).
    ///
    /// A request that the rate limiter cannot admit in time fails immediately with
    /// [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited); one that waits in vain fails with
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout). In both cases it was not sent.
    ///
    /// A program that starts a hundred thousand calls together needs more than the default.
    pub fn queue_timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeouts.queue = Some(timeout.min(LONGEST));
        self
    }

    /// Limits the retries of all calls together while the service or the network fails. Defaults to 100; ten calls that
    /// succeed at the first attempt add one retry, up to the same number.
    ///
    /// It protects a service that is overloaded: where most calls fail, a call gets fewer attempts than
    /// [`max_attempts`](Self::max_attempts). Its error says so
    /// ([`Error::is_retry_budget_exhausted`](crate::Error::is_retry_budget_exhausted)). Retries after a rate limit or an
    /// expired token are not counted. `u32::MAX` disables the limit.
    pub fn retry_budget(mut self, retries: u32) -> ClientBuilder {
        self.retry_budget = retries;
        self
    }

    /// Sets the timeout of a single attempt. Defaults to 15 seconds.
    ///
    /// It does not apply to creates: they cannot be retried after a timeout, so they may use all of
    /// [`timeout`](Self::timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeouts.attempt = timeout.min(LONGEST);
        self
    }

    /// Sets the maximum number of attempts of a call, the first included. Defaults to 4; 1 disables retries.
    ///
    /// [`Retry`](crate::error::Retry) says which errors are retried, while the [`retry_budget`](Self::retry_budget) lasts.
    /// A rate-limited call is retried until its timeout, and an expired token costs one more request.
    pub fn max_attempts(mut self, attempts: u32) -> ClientBuilder {
        self.timeouts.attempts = attempts;
        self
    }

    /// Limits the calls that run concurrently. Defaults to 10, shared by all handles to the environment.
    pub fn max_concurrent_calls(mut self, calls: usize) -> ClientBuilder {
        self.max_concurrent_calls = calls;
        self
    }

    /// Limits the requests per second, evenly spaced. Defaults to no limit.
    ///
    /// With or without it, the client slows down when the service reports too many calls
    /// ([`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited)): to half its rate, which then doubles every five seconds.
    pub fn rate_limit(mut self, calls: f64) -> ClientBuilder {
        self.rate_limit = Some(calls);
        self
    }

    /// Limits the size of a response in bytes, after decompression. Defaults to 64 MiB; the minimum is 64 KiB.
    ///
    /// Reading stops at the limit, and the call fails with
    /// [`ErrorKind::UnexpectedAnswer`](crate::ErrorKind::UnexpectedAnswer), so that no response can exhaust the memory of
    /// the program.
    pub fn max_response_bytes(mut self, bytes: usize) -> ClientBuilder {
        self.max_response_bytes = bytes;
        self
    }

    /// Limits the records of a query that is read as a whole, by `.await`, without [`top`](crate::Query::top). Defaults to
    /// 1,000,000.
    ///
    /// A longer list fails with [`ErrorKind::UnexpectedAnswer`](crate::ErrorKind::UnexpectedAnswer), and so does one that
    /// never ends. [Pages](crate::Query::pages) and [streams](crate::Query::stream) have no limit, since they hold one page
    /// at a time.
    pub fn max_records(mut self, records: u64) -> ClientBuilder {
        self.max_records = records;
        self
    }

    /// Enables undocumented features of the service. Defaults to [`Dialect::documented`].
    pub fn dialect(mut self, dialect: Dialect) -> ClientBuilder {
        self.dialect = dialect;
        self
    }

    /// Sets the interface through which records are read and written. Defaults to [`GatewayKind::OData`].
    ///
    /// The same program works with both; what only one of them can do is an error of kind
    /// [`NotEnabled`](crate::ErrorKind::NotEnabled) with the other, before anything is sent. They have different addresses in
    /// the public cloud. Of the dialect, the data-model gateway uses [`Dialect::atomic_batches`],
    /// [`Dialect::contains_ignore_case`] and [`Dialect::relation_filters`].
    ///
    /// ```
    /// use weda::{Client, GatewayKind};
    ///
    /// let client = Client::builder("lowcode-2gay8jgh25")
    ///     .gateway(GatewayKind::Model)
    ///     .secret("my SecretId", "my SecretKey")
    ///     .build()?;
    /// assert_eq!(client.base_url(), "https://lowcode-2gay8jgh25.api.tcloudbasegateway.com");
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn gateway(mut self, gateway: GatewayKind) -> ClientBuilder {
        self.gateway = gateway;
        self
    }

    /// Uses the address of the data-model gateway for regions outside China,
    /// `https://{environment}.api.intl.tcloudbasegateway.com`. A [`base_url`](Self::base_url) replaces it.
    ///
    /// ```
    /// use weda::{Client, GatewayKind};
    ///
    /// let builder = Client::builder("lowcode-2gay8jgh25").gateway(GatewayKind::Model).international();
    /// let client = builder.secret("my SecretId", "my SecretKey").build()?;
    /// assert_eq!(client.base_url(), "https://lowcode-2gay8jgh25.api.intl.tcloudbasegateway.com");
    /// # Ok::<(), weda::Error>(())
    /// ```
    pub fn international(mut self) -> ClientBuilder {
        self.international = true;
        self
    }

    /// Any gateway.
    #[cfg(test)]
    pub(crate) fn custom_gateway(mut self, gateway: Arc<dyn Gateway>) -> ClientBuilder {
        self.custom_gateway = Some(gateway);
        self
    }

    /// Builds the client. Sends nothing.
    ///
    /// # Errors
    /// Returns an error of kind [`Settings`](crate::ErrorKind::Settings) if keys are missing, a limit or a timeout is out of
    /// its range, or the environment, the address, the token, a proxy, a certificate or the suffix of the user agent cannot
    /// be used.
    ///
    /// ```
    /// let builder = weda::Client::builder("lowcode-2gay8jgh25").secret("my SecretId", "my SecretKey");
    /// let error = builder.max_attempts(0).build().unwrap_err();
    /// assert!(error.to_string().contains("`ClientBuilder::max_attempts(0)`: at least 1 is needed"));
    /// ```
    pub fn build(self) -> Result<Client, Error> {
        let client = self.build_late();
        match &client.link.service {
            Ok(_) => Ok(client),
            Err(error) => Err(error.clone()),
        }
    }

    /// Builds a client whose first call reports bad settings.
    pub(super) fn build_late(self) -> Client {
        let gateway = self.chosen_gateway();
        let address = self.address().map_err(Error::settings);
        let base_url = match (&address, &self.base_url) {
            (Ok(address), _) => address.as_str().to_owned(),
            (Err(_), base_url) => base_url.as_deref().map(Address::shown).unwrap_or_default(),
        };
        let service = address.and_then(|address| self.service(address, Arc::clone(&gateway)));
        let env_type = self.env_type.clone();
        let link = Arc::new(Link { base_url, service, gateway, settings: self, table_names: TableNames::default() });
        Client { env_type, is_read_only: false, link }
    }

    fn chosen_gateway(&self) -> Arc<dyn Gateway> {
        #[cfg(test)]
        if let Some(gateway) = &self.custom_gateway {
            return Arc::clone(gateway);
        }
        match self.gateway {
            GatewayKind::OData => Arc::new(Odata { dialect: self.dialect.clone() }),
            GatewayKind::Model => Arc::new(ModelApi {
                atomic_batches: self.dialect.atomic_batches,
                relation_filters: self.dialect.relation_filters,
                contains_ignore_case: self.dialect.contains_ignore_case,
                international: self.international,
                ..ModelApi::default()
            }),
        }
    }

    /// # Errors
    /// Returns an error if the environment id or the address cannot be used.
    pub(super) fn address(&self) -> Result<Address, SettingsProblem> {
        let of_cloud = Address::of_cloud(&self.env_id, |env_id| self.chosen_gateway().cloud_host(env_id))?;
        match &self.base_url {
            Some(base_url) => Address::parse(base_url, self.plain_http),
            None => Ok(of_cloud),
        }
    }
}

/// Prints neither keys nor the address, which may hold a password.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("env_id", &self.env_id)
            .field("env_type", &self.env_type)
            .field("gateway", &self.gateway)
            .field("timeout", &self.timeouts.call)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
