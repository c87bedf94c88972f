//! Methods, paths and query parameters given as text.

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Error;

/// Characters that are percent-encoded.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')');

pub(super) fn method(method: impl TryInto<Method>) -> Result<Method, Error> {
    method.try_into().map_err(|_| {
        Error::invalid_value(
            "not an HTTP method; use the one in the interface's documentation, such as \"POST\"".to_owned(),
        )
    })
}

/// Encodes a path.
///
/// # Errors
/// Returns an error if the path could lead to another host or to a parent folder.
pub(super) fn encoded(path: &str) -> Result<String, Error> {
    let Some(inner) = path.strip_prefix('/') else { return Err(invalid(path, "does not begin with `/`")) };
    if inner.is_empty() {
        return Err(invalid(path, "is empty"));
    }
    if let Some(character) = path.chars().find(|character| character.is_control() || "?#\\".contains(*character)) {
        return Err(invalid(path, &format!("contains `{}`", character.escape_debug())));
    }
    let mut out = String::with_capacity(path.len() + 16);
    for part in inner.split('/') {
        if matches!(part, "" | "." | "..") {
            return Err(invalid(path, &format!("has a segment `{part}`")));
        }
        out.push('/');
        out.extend(utf8_percent_encode(part, ENCODED));
    }
    Ok(out)
}

/// Appends a query parameter.
pub(super) fn add(path: &mut String, name: &str, value: &str) {
    path.push(if path.contains('?') { '&' } else { '?' });
    path.extend(utf8_percent_encode(name, ENCODED));
    path.push('=');
    path.extend(utf8_percent_encode(value, ENCODED));
}

fn invalid(path: &str, why: &str) -> Error {
    Error::invalid_value(format!(
        "the path `{}` {why}; use the documented path from the first slash on, such as \
         `/weda/auth/v1/prod/describeOrgs`, and add parameters with `query`",
        path.escape_debug()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_encoded_segment_by_segment() {
        for (path, sent) in [
            ("/weda/auth/v1/prod/describeOrgs", "/weda/auth/v1/prod/describeOrgs"),
            ("/weda/odata/v1/pre/学生('a b')", "/weda/odata/v1/pre/%E5%AD%A6%E7%94%9F(%27a%20b%27)"),
            ("/a%2fb", "/a%252fb"),
            ("/a@b:c", "/a%40b%3Ac"),
        ] {
            assert_eq!(encoded(path).unwrap(), sent);
        }
        let mut path = "/a".to_owned();
        add(&mut path, "p q", "1&b=2");
        add(&mut path, "x", "#李");
        assert_eq!(path, "/a?p%20q=1%26b%3D2&x=%23%E6%9D%8E");
    }

    #[test]
    fn no_path_leads_elsewhere() {
        for (path, why) in [
            ("", "does not begin with `/`"),
            ("weda/x", "does not begin with `/`"),
            ("https://elsewhere.example/x", "does not begin with `/`"),
            ("@elsewhere.example/x", "does not begin with `/`"),
            ("/", "is empty"),
            ("//elsewhere.example/x", "has a segment ``"),
            ("/weda/", "has a segment ``"),
            ("/weda/../auth", "has a segment `..`"),
            ("/./auth", "has a segment `.`"),
            ("/\\elsewhere.example", "contains `\\\\`"),
            ("/a?b=1", "contains `?`"),
            ("/a#b", "contains `#`"),
            ("/a\nb", "contains `\\n`"),
        ] {
            let error = encoded(path).unwrap_err().to_string();
            assert!(error.contains(&format!("` {why}; use the documented path")), "{path}: {error}");
        }
        for wrong in ["", "GET X", "ge\nt"] {
            assert!(method(wrong).unwrap_err().to_string().starts_with("not an HTTP method; "), "{wrong}");
        }
    }
}
