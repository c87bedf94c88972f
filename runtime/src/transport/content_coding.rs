//! Compressed answers. The client accepts gzip, with any number of members (RFC 9110, 8.4.1.3).

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderValue};

use crate::error::{Error, ErrorKind, Problem};

/// The accepted content coding.
pub(super) const ACCEPTED: HeaderValue =
    HeaderValue::from_static(if cfg!(feature = "gzip") { "gzip" } else { "identity" });

/// Decompresses a body by its headers, to at most `longest` bytes.
///
/// # Errors
/// Returns an error if the content coding was not requested, or the body is corrupt or too long.
pub(super) fn decompressed(headers: &HeaderMap, body: Bytes, longest: usize) -> Result<Bytes, Error> {
    let codings = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings: Vec<&str> = codings
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"))
        .collect();
    // An empty body is not compressed, whatever its headers.
    if body.is_empty() {
        return Ok(body);
    }
    // Listed in the order in which they were applied.
    codings.iter().rev().try_fold(body, |body, coding| match coding.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => gunzipped(&body, longest),
        _ => Err(unexpected(Problem::UnknownCoding { coding: (*coding).to_owned() })),
    })
}

#[cfg(feature = "gzip")]
fn gunzipped(body: &[u8], longest: usize) -> Result<Bytes, Error> {
    use std::io::Read as _;

    use flate2::bufread::MultiGzDecoder;

    let mut decompressed = Vec::with_capacity(body.len().saturating_mul(4).min(longest));
    let limit = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(body).take(limit).read_to_end(&mut decompressed);
    match read {
        _ if decompressed.len() > longest => Err(unexpected(Problem::TooLong { limit: longest })),
        Ok(_) => Ok(decompressed.into()),
        Err(error) => Err(unexpected(Problem::BrokenCoding { reason: error.to_string() })),
    }
}

/// A service that was not asked for gzip, and sends it all the same.
#[cfg(not(feature = "gzip"))]
fn gunzipped(_: &[u8], _: usize) -> Result<Bytes, Error> {
    Err(unexpected(Problem::UnknownCoding { coding: "gzip".to_owned() }))
}

fn unexpected(problem: Problem) -> Error {
    Error::new(ErrorKind::UnexpectedAnswer, problem)
}

#[cfg(all(test, feature = "gzip"))]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn of(codings: &[&'static str], body: impl Into<Bytes>) -> Result<Bytes, String> {
        let mut headers = HeaderMap::new();
        for coding in codings {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        decompressed(&headers, body.into(), 100).map_err(|error| error.to_string())
    }

    #[test]
    fn gzip_is_decompressed_in_every_standard_form() {
        let members = [gzip(b"{\"a\":"), gzip(b""), gzip(b"1}")].concat();
        for (codings, body) in [
            (["gzip"].as_slice(), members.clone()),
            (&["X-GZip"], members),
            (&["identity, GZIP"], gzip(b"{\"a\":1}")),
            (&["gzip, gzip"], gzip(&gzip(b"{\"a\":1}"))),
            (&["gzip", "gzip"], gzip(&gzip(b"{\"a\":1}"))),
            (&[], b"{\"a\":1}".to_vec()),
            (&["identity"], b"{\"a\":1}".to_vec()),
        ] {
            assert_eq!(of(codings, body).as_deref(), Ok(b"{\"a\":1}".as_slice()), "{codings:?}");
        }
        assert_eq!(of(&["gzip"], "").as_deref(), Ok(b"".as_slice()), "as of a 204");
    }

    #[test]
    fn an_error_about_a_coding_names_it() {
        let cut = gzip(b"{\"a\":1}")[..15].to_vec();
        for (codings, body, words) in [
            (["br"].as_slice(), b"x".to_vec(), "the answer has the content coding `br`, which was not requested"),
            (&["gzip, zstd"], gzip(b"x"), "the answer has the content coding `zstd`, which was not requested"),
            (&["gzip"], cut, "the answer cannot be decompressed (gzip): "),
            (&["gzip"], b"{\"a\":1}".to_vec(), "the answer cannot be decompressed (gzip): "),
            (&["gzip"], gzip(&[b'x'; 101]), "the answer is longer than 100 bytes"),
        ] {
            let error = of(codings, body).unwrap_err();
            assert!(error.starts_with(words), "{error}");
        }
    }
}
