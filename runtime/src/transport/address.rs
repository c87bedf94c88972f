use std::net::IpAddr;

use reqwest::Url;

use crate::error::Error;
use crate::error::SettingsProblem;

/// The checked URL of the service: without query and user name, and https unless it is on this machine or plain HTTP is
/// allowed.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// Without a trailing slash.
    base: String,
    /// Host and port, for messages.
    host: String,
    loopback: bool,
}

impl Address {
    /// The public cloud's URL; `host` returns the host name for an environment id.
    ///
    /// # Errors
    /// Returns an error if the id has characters other than letters, digits and hyphens: it could name another host.
    pub fn of_cloud(env_id: &str, host: impl FnOnce(&str) -> String) -> Result<Address, SettingsProblem> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if env_id.is_empty() || !env_id.bytes().all(plain) {
            return Err(SettingsProblem::BadEnvironment(env_id.to_owned()));
        }
        // The URL parser lower-cases host names.
        let host = host(&env_id.to_ascii_lowercase());
        let base = format!("https://{host}");
        match Url::parse(&base) {
            Ok(_) => Ok(Address { base, host, loopback: false }),
            // Such as an invalid international name: `xn--a`.
            Err(_) => Err(SettingsProblem::BadEnvironment(env_id.to_owned())),
        }
    }

    /// Parses a URL.
    ///
    /// # Errors
    /// Returns an error if the text is not an `http` or `https` URL, has more than scheme, host and path, or is `http` to
    /// another machine without `plain_http`.
    pub fn parse(text: &str, plain_http: bool) -> Result<Address, SettingsProblem> {
        let shown = Address::shown(text);
        let url = match Url::parse(text) {
            // The parser ignores line breaks and tabs.
            Ok(url) if matches!(url.scheme(), "http" | "https") && !text.contains(char::is_control) => url,
            _ => return Err(SettingsProblem::NoAddress(shown)),
        };
        let more =
            !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some();
        if more {
            return Err(SettingsProblem::MoreThanAddress(shown));
        }
        let loopback = url.host_str().is_some_and(is_loopback);
        if url.scheme() == "http" && !loopback && !plain_http {
            return Err(SettingsProblem::PlainHttp(shown));
        }
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Address { base, host, loopback })
    }

    /// A URL for messages. User name, query and fragment may hold a password, so they are left out.
    pub fn shown(text: &str) -> String {
        match (text.contains('@'), text.find(['?', '#'])) {
            (true, _) => "(not shown: it holds an `@`)".to_owned(),
            (false, Some(end)) => format!("{}... (the rest is not shown)", &text[..=end]),
            (false, None) => text.to_owned(),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.base
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Returns true for `http`.
    pub fn is_plain_http(&self) -> bool {
        self.base.starts_with("http:")
    }

    /// Appends a path.
    ///
    /// # Errors
    /// Returns an error if the URL parser would change the path, as it does with `..` or with quotes in a query: `preview()`
    /// must show what is sent.
    pub fn join(&self, path: &str) -> Result<Url, Error> {
        let whole = [self.base.as_str(), path].concat();
        match Url::parse(&whole) {
            Ok(url) if path.starts_with('/') && url.as_str() == whole && url.fragment().is_none() => Ok(url),
            _ => Err(Error::invalid_value(format!(
                "`{}` cannot be sent as a path: percent-encode its special characters",
                path.split('?').next().unwrap_or_default()
            ))),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>().map(|address| address.to_canonical()) {
        // Connecting to the unspecified address reaches this machine.
        Ok(address) => address.is_loopback() || address.is_unspecified(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_distinguished_from_other_machines() {
        for address in [
            "http://127.0.0.1:4010",
            "http://127.9.9.9",
            "http://[::1]:80",
            "http://[::ffff:127.0.0.1]:80",
            "http://LOCALHOST:1",
            "http://localhost:1",
            "http://0.0.0.0:4010",
        ] {
            assert!(Address::parse(address, false).unwrap().is_loopback(), "{address}");
        }
        for address in ["https://127.0.0.1.example.com", "https://10.0.0.1", "https://localhost.example.com"] {
            assert!(!Address::parse(address, false).unwrap().is_loopback(), "{address}");
        }
        for address in ["http://10.0.0.1", "http://[::ffff:10.0.0.1]", "http://127.0.0.1.example.com"] {
            assert!(Address::parse(address, false).is_err(), "{address}");
        }
    }

    /// No call of a client for an environment id with a capital letter could be sent: the URL parser lower-cases host names,
    /// which looked like a changed path.
    /// The host name is lower-cased first, and an id that the parser rejects is an error of the settings.
    #[test]
    fn an_environment_id_may_have_capital_letters() {
        let of_cloud = |env_id| Address::of_cloud(env_id, |env_id| format!("{env_id}.cloud.invalid"));
        let url = of_cloud("Lowcode-2gay8jgh25").unwrap().join("/weda").unwrap();
        assert_eq!(url.as_str(), "https://lowcode-2gay8jgh25.cloud.invalid/weda");
        assert!(of_cloud("xn--a").is_err());
    }

    #[test]
    fn a_path_is_sent_unchanged() {
        let base = Address::parse("http://127.0.0.1:4010/", false).unwrap();
        for path in [
            "/weda/odata/v1/pre/student('9G5C0WQN26')",
            "/weda/odata/v1/pre/student(%27a%2Fb%27)",
            "/weda/odata/v1/pre/student?$filter=name%20eq%20%27%E6%9D%8E%27%27%27&$top=200&$count=true",
            "/weda/odata/v1/pre/student?%24filter=(a%20gt%201)",
        ] {
            assert_eq!(base.join(path).unwrap().as_str(), format!("http://127.0.0.1:4010{path}"));
        }
    }

    #[test]
    fn a_path_that_would_change_is_rejected() {
        let base = Address::parse("http://127.0.0.1:4010", false).unwrap();
        for path in ["/weda/../auth", "/weda/%2e%2e/auth", "/a?$filter=name eq 'x'", "/a#b", "@evil.example/", "/学生"]
        {
            assert!(base.join(path).is_err(), "{path}");
        }
    }

    #[test]
    fn passwords_in_addresses_are_not_repeated() {
        let problem = Address::parse("https://user:hunter2@example.com", false).unwrap_err();
        assert!(!problem.to_string().contains("hunter2"), "{problem}");
        let problem = Address::parse("user:hunter2@example.com", false).unwrap_err();
        assert!(!problem.to_string().contains("hunter2"), "{problem}");
    }
}
