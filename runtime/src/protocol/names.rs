//! Names of models and fields, and their escaping in URLs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Error;

/// Characters that are not escaped: unreserved ones, and those without meaning in a query value.
const TEXT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'(').remove(b')').remove(b',');

/// Appends a model's identifier, escaped for URLs.
///
/// # Errors
/// Returns an error if it cannot be one, since it could name another path.
pub(super) fn model(model: &str, out: &mut String) -> Result<(), Error> {
    if !is_name(model) {
        return Err(Error::invalid_value(format!(
            "`{}` is not a valid model identifier; use the identifier (标识) from the WeDa console, such as `student`",
            model.escape_debug()
        )));
    }
    encode(model, out);
    Ok(())
}

/// The error for an empty id.
pub(super) fn no_id(model: &str) -> Error {
    Error::invalid_value(format!(
        "the id of a record of model `{model}` is empty; use the `id` of a record that was read or created"
    ))
}

/// Returns true if this can be the name of a model or field: letters of any language, digits, and characters without
/// meaning in a URL or filter.
pub(super) fn is_name(text: &str) -> bool {
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
