//! Proxies in environment variables, checked before a call fails on them.

use reqwest::Url;

use super::Address;
use crate::error::ProxyProblem;

/// Supported proxy schemes.
const SCHEMES: &[&str] = &[
    "http",
    #[cfg(feature = "tls")]
    "https",
    #[cfg(feature = "socks")]
    "socks4",
    #[cfg(feature = "socks")]
    "socks4a",
    #[cfg(feature = "socks")]
    "socks5",
    #[cfg(feature = "socks")]
    "socks5h",
];

/// Returns true if this is the URL of a supported proxy.
pub(crate) fn is_usable(proxy: &str) -> bool {
    // As in curl, `http` is the default scheme.
    let whole = if proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") };
    Url::parse(&whole)
        .is_ok_and(|url| SCHEMES.contains(&url.scheme()) && url.host_str().is_some_and(|it| !it.is_empty()))
}

/// Checks the variables that apply to this URL.
///
/// # Errors
/// Returns an error if the proxy cannot be used.
pub(crate) fn check(address: &Address, lookup: impl Fn(&str) -> Option<String>) -> Result<(), ProxyProblem> {
    let names: [&'static str; 4] = match address.is_plain_http() {
        true => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
        false => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
    };
    let set = |name: &str| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let Some((variable, proxy)) = names.into_iter().find_map(|name| Some((name, set(name)?))) else { return Ok(()) };
    let exempt = ["NO_PROXY", "no_proxy"].into_iter().find_map(set).unwrap_or_default();
    match is_usable(&proxy) || is_exempt(address.host(), &exempt) {
        true => Ok(()),
        false => Err(ProxyProblem::of_variable(variable)),
    }
}

/// Returns true if one of these names is the host or a parent domain of it.
fn is_exempt(host: &str, names: &str) -> bool {
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    names
        .split(',')
        .map(|name| name.trim().trim_start_matches('.'))
        .filter(|name| !name.is_empty())
        .any(|name| name == "*" || host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unusable_proxy_is_named_by_its_variable() {
        let address = Address::parse("https://lowcode-1.cloud.invalid", false).unwrap();
        let check = |set: &[(&str, &str)]| {
            let lookup = |name: &str| set.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
            check(&address, lookup).map_err(|problem| problem.to_string())
        };
        for good in [
            [("HTTPS_PROXY", "http://127.0.0.1:7890")].as_slice(),
            #[cfg(feature = "socks")]
            &[("ALL_PROXY", "socks5h://name:word@127.0.0.1:7890")],
            &[("https_proxy", "127.0.0.1:7890")],
            &[("HTTP_PROXY", "ftp://127.0.0.1")],
            &[("HTTPS_PROXY", " ")],
            &[("ALL_PROXY", "ftp://a"), ("NO_PROXY", "localhost, .cloud.invalid")],
            &[],
        ] {
            assert_eq!(check(good), Ok(()), "{good:?}");
        }
        for (bad, variable) in [
            ([("HTTPS_PROXY", "ftp://name:hunter2@a")].as_slice(), "HTTPS_PROXY"),
            (&[("all_proxy", "socks://127.0.0.1:1")], "all_proxy"),
            (&[("ALL_PROXY", "http://"), ("NO_PROXY", "other.com")], "ALL_PROXY"),
        ] {
            let text = check(bad).unwrap_err();
            assert!(text.starts_with(variable) && !text.contains("hunter2"), "{text}");
        }
    }
}
