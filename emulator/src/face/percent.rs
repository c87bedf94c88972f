//! Percent-encoded text.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Decodes a text; `None` if it is not UTF-8 or a percent sign lacks its two digits: the decoder would accept that, and
/// hide clients that forget to encode.
pub(crate) fn decoded(encoded: &str) -> Option<String> {
    let has_digits =
        |rest: &str| rest.as_bytes().first_chunk().is_some_and(|two: &[u8; 2]| two.iter().all(u8::is_ascii_hexdigit));
    if !encoded.split('%').skip(1).all(has_digits) {
        return None;
    }
    percent_decode_str(encoded).decode_utf8().ok().map(Cow::into_owned)
}
