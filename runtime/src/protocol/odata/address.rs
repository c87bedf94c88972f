//! Addresses, and the names that stand in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Error;
use crate::protocol::Endpoint;

/// What stays readable: unreserved characters, and those that mean nothing inside a query value.
const TEXT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')').remove(b',');

/// Bytes of an address at most, from its scheme to its end: HTTP libraries take no more.
pub(super) const LONGEST: usize = 65_534;

/// The address of a model's records. There is room for what follows in most addresses.
pub(super) fn collection(endpoint: Endpoint<'_>, model: &str) -> Result<String, Error> {
    let mut path = String::with_capacity(256);
    path.push_str("/weda/odata/v1/");
    path.push_str(endpoint.env_type.as_ref());
    path.push('/');
    name(model, &mut path)?;
    Ok(path)
}

/// A model's identifier as it stands in addresses.
pub(super) fn model_name(model: &str) -> Result<String, Error> {
    let mut out = String::new();
    name(model, &mut out)?;
    Ok(out)
}

fn name(model: &str, out: &mut String) -> Result<(), Error> {
    if !is_name(model) {
        return Err(Error::invalid_value(format!(
            "no model can be called `{}`; give the identifier (标识) that the WeDa console shows, such as `student`",
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

/// Appends what stands between two quotes: a quote inside is doubled, as in any OData text.
pub(super) fn quoted(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        encode(&text.replace('\'', "''"), out);
    }
}

/// Appends the key of a field, which in a filter or an order must not be taken for more.
pub(super) fn field(name: &str, out: &mut String) -> Result<(), Error> {
    // As most are: they are looked at once, since a filter by ids names its field again and again.
    if is_plain(name) && !name.is_empty() {
        out.push_str(name);
        return Ok(());
    }
    if !is_name(name) {
        return Err(Error::invalid_value(format!(
            "no field can be called `{}`; write the key of one field, and for other words use `Filter::raw_unchecked`",
            name.escape_debug()
        )));
    }
    encode(name, out);
    Ok(())
}

/// Whether this can be what the service calls a model or a field: letters of any language, digits, and signs that mean
/// nothing in an address or a filter.
fn is_name(text: &str) -> bool {
    if is_plain(text) {
        return !text.is_empty();
    }
    let fits = |character: char| character.is_alphanumeric() || "_-.@$".contains(character);
    text.chars().all(fits) && text.chars().any(|character| character != '.')
}

/// Appends a text that may hold anything. Spaces become `%20`, never `+`.
pub(super) fn encode(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        out.extend(utf8_percent_encode(text, TEXT));
    }
}

/// Whether the text is sent as it is, as most names and ids are. Sixteen bytes at once, where there are as many: to look
/// at one after the other is what most of a filter by ids would cost.
pub(super) fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() | (*byte == b'_') | (*byte == b'-');
    let (chunks, rest) = text.as_bytes().as_chunks::<16>();
    chunks.iter().all(|chunk| chunk.iter().fold(true, |all, byte| all & plain(byte))) && rest.iter().all(plain)
}
