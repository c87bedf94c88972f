//! The address of a scheduler.

use std::fmt;
use std::str::FromStr;

/// Port of a scheduler if none is given.
pub const SCHEDULER_PORT: u16 = 50050;

/// Address of a scheduler: `df://HOST:PORT`, or without `df://`. The port defaults to 50050.
///
/// ```
/// use weda_ballista::SchedulerAddress;
///
/// let address: SchedulerAddress = "df://10.0.0.4".parse()?;
/// assert_eq!(address.to_string(), "df://10.0.0.4:50050");
/// assert_eq!("[::1]:7000".parse::<SchedulerAddress>()?.to_string(), "df://[::1]:7000");
/// assert!("https://10.0.0.4".parse::<SchedulerAddress>().is_err());
/// # Ok::<(), weda_ballista::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedulerAddress {
    host: String,
    port: u16,
}

impl SchedulerAddress {
    /// The host, with brackets if it is an IPv6 address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `HOST:PORT`, as sockets and HTTP have it.
    pub(crate) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// A text that is not the address of a scheduler.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not the address of a scheduler; write df://HOST:PORT, such as df://127.0.0.1:50050")]
pub struct NotAnAddress(String);

impl FromStr for SchedulerAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        // A text with `@` could hold a password: it is not repeated.
        let refused = || NotAnAddress(if text.contains('@') { "..@..".to_owned() } else { text.to_owned() });
        let rest = text.strip_prefix("df://").unwrap_or(text);
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.rsplit_once(':') {
            // The colon of an IPv6 address lies within its brackets.
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| refused())?),
            _ => (rest, SCHEDULER_PORT),
        };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let fits = match bare {
            Some(bare) => bare.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && host.chars().all(is_host),
        };
        if !fits || port == 0 {
            return Err(refused());
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for SchedulerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "df://{}:{}", self.host, self.port)
    }
}
