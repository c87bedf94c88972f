//! From checked settings to the service that calls use: transport, token source, limits.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::ClientBuilder;
use crate::EnvType;
use crate::auth::{
    AccessToken, Credentials, IssueToken, Keys, ProviderAdapter, Ready, Token, TokenCache, client_credentials,
};
use crate::client::backoff::Budget;
use crate::client::limits::Limits;
use crate::client::rate_limiter::AdaptiveRateLimiter;
use crate::client::retry_loop::{CallTimeouts, Service};
use crate::error::{Error, SettingsProblem};
use crate::protocol::{Gateway, GatewayKind};
use crate::transport::{Address, HttpTransport};

/// Lowest limit of a response: token responses and errors must always fit.
const MIN_RESPONSE_BYTES: usize = 64 * 1024;

impl ClientBuilder {
    fn check_limits(&self) -> Result<(), SettingsProblem> {
        let bad = |method, value: String, reason| Err(SettingsProblem::BadLimit { method, value, reason });
        let CallTimeouts { call, attempt, attempts, .. } = self.timeouts;
        if call.is_zero() {
            return bad("timeout", "0 s".to_owned(), "a call needs time; the default is 30 s");
        }
        if attempt.is_zero() {
            return bad("attempt_timeout", "0 s".to_owned(), "an attempt needs time; the default is 15 s");
        }
        if attempts == 0 {
            return bad("max_attempts", "0".to_owned(), "at least 1 is needed, which disables retries");
        }
        if self.max_concurrent_calls == 0 {
            return bad("max_concurrent_calls", "0".to_owned(), "at least 1 is needed");
        }
        if self.max_records == 0 {
            return bad("max_records", "0".to_owned(), "at least 1 is needed");
        }
        if self.max_response_bytes < MIN_RESPONSE_BYTES {
            let reason = "at least 65536 (64 KiB) are needed, so that tokens and errors fit";
            return bad("max_response_bytes", self.max_response_bytes.to_string(), reason);
        }
        if let Some(rate) = self.rate_limit.filter(|rate| !AdaptiveRateLimiter::is_rate(*rate)) {
            let reason = "the rate must be a positive number; leave the limit out to have none";
            return bad("rate_limit", rate.to_string(), reason);
        }
        Ok(())
    }

    /// Returns an error for settings that the interface does not have.
    fn check_gateway(&self) -> Result<(), SettingsProblem> {
        match (self.gateway, &self.credentials.ready) {
            (GatewayKind::OData, Some(Ready::ApiKey(_))) => Err(SettingsProblem::ApiKeyWithOData),
            (GatewayKind::OData, _) if self.international => Err(SettingsProblem::InternationalWithOData),
            _ => Ok(()),
        }
    }

    /// # Errors
    /// Returns an error if the service does not have this environment type.
    pub(in crate::client) fn check_env_type(&self, env_type: &EnvType) -> Result<(), Error> {
        env_type.check(self.gateway, self.base_url.is_none()).map_err(Error::settings)
    }

    pub(super) fn service(&self, address: Address, gateway: Arc<dyn Gateway>) -> Result<Service, Error> {
        self.check_env_type(&self.env_type)?;
        self.check_limits().map_err(Error::settings)?;
        self.check_gateway().map_err(Error::settings)?;
        let http = self.transport.checked(&address).map_err(Error::settings)?;
        let wire = Arc::new(HttpTransport::new(address, http, self.max_response_bytes, gateway)?);
        let timeout = self.timeouts.attempt.min(self.timeouts.call);
        let Credentials { keys, ready, provider } = self.credentials.clone();
        let renewable = ready.is_none();
        let advice = match ready {
            Some(Ready::ApiKey(_)) => {
                "check that the API key is one of this environment and still enabled in the console, or use a SecretId and \
                 a SecretKey"
            }
            _ => "pass a new one to `ClientBuilder::token`, or keys that request one to `ClientBuilder::secret`",
        };
        let keys = keys.map(|keys| keys.checked().map(Arc::new)).transpose().map_err(Error::settings)?;
        let token = match (ready, provider, keys) {
            (Some(ready), ..) => {
                let (token, problem) = match ready {
                    Ready::Token(token) => (token, SettingsProblem::BadToken),
                    Ready::ApiKey(key) => (key, SettingsProblem::BadApiKey),
                };
                let bad = move || Error::settings(problem.clone());
                // The clock of the program may not be asked yet: there may be no runtime.
                token.is_plain().then_some(()).ok_or_else(&bad)?;
                TokenCache::new(move |_| std::future::ready(token.held(Instant::now()).ok_or_else(&bad)))
            }
            (None, Some(provider), keys) => {
                let adapter = Arc::new(ProviderAdapter {
                    provider,
                    env_id: self.env_id.as_str().into(),
                    issue: issuer(wire.clone(), keys, timeout),
                    timeout,
                });
                TokenCache::new(move |rejected: Option<Arc<Token>>| {
                    let adapter = Arc::clone(&adapter);
                    async move { adapter.ask(rejected.map(|token| AccessToken::new(token.text()))).await }
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
        let budget = Budget::full(self.retry_budget);
        Ok(Service { wire, token, renewable, advice, limits, timeouts: self.timeouts, budget })
    }
}

/// Requests tokens on behalf of a provider.
fn issuer(wire: Arc<HttpTransport>, keys: Option<Arc<Keys>>, timeout: Duration) -> Arc<IssueToken> {
    Arc::new(move || {
        let (wire, keys) = (Arc::clone(&wire), keys.clone());
        Box::pin(async move {
            let keys = keys.ok_or_else(|| Error::settings(SettingsProblem::NoKeys))?;
            client_credentials::request(wire, keys, timeout).await
        })
    })
}
