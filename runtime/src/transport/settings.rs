//! Transport settings: proxies and connections.

use std::fmt;
use std::time::Duration;

use super::tls::{Tls, TlsSettings};
use super::{Address, proxy_variables};
use crate::error::{ProxyProblem, SettingsProblem};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The emulator closes connections after half a minute of silence.
const LOOPBACK_IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// The proxy of a client. A service on this machine is always reached directly.
///
/// ```
/// use weda::client::Proxy;
/// use weda::Client;
///
/// let client = Client::builder("lowcode-2gay8jgh25")
///     .secret("my SecretId", "my SecretKey")
///     .proxy(Proxy::url("http://127.0.0.1:7890"))
///     .build()?;
/// # Ok::<(), weda::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Proxy(Route);

#[derive(Clone, Default)]
enum Route {
    #[default]
    System,
    Direct,
    Url(String),
}

impl Proxy {
    /// Uses the proxy of `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY`, unless `NO_PROXY` names the host; on macOS and Windows
    /// also that of the system settings.
    pub fn system() -> Self {
        Self(Route::System)
    }

    /// Uses no proxy, whatever the environment.
    pub fn none() -> Self {
        Self(Route::Direct)
    }

    /// Uses this proxy for all calls: `http`, `https` (with the feature `tls`), or `socks4`, `socks4a`, `socks5` and `socks5h` (with the feature `socks`),
    /// with a user name and password before `@` if it requires them. An invalid URL is an error of
    /// [`build`](crate::ClientBuilder::build).
    pub fn url(url: impl Into<String>) -> Self {
        Self(Route::Url(url.into()))
    }
}

/// Does not print the URL, which may hold a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Route::System => "Proxy(system)",
            Route::Direct => "Proxy(none)",
            Route::Url(_) => "Proxy(url)",
        })
    }
}

/// The settings, as they were given.
#[derive(Clone, Default)]
pub(crate) struct TransportSettings {
    pub proxy: Proxy,
    pub user_agent: Option<String>,
    pub pool_idle_timeout: Option<Duration>,
    pub tcp_keep_alive: Option<Duration>,
    pub tls: TlsSettings,
}

impl TransportSettings {
    /// Checks the settings before anything is sent.
    ///
    /// # Errors
    /// Returns an error if a certificate or a proxy cannot be used, including a proxy from the environment.
    pub fn checked(&self, address: &Address) -> Result<HttpSettings, SettingsProblem> {
        let tls = self.tls.checked(address)?;
        let own = env!("CARGO_PKG_VERSION");
        let user_agent = match &self.user_agent {
            Some(suffix) if !suffix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) => {
                return Err(SettingsProblem::BadUserAgent);
            }
            Some(suffix) => format!("weda/{own} {suffix}"),
            None => format!("weda/{own}"),
        };
        let proxy = match &self.proxy.0 {
            _ if address.is_loopback() => Some(None),
            Route::Direct => Some(None),
            Route::Url(url) => Some(Some(read_proxy(url)?)),
            Route::System => {
                proxy_variables::check(address, |name| std::env::var(name).ok()).map_err(SettingsProblem::BadProxy)?;
                None
            }
        };
        Ok(HttpSettings {
            user_agent,
            proxy,
            tls,
            is_plain: address.is_plain_http(),
            is_loopback: address.is_loopback(),
            pool_idle_timeout: self.pool_idle_timeout,
            tcp_keep_alive: self.tcp_keep_alive,
        })
    }
}

fn read_proxy(url: &str) -> Result<reqwest::Proxy, SettingsProblem> {
    let bad = || SettingsProblem::BadProxy(ProxyProblem::of_builder());
    match proxy_variables::is_usable(url) {
        true => reqwest::Proxy::all(url).map_err(|_| bad()),
        false => Err(bad()),
    }
}

/// The checked settings.
pub(crate) struct HttpSettings {
    user_agent: String,
    /// `None` uses the environment, `Some(None)` no proxy.
    proxy: Option<Option<reqwest::Proxy>>,
    tls: Tls,
    is_plain: bool,
    is_loopback: bool,
    pool_idle_timeout: Option<Duration>,
    tcp_keep_alive: Option<Duration>,
}

impl HttpSettings {
    /// Creates an HTTP client with its own connection pool.
    ///
    /// # Errors
    /// Returns an error if TLS cannot be initialised.
    pub fn client(&self) -> reqwest::Result<reqwest::Client> {
        let mut http = reqwest::Client::builder()
            .user_agent(self.user_agent.as_str())
            // The service does not redirect; following a redirect would send the token elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            // Independent of the features that other users of reqwest enable.
            .http1_only()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd();
        http = self.tls.set_up(http, !self.is_plain || matches!(self.proxy, Some(Some(_))));
        if let Some(proxy) = &self.proxy {
            http = http.no_proxy();
            if let Some(proxy) = proxy {
                http = http.proxy(proxy.clone());
            }
        }
        if let Some(timeout) = self.pool_idle_timeout.or(self.is_loopback.then_some(LOOPBACK_IDLE_TIMEOUT)) {
            http = http.pool_idle_timeout(timeout);
        }
        if let Some(interval) = self.tcp_keep_alive {
            http = http.tcp_keepalive(interval);
        }
        http.build()
    }
}
