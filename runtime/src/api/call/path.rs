//! Methods, paths and parameters that callers give as text.

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Error;

/// What stays readable in an address.
const TEXT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')');

pub(super) fn method(method: impl TryInto<Method>) -> Result<Method, Error> {
    method.try_into().map_err(|_| {
        Error::invalid_value(
            "this is no HTTP method; give the one that the interface's page names, such as \"POST\"".to_owned(),
        )
    })
}

/// The path as it is sent. Nothing in it is a way to another host or to the folder above.
pub(super) fn encoded(path: &str) -> Result<String, Error> {
    let Some(inner) = path.strip_prefix('/') else { return Err(refused(path, "begins with no `/`")) };
    if inner.is_empty() {
        return Err(refused(path, "names nothing"));
    }
    if let Some(character) = path.chars().find(|character| character.is_control() || "?#\\".contains(*character)) {
        return Err(refused(path, &format!("has a `{}` in it", character.escape_debug())));
    }
    let mut out = String::with_capacity(path.len() + 16);
    for part in inner.split('/') {
        if matches!(part, "" | "." | "..") {
            return Err(refused(path, &format!("has a part `{part}`")));
        }
        out.push('/');
        out.extend(utf8_percent_encode(part, TEXT));
    }
    Ok(out)
}

/// Adds a parameter.
pub(super) fn add(path: &mut String, name: &str, value: &str) {
    path.push(if path.contains('?') { '&' } else { '?' });
    path.extend(utf8_percent_encode(name, TEXT));
    path.push('=');
    path.extend(utf8_percent_encode(value, TEXT));
}

fn refused(path: &str, why: &str) -> Error {
    Error::invalid_value(format!(
        "the path `{}` {why}; give it as the interface's page prints it from the first slash on, such as \
         `/weda/auth/v1/prod/describeOrgs`, and parameters with `query`",
        path.escape_debug()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_encoded_part_by_part() {
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
            ("", "begins with no `/`"),
            ("weda/x", "begins with no `/`"),
            ("https://elsewhere.example/x", "begins with no `/`"),
            ("@elsewhere.example/x", "begins with no `/`"),
            ("/", "names nothing"),
            ("//elsewhere.example/x", "has a part ``"),
            ("/weda/", "has a part ``"),
            ("/weda/../auth", "has a part `..`"),
            ("/./auth", "has a part `.`"),
            ("/\\elsewhere.example", "has a `\\\\` in it"),
            ("/a?b=1", "has a `?` in it"),
            ("/a#b", "has a `#` in it"),
            ("/a\nb", "has a `\\n` in it"),
        ] {
            let error = encoded(path).unwrap_err().to_string();
            assert!(error.contains(&format!("` {why}; give it as")), "{path}: {error}");
        }
        for wrong in ["", "GET X", "ge\nt"] {
            assert!(method(wrong).unwrap_err().to_string().starts_with("this is no HTTP method; "), "{wrong}");
        }
    }
}
