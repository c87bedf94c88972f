//! How the client reaches the service: proxies and connections.

use std::fmt;
use std::time::Duration;

use super::tls::{Tls, TlsSettings};
use super::{Address, proxy_variables};
use crate::error::{ProxyProblem, SettingsProblem};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An emulator ends connections that are silent for half a minute.
const IDLE_ON_THIS_MACHINE: Duration = Duration::from_secs(20);

/// By which way a client reaches the service. A service on this machine is always reached directly.
///
/// ```
/// use weda::client::Proxy;
/// use weda::Client;
///
/// let client = Client::builder("lowcode-2gay8jgh25")
///     .secret("my SecretId", "my SecretKey")
///     .proxy(Proxy::url("socks5h://127.0.0.1:7890"))
///     .build()?;
/// # Ok::<(), weda::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Proxy(Way);

#[derive(Clone, Default)]
enum Way {
    #[default]
    System,
    Direct,
    Url(String),
}

impl Proxy {
    /// The proxy of `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY`, unless `NO_PROXY` names the host; on macOS and Windows also
    /// the one of the system's settings.
    pub fn system() -> Self {
        Self(Way::System)
    }

    /// No proxy, whatever the environment says.
    pub fn none() -> Self {
        Self(Way::Direct)
    }

    /// This proxy for all calls: `http`, `https` (with the feature `tls`), `socks4`, `socks4a`, `socks5` or `socks5h`, with a name and a password
    /// before `@` where it asks for them. An address that cannot be used is an error of
    /// [`build`](crate::ClientBuilder::build).
    pub fn url(url: impl Into<String>) -> Self {
        Self(Way::Url(url.into()))
    }
}

/// Never prints the address, which may hold a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Way::System => "Proxy(system)",
            Way::Direct => "Proxy(none)",
            Way::Url(_) => "Proxy(url)",
        })
    }
}

/// Settings as they were given.
#[derive(Clone, Default)]
pub(crate) struct TransportSettings {
    pub proxy: Proxy,
    pub user_agent: Option<String>,
    pub pool_idle_timeout: Option<Duration>,
    pub tcp_keep_alive: Option<Duration>,
    pub tls: TlsSettings,
}

impl TransportSettings {
    /// Reads the settings, so that what cannot work is found out before anything is sent.
    ///
    /// # Errors
    /// A certificate or a proxy cannot be used, be it one of the environment.
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
            Way::Direct => Some(None),
            Way::Url(url) => Some(Some(read_proxy(url)?)),
            Way::System => {
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

/// The same, checked.
pub(crate) struct HttpSettings {
    user_agent: String,
    /// `None` leaves it to the environment, `Some(None)` goes without one.
    proxy: Option<Option<reqwest::Proxy>>,
    tls: Tls,
    is_plain: bool,
    is_loopback: bool,
    pool_idle_timeout: Option<Duration>,
    tcp_keep_alive: Option<Duration>,
}

impl HttpSettings {
    /// A client with a pool of its own.
    ///
    /// # Errors
    /// What TLS needs is not there.
    pub fn client(&self) -> reqwest::Result<reqwest::Client> {
        let mut http = reqwest::Client::builder()
            .user_agent(self.user_agent.as_str())
            // The service redirects nobody; following one would carry the token elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            // What other users of reqwest in a program switch on changes nothing here.
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
        if let Some(timeout) = self.pool_idle_timeout.or(self.is_loopback.then_some(IDLE_ON_THIS_MACHINE)) {
            http = http.pool_idle_timeout(timeout);
        }
        if let Some(interval) = self.tcp_keep_alive {
            http = http.tcp_keepalive(interval);
        }
        http.build()
    }
}
