//! URLs and the names in them.

use crate::Error;
use crate::protocol::Endpoint;
use crate::protocol::names::{self, encode, is_name, is_plain};

/// Maximum length of a URL in bytes, including the scheme: the limit of HTTP libraries.
pub(super) const MAX_URL_LENGTH: usize = 65_534;

/// Returns the path of a model's records, with room to append to it.
pub(super) fn collection(endpoint: Endpoint<'_>, model: &str) -> Result<String, Error> {
    let mut path = String::with_capacity(256);
    path.push_str("/weda/odata/v1/");
    path.push_str(endpoint.env_type.as_ref());
    path.push('/');
    names::model(model, &mut path)?;
    Ok(path)
}

/// Returns a model's identifier, escaped for URLs.
pub(super) fn model_name(model: &str) -> Result<String, Error> {
    let mut out = String::new();
    names::model(model, &mut out)?;
    Ok(out)
}

pub(super) fn record(endpoint: Endpoint<'_>, model: &str, id: &str) -> Result<String, Error> {
    if id.is_empty() {
        return Err(names::no_id(model));
    }
    let mut path = collection(endpoint, model)?;
    path.push_str("('");
    quoted(id, &mut path);
    path.push_str("')");
    Ok(path)
}

/// Appends the contents of a quoted string; quotes are doubled, as OData requires.
pub(super) fn quoted(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        encode(&text.replace('\'', "''"), out);
    }
}

/// Appends the key of a field, which must not be able to alter a filter or sort order.
pub(super) fn field(name: &str, out: &mut String) -> Result<(), Error> {
    // The common case is checked in one pass, since a filter by ids repeats its field many times.
    if is_plain(name) && !name.is_empty() {
        out.push_str(name);
        return Ok(());
    }
    if !is_name(name) {
        return Err(Error::invalid_value(format!(
            "`{}` is not a valid field key; use the key of a single field, or `Filter::raw_unchecked` for other expressions",
            name.escape_debug()
        )));
    }
    encode(name, out);
    Ok(())
}
