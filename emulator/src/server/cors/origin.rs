//! Origins as users write them.

use http::uri::Authority;

/// An origin as browsers send it: lower-case, without the default port of its scheme.
///
/// # Errors
/// Returns the reason if the text is not an origin.
pub(super) fn parse(text: &str) -> Result<String, &'static str> {
    if text == "null" {
        return Err("any page can send `null`");
    }
    let text = text.to_ascii_lowercase();
    let (scheme, rest) = text.split_once("://").ok_or("it has no scheme")?;
    let is_scheme_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if !scheme.starts_with(|first: char| first.is_ascii_alphabetic()) || !scheme.bytes().all(is_scheme_byte) {
        return Err("its scheme is not valid");
    }
    if rest.contains(['/', '?', '#']) {
        return Err("it has a path, and origins end with the host or the port");
    }
    if rest.contains('@') {
        return Err("it has a user");
    }
    let authority: Authority = rest.parse().map_err(|_| "its host is not valid")?;
    let host = authority.host();
    if host.is_empty() || host.contains('*') {
        return Err("its host is not valid");
    }
    let port = match rest.strip_prefix(host) {
        Some("") => None,
        Some(port) => {
            let digits = port.strip_prefix(':').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            Some(digits.and_then(|digits| digits.parse::<u16>().ok()).ok_or("its port is not valid")?)
        }
        None => return Err("its host is not valid"),
    };
    let default = match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    };
    Ok(match port.filter(|port| Some(*port) != default) {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn origins_as_browsers_send_them() {
        for (text, origin) in [
            ("http://localhost:5173", "http://localhost:5173"),
            ("HTTPS://App.Example", "https://app.example"),
            ("https://app.example:443", "https://app.example"),
            ("http://app.example:80", "http://app.example"),
            ("http://app.example:443", "http://app.example:443"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("capacitor://localhost", "capacitor://localhost"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(origin), "{text}");
        }
    }

    #[test]
    fn texts_that_are_not_origins() {
        for (text, reason) in [
            ("", "no scheme"),
            ("localhost:5173", "no scheme"),
            ("null", "any page"),
            ("http://", "host is not valid"),
            ("http://:80", "host is not valid"),
            ("http://*.example", "host is not valid"),
            ("://a", "scheme is not valid"),
            ("1a://a", "scheme is not valid"),
            ("http://a/", "has a path"),
            ("http://a?b", "has a path"),
            ("http://a#b", "has a path"),
            ("http://a@b", "has a user"),
            ("http://a b", "host is not valid"),
            ("http://a,http://b", "has a path"),
            ("http://a\r\nX: y", "host is not valid"),
            ("http://例.example", "host is not valid"),
            ("http://a:", "port is not valid"),
            ("http://a:x", "port is not valid"),
            ("http://a:+80", "port is not valid"),
            ("http://a:65536", "port is not valid"),
        ] {
            assert!(parse(text).is_err_and(|found| found.contains(reason)), "{text:?}: {:?}", parse(text));
        }
    }
}
