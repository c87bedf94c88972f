//! URLs and the names in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Error;
use crate::protocol::Endpoint;

/// Characters that are not escaped: unreserved ones, and those without meaning in a query value.
const TEXT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')').remove(b',');

/// Maximum length of a URL in bytes, including the scheme: the limit of HTTP libraries.
pub(super) const MAX_URL_LENGTH: usize = 65_534;

/// Returns the path of a model's records, with room to append to it.
pub(super) fn collection(endpoint: Endpoint<'_>, model: &str) -> Result<String, Error> {
    let mut path = String::with_capacity(256);
    path.push_str("/weda/odata/v1/");
    path.push_str(endpoint.env_type.as_ref());
    path.push('/');
    name(model, &mut path)?;
    Ok(path)
}

/// Returns a model's identifier, escaped for URLs.
pub(super) fn model_name(model: &str) -> Result<String, Error> {
    let mut out = String::new();
    name(model, &mut out)?;
    Ok(out)
}

fn name(model: &str, out: &mut String) -> Result<(), Error> {
    if !is_name(model) {
        return Err(Error::invalid_value(format!(
            "`{}` is not a valid model identifier; use the identifier (标识) from the WeDa console, such as `student`",
            model.escape_debug()
        )));
    }
    encode(model, out);
    Ok(())
}

pub(super) fn record(endpoint: Endpoint<'_>, model: &str, id: &str) -> Result<String, Error> {
    if id.is_empty() {
        return Err(Error::invalid_value(format!(
            "the id of a record of model `{model}` is empty; use the `id` of a record that was read or created"
        )));
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

/// Returns true if this can be the name of a model or field: letters of any language, digits, and characters without
/// meaning in a URL or filter.
fn is_name(text: &str) -> bool {
    if is_plain(text) {
        return !text.is_empty();
    }
    let fits = |character: char| character.is_alphanumeric() || "_-.@$".contains(character);
    text.chars().all(fits) && text.chars().any(|character| character != '.')
}

/// Appends any text, escaped. Spaces become `%20`, never `+`.
pub(super) fn encode(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        out.extend(utf8_percent_encode(text, TEXT));
    }
}

/// Returns true if the text needs no escaping, like most names and ids. Checks sixteen bytes at a time, since this
/// dominates the cost of a filter by ids (`cargo bench -p weda --bench url`).
pub(super) fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() | (*byte == b'_') | (*byte == b'-');
    let (chunks, rest) = text.as_bytes().as_chunks::<16>();
    chunks.iter().all(|chunk| chunk.iter().fold(true, |all, byte| all & plain(byte))) && rest.iter().all(plain)
}
