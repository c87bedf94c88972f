//! Signatures that were made by other programs.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Signature, SignatureError, SignedRequest};

/// As `@cloudbase/js-sdk` 3.7.0 sent it with the key pair `local-id`, `local-key`.
const SDK: &str = "TC3-HMAC-SHA256 Credential=local-id/2026-11-30/tcb/tc3_request, \
                   SignedHeaders=content-type;host;user-agent;x-client-timestamp;x-tcb-region;x-tcb-source, \
                   Signature=2e20715d34e2bce17c9064e25b086766adcd1c948a3e1db7a85c1a71dd2f908f, Timestamp=1796004760";
const SDK_BODY: &str = r#"{"grant_type":"client_credentials","envName":""}"#;

/// A call of the cloud API with the emulator's own keys. The signature is that of Python's `hmac`:
///
/// ```python
/// from hashlib import sha256
/// import hmac
/// body = '{"EnvId":"lowcode-emulator","Name":"student"}'
/// request = 'POST\n/\n\ncontent-type:application/json\nhost:127.0.0.1:4010\n\ncontent-type;host\n' \
///     + sha256(body.encode()).hexdigest()
/// text = 'TC3-HMAC-SHA256\n1796004760\n2026-11-30/lowcode/tc3_request\n' + sha256(request.encode()).hexdigest()
/// key = b'TC3emulator-key'
/// for part in ['2026-11-30', 'lowcode', 'tc3_request', text]:
///     key = hmac.new(key, part.encode(), sha256).digest()
/// print(key.hex())
/// ```
const CLOUD: &str = "TC3-HMAC-SHA256 Credential=emulator-id/2026-11-30/lowcode/tc3_request, \
                     SignedHeaders=content-type;host, \
                     Signature=bf2573ad5004a5d90ccd875a676aab3794d563a47c5620383d6c8fd7308208b0";
const CLOUD_BODY: &str = r#"{"EnvId":"lowcode-emulator","Name":"student"}"#;

fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
    list.iter().map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
}

fn sdk_headers() -> HeaderMap {
    headers(&[
        ("host", "127.0.0.1:8971"),
        ("content-type", "application/json"),
        ("user-agent", "adapter-node/@cloudbase/js-sdk/3.7.0"),
        ("x-tcb-source", ",unknown"),
        ("x-client-timestamp", "1796004761002"),
        ("x-tcb-region", ""),
    ])
}

fn cloud_headers() -> HeaderMap {
    headers(&[
        ("host", "127.0.0.1:4010"),
        ("content-type", "application/json"),
        ("x-tc-timestamp", "1796004760"),
        ("x-tc-action", "DescribeDataSource"),
    ])
}

fn verify(authorization: &str, key: &str, path: &str, headers: &HeaderMap, body: &str) -> Result<(), SignatureError> {
    let request = SignedRequest { method: "POST", path, query: "", headers, body: body.as_bytes() };
    Signature::parse(authorization).unwrap()?.verify(key, &request)
}

#[test]
fn signatures_of_a_client_and_of_another_program() {
    let path = "/auth/v1/token/clientCredential";
    assert_eq!(verify(SDK, "local-key", path, &sdk_headers(), SDK_BODY), Ok(()));
    assert_eq!(verify(CLOUD, "emulator-key", "/", &cloud_headers(), CLOUD_BODY), Ok(()));
    assert_eq!(Signature::parse(SDK).unwrap().unwrap().key_id, "local-id");
    // A temporary key adds its token.
    let with_token = format!("{SDK}, Token=abc");
    assert_eq!(verify(&with_token, "local-key", path, &sdk_headers(), SDK_BODY), Ok(()));
}

#[test]
fn everything_that_is_signed_counts() {
    let mismatch = Err(SignatureError::Mismatch);
    assert_eq!(verify(CLOUD, "emulator-kez", "/", &cloud_headers(), CLOUD_BODY), mismatch);
    assert_eq!(verify(CLOUD, "emulator-key", "/x", &cloud_headers(), CLOUD_BODY), mismatch);
    assert_eq!(verify(CLOUD, "emulator-key", "/", &cloud_headers(), "{}"), mismatch);
    let mut headers = cloud_headers();
    headers.insert("host", HeaderValue::from_static("127.0.0.1:4011"));
    assert_eq!(verify(CLOUD, "emulator-key", "/", &headers, CLOUD_BODY), mismatch);
    let mut headers = cloud_headers();
    headers.insert("x-tc-timestamp", HeaderValue::from_static("1796004761"));
    assert_eq!(verify(CLOUD, "emulator-key", "/", &headers, CLOUD_BODY), mismatch);
    let mut headers = cloud_headers();
    headers.insert("x-tc-action", HeaderValue::from_static("DescribeEnvs"));
    assert_eq!(verify(CLOUD, "emulator-key", "/", &headers, CLOUD_BODY), Ok(()), "the action is not signed");
    let other_service = CLOUD.replace("/lowcode/", "/tcb/");
    assert_eq!(verify(&other_service, "emulator-key", "/", &cloud_headers(), CLOUD_BODY), mismatch);
}

#[test]
fn signatures_that_cannot_be_checked() {
    let of_headers = |headers: &HeaderMap| verify(CLOUD, "emulator-key", "/", headers, CLOUD_BODY);
    let mut headers = cloud_headers();
    headers.remove("x-tc-timestamp");
    assert_eq!(of_headers(&headers), Err(SignatureError::NoTimestamp));
    for time in ["", "now", "1e9", "99999999999999999999", "999999999999999999"] {
        headers.insert("x-tc-timestamp", HeaderValue::from_static(time));
        assert_eq!(of_headers(&headers), Err(SignatureError::NoTimestamp), "{time}");
    }
    headers.insert("x-tc-timestamp", HeaderValue::from_static("1796092400"));
    assert_eq!(of_headers(&headers), Err(SignatureError::OtherDate));
    let mut headers = cloud_headers();
    headers.remove("content-type");
    assert_eq!(of_headers(&headers), Err(SignatureError::MissingHeader("content-type".to_owned())));
    let unsigned = CLOUD.replace("content-type;host", "content-type");
    let unsigned = verify(&unsigned, "emulator-key", "/", &cloud_headers(), CLOUD_BODY);
    assert_eq!(unsigned, Err(SignatureError::Unsigned("host")));
}

#[test]
fn headers_in_another_format() {
    for other in
        ["", "Bearer a.b.c", "TC3", "tc3-hmac-sha256 Credential=a/b/c/tc3_request", "TC3-HMAC-SHA256,Credential"]
    {
        assert!(Signature::parse(other).is_none(), "{other}");
    }
    for malformed in [
        "TC3-HMAC-SHA256",
        "TC3-HMAC-SHA256 Credential",
        "TC3-HMAC-SHA256 Credential=a/2026-11-30/tcb, SignedHeaders=host, Signature=0",
        "TC3-HMAC-SHA256 Credential=/2026-11-30/tcb/tc3_request, SignedHeaders=host, Signature=0",
        "TC3-HMAC-SHA256 Credential=a/2026-11-30/tcb/aws4_request, SignedHeaders=host, Signature=0",
        "TC3-HMAC-SHA256 Credential=a/2026-11-30/tcb/tc3_request, Signature=0",
        "TC3-HMAC-SHA256 Credential=a/2026-11-30/tcb/tc3_request, SignedHeaders=host, Signature=",
    ] {
        assert!(matches!(Signature::parse(malformed), Some(Err(SignatureError::Malformed))), "{malformed}");
    }
}
