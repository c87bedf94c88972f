mod transport;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::backoff::Budget;
use super::limits::Limits;
use super::rate_limiter::{AdaptiveRateLimiter, RateLimiter};
use super::retry_loop::{CallTimeouts, Service};
use super::{CALLS_IN_FLIGHT, Client, Link};
use crate::auth::{
    AccessToken, Asking, Credentials, EMULATOR_ENV_ID, Issue, Keys, Origin, Token, TokenCache, TokenProvider,
    client_credentials,
};
use crate::error::{Error, SettingsProblem};
use crate::model::time::LONGEST;
use crate::protocol::Gateway;
use crate::protocol::odata::Odata;
use crate::transport::{Address, HttpTransport, TransportSettings};
use crate::{Dialect, EnvType};

/// The longest answer in bytes: a page of 1000 records has 64 kilobytes for each.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Repetitions that all calls of a client may make before successes earn more.
const RETRY_BUDGET: u32 = 100;

/// The longest list that is read as a whole.
const MAX_RECORDS: u64 = 1_000_000;

/// The lowest limit to an answer: tokens and errors must always fit.
const LOWEST_LIMIT: usize = 64 * 1024;

/// Settings of a [`Client`] to be. Made by [`Client::builder`].
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
    #[cfg(test)]
    gateway: Option<Arc<dyn Gateway>>,
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
            max_concurrent_calls: CALLS_IN_FLIGHT,
            rate_limit: None,
            rate_limiter: None,
            max_response_bytes: LONGEST_ANSWER,
            max_records: MAX_RECORDS,
            retry_budget: RETRY_BUDGET,
            transport: TransportSettings::default(),
            dialect: Dialect::default(),
            #[cfg(test)]
            gateway: None,
        }
    }

    /// An emulator in a neighbouring container has neither TLS nor anything to hide, so plain HTTP is allowed.
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

    /// The same settings for another environment.
    ///
    /// # Errors
    /// If they hold for one environment only.
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

    /// The pair of keys from the cloud console (Access Management, API keys). Permanent keys: temporary ones cannot
    /// mint the token of this service.
    pub fn secret(self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> ClientBuilder {
        self.keys(Keys::new(secret_id.into(), secret_key.into(), Origin::Builder))
    }

    /// An access token that is there already, without the word `Bearer`, instead of keys.
    ///
    /// It is used until the service refuses it. Then calls end in
    /// [`ErrorKind::Authentication`](crate::ErrorKind::Authentication), since there is nothing to buy another one with.
    pub fn token(mut self, token: impl Into<String>) -> ClientBuilder {
        self.credentials = Credentials { ready: Some(AccessToken::new(token)), ..Credentials::default() };
        self
    }

    /// Who gives access tokens: a program that keeps them, or a cache that several processes share. With keys beside it the
    /// provider can have a token [issued](crate::auth::TokenRequest::issue); without them it knows where to get one.
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

    /// Who says when calls may begin: an [`AdaptiveRateLimiter`] by default. One that is given here takes its place and that of
    /// [`rate_limit`](Self::rate_limit); in an `Arc` several clients can share it.
    pub fn rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> ClientBuilder {
        self.rate_limiter = Some(Arc::new(limiter));
        self
    }

    /// The store of the environment: [`EnvType::Pre`] unless this says otherwise.
    pub fn env_type(mut self, env_type: EnvType) -> ClientBuilder {
        self.env_type = env_type;
        self
    }

    /// Another address than the public cloud's: a private deployment, or an emulator.
    ///
    /// A service on this machine is reached directly; elsewhere the system's proxies are honoured.
    pub fn base_url(mut self, base_url: impl Into<String>) -> ClientBuilder {
        self.base_url = Some(base_url.into());
        self
    }

    /// Allows `http` to another machine. Keys, tokens and records then travel unencrypted: for private deployments
    /// that have no `https`, inside a trusted network.
    pub fn allow_plain_http(mut self) -> ClientBuilder {
        self.plain_http = true;
        self
    }

    /// How long one call may take, with its token, its repetitions and the pauses between them; 30 seconds unless this
    /// says otherwise. Time spent waiting for a place or a turn among other calls is counted apart: see
    /// [`queue_timeout`](Self::queue_timeout).
    pub fn timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeouts.call = timeout.min(LONGEST);
        self
    }

    /// How long a call may wait for a place or a turn among other calls, whenever it needs one; as long as
    /// [`timeout`](Self::timeout) by default. A call whose turn is known to come later, as where the service has asked for a
    /// longer pause, ends at once in [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited); one that waits in vain ends in
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout). Nothing of it was sent.
    ///
    /// A program that begins a hundred thousand calls at once needs more than the default.
    pub fn queue_timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeouts.queue = Some(timeout.min(LONGEST));
        self
    }

    /// How many repetitions all calls of the client may make while the service or the network fails; 100 by default. Ten
    /// calls that succeed at once earn one more, up to the same number.
    ///
    /// It keeps a client from adding to whatever burdens the service: where most calls fail, a call is not repeated as often
    /// as [`attempts`](Self::attempts) would allow. Its error says so
    /// ([`Error::is_retry_budget_exhausted`](crate::Error::is_retry_budget_exhausted)). Retries
    /// after a rate limit or an expired token are not counted. `u32::MAX` disables the limit.
    pub fn retry_budget(mut self, repetitions: u32) -> ClientBuilder {
        self.retry_budget = repetitions;
        self
    }

    /// How long one request of a call may take before it is given up and repeated; 15 seconds unless this says
    /// otherwise.
    ///
    /// It does not hold for creates: they cannot be repeated then, so they get all of [`timeout`](Self::timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> ClientBuilder {
        self.timeouts.attempt = timeout.min(LONGEST);
        self
    }

    /// How many requests a call may send in all where the service or the network fails; 4 unless this says otherwise, and
    /// 1 repeats nothing.
    ///
    /// What is repeated, [`Retry`](crate::error::Retry) says, as long as the [`retry_budget`](Self::retry_budget) lasts. A call that the service refuses because there are too many is
    /// repeated until its time is over, and a dead token costs one request more.
    pub fn max_attempts(mut self, attempts: u32) -> ClientBuilder {
        self.timeouts.attempts = attempts;
        self
    }

    /// How many calls may be under way at once; 10 unless this says otherwise, and never less than one. All handles to
    /// the environment share them.
    pub fn max_concurrent_calls(mut self, calls: usize) -> ClientBuilder {
        self.max_concurrent_calls = calls;
        self
    }

    /// A fixed cap on the calls that begin in a second, at even distances. There is none unless this says so.
    ///
    /// With or without it, the client slows down when the service says that there are too many calls
    /// ([`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited)): to half its rate, which then doubles every five
    /// seconds until the cap is of no use any more. A cap that is not a positive number is none.
    pub fn rate_limit(mut self, calls: f64) -> ClientBuilder {
        self.rate_limit = Some(calls);
        self
    }

    /// How many bytes an answer may have, unpacked if it comes compressed; 64 MiB unless this says otherwise, and never
    /// less than 64 KiB.
    ///
    /// A longer one is given up while it is read and ends the call in
    /// [`ErrorKind::UnexpectedAnswer`](crate::ErrorKind::UnexpectedAnswer), so that no answer can use up the memory of the
    /// program.
    pub fn max_response_bytes(mut self, bytes: usize) -> ClientBuilder {
        self.max_response_bytes = bytes.max(LOWEST_LIMIT);
        self
    }

    /// How many records a query may hold that is read as a whole, by `.await`, and has no [`top`](crate::Query::top); 1,000,000
    /// by default. A longer list ends in [`ErrorKind::UnexpectedAnswer`](crate::ErrorKind::UnexpectedAnswer), and so does one
    /// that never ends. [Pages](crate::Query::pages) and [streams](crate::Query::stream) have no limit, since they hold a page at
    /// a time.
    pub fn max_records(mut self, records: u64) -> ClientBuilder {
        self.max_records = records;
        self
    }

    /// What the client may say beyond the documented grammar: nothing unless this says otherwise.
    pub fn dialect(mut self, dialect: Dialect) -> ClientBuilder {
        self.dialect = dialect;
        self
    }

    /// Another gateway than OData.
    #[cfg(test)]
    pub(crate) fn gateway(mut self, gateway: Arc<dyn Gateway>) -> ClientBuilder {
        self.gateway = Some(gateway);
        self
    }

    /// Makes the client. Sends nothing.
    ///
    /// # Errors
    /// Of kind [`Settings`](crate::ErrorKind::Settings), if keys are missing, or the environment, the address, the token, a
    /// proxy, a certificate or the suffix of the user agent cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        let client = self.build_late();
        match &client.link.service {
            Ok(_) => Ok(client),
            Err(error) => Err(error.clone()),
        }
    }

    /// As [`build`](ClientBuilder::build), but the first call reports what is wrong.
    pub(super) fn build_late(self) -> Client {
        let gateway = self.chosen_gateway();
        let address = self.address().map_err(Error::settings);
        let base_url = match (&address, &self.base_url) {
            (Ok(address), _) => address.as_str().to_owned(),
            (Err(_), base_url) => base_url.as_deref().map(Address::shown).unwrap_or_default(),
        };
        let service = address.and_then(|address| self.service(address, Arc::clone(&gateway)));
        let env_type = self.env_type.clone();
        let link = Arc::new(Link { base_url, service, gateway, settings: self });
        Client { env_type, is_read_only: false, link }
    }

    fn chosen_gateway(&self) -> Arc<dyn Gateway> {
        #[cfg(test)]
        if let Some(gateway) = &self.gateway {
            return Arc::clone(gateway);
        }
        Arc::new(Odata { dialect: self.dialect.clone() })
    }

    /// # Errors
    /// If the environment id or the address that was given cannot be used.
    pub(super) fn address(&self) -> Result<Address, SettingsProblem> {
        let of_cloud = Address::of_cloud(&self.env_id, |env_id| self.chosen_gateway().cloud_host(env_id))?;
        match &self.base_url {
            Some(base_url) => Address::parse(base_url, self.plain_http),
            None => Ok(of_cloud),
        }
    }

    fn service(&self, address: Address, gateway: Arc<dyn Gateway>) -> Result<Service, Error> {
        if !self.env_type.is_valid() {
            let name = self.env_type.to_string();
            return Err(Error::settings(SettingsProblem::BadEnvironmentType(name)));
        }
        let http = self.transport.checked(&address).map_err(Error::settings)?;
        let wire = Arc::new(HttpTransport::new(address, http, self.max_response_bytes, gateway)?);
        let timeout = self.timeouts.attempt.min(self.timeouts.call);
        let Credentials { keys, ready, provider } = self.credentials.clone();
        let renewable = ready.is_none();
        let keys = keys.map(|keys| keys.checked().map(Arc::new)).transpose().map_err(Error::settings)?;
        let token = match (ready, provider, keys) {
            (Some(token), ..) => {
                let bad = || Error::settings(SettingsProblem::BadToken);
                // The clock of the program may not be asked yet: there may be no runtime.
                token.is_plain().then_some(()).ok_or_else(bad)?;
                TokenCache::new(move |_| std::future::ready(token.held(Instant::now()).ok_or_else(bad)))
            }
            (None, Some(provider), keys) => {
                let asking = Arc::new(Asking {
                    provider,
                    env_id: self.env_id.as_str().into(),
                    issue: issuer(wire.clone(), keys, timeout),
                    timeout,
                });
                TokenCache::new(move |rejected: Option<Arc<Token>>| {
                    let asking = Arc::clone(&asking);
                    async move { asking.ask(rejected.map(|token| AccessToken::new(token.text()))).await }
                })
            }
            (None, None, Some(keys)) => {
                let wire = Arc::clone(&wire);
                TokenCache::new(move |_| client_credentials::held(Arc::clone(&wire), Arc::clone(&keys), timeout))
            }
            (None, None, None) => return Err(Error::settings(SettingsProblem::NoKeys)),
        };
        let rate = self.rate_limiter.clone().unwrap_or_else(|| {
            let adaptive = self.rate_limit.map_or_else(AdaptiveRateLimiter::new, AdaptiveRateLimiter::per_second);
            Arc::new(adaptive)
        });
        let limits = Limits::new(self.max_concurrent_calls, rate);
        Ok(Service { wire, token, renewable, limits, timeouts: self.timeouts, budget: Budget::full(self.retry_budget) })
    }
}

/// What a provider has a token issued with.
fn issuer(wire: Arc<HttpTransport>, keys: Option<Arc<Keys>>, timeout: Duration) -> Arc<Issue> {
    Arc::new(move || {
        let (wire, keys) = (Arc::clone(&wire), keys.clone());
        Box::pin(async move {
            let keys = keys.ok_or_else(|| Error::settings(SettingsProblem::NoKeys))?;
            client_credentials::request(wire, keys, timeout).await
        })
    })
}

/// Never prints keys, nor an address as it was given: it may hold a password.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("env_id", &self.env_id)
            .field("env_type", &self.env_type)
            .field("timeout", &self.timeouts.call)
            .finish_non_exhaustive()
    }
}
