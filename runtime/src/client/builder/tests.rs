//! Values that the builder does not accept.

use std::time::Duration;

use crate::{Client, ClientBuilder, ErrorKind, GatewayKind};

type Set = fn(ClientBuilder) -> ClientBuilder;

/// A rate of NaN disabled the limit, zero concurrent calls meant one, and a limit of 10 bytes meant 64 KiB, silently.
#[test]
fn values_out_of_range_are_errors_of_build() {
    let cases: [(Set, &str); 11] = [
        (|b| b.timeout(Duration::ZERO), "`ClientBuilder::timeout(0 s)`: a call needs time; the default is 30 s"),
        (
            |b| b.attempt_timeout(Duration::ZERO),
            "`ClientBuilder::attempt_timeout(0 s)`: an attempt needs time; the default is 15 s",
        ),
        (|b| b.max_attempts(0), "`ClientBuilder::max_attempts(0)`: at least 1 is needed, which disables retries"),
        (|b| b.max_concurrent_calls(0), "`ClientBuilder::max_concurrent_calls(0)`: at least 1 is needed"),
        (|b| b.max_records(0), "`ClientBuilder::max_records(0)`: at least 1 is needed"),
        (
            |b| b.max_response_bytes(65_535),
            "`ClientBuilder::max_response_bytes(65535)`: at least 65536 (64 KiB) are needed, so that tokens and errors fit",
        ),
        (|b| b.rate_limit(f64::NAN), "`ClientBuilder::rate_limit(NaN)`: the rate must be a positive number"),
        (|b| b.rate_limit(f64::INFINITY), "`ClientBuilder::rate_limit(inf)`: the rate must be a positive number"),
        (|b| b.rate_limit(0.0), "`ClientBuilder::rate_limit(0)`: the rate must be a positive number"),
        (|b| b.rate_limit(-0.0), "`ClientBuilder::rate_limit(-0)`: the rate must be a positive number"),
        (|b| b.rate_limit(-2.5), "`ClientBuilder::rate_limit(-2.5)`: the rate must be a positive number"),
    ];
    for (set, words) in cases {
        let builder = set(Client::builder("lowcode-1").secret("id", "key"));
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn the_ends_of_the_ranges_are_accepted() {
    let least: [Set; 9] = [
        |b| b.timeout(Duration::from_nanos(1)),
        |b| b.timeout(Duration::MAX),
        |b| b.queue_timeout(Duration::ZERO),
        |b| b.max_attempts(1),
        |b| b.max_concurrent_calls(1),
        |b| b.max_concurrent_calls(usize::MAX),
        |b| b.max_records(1),
        |b| b.max_response_bytes(65_536),
        |b| b.rate_limit(f64::MIN_POSITIVE),
    ];
    for set in least {
        set(Client::builder("lowcode-1").secret("id", "key")).build().unwrap();
    }
}

#[test]
#[should_panic = "AdaptiveRateLimiter::per_second(NaN): the rate must be a positive number"]
fn a_limiter_with_a_rate_of_nan_panics() {
    crate::client::AdaptiveRateLimiter::per_second(f64::NAN);
}

#[test]
fn settings_of_the_other_interface_are_errors_of_build() {
    let builder = || Client::builder("lowcode-1").secret("id", "key");
    let error = builder().international().build().unwrap_err();
    assert!(error.to_string().contains("`ClientBuilder::international` is about addresses of the data-model gateway"));
    let error = Client::builder("lowcode-1").api_key("secret-value").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    assert_eq!(
        error.to_string(),
        "the client has an API key, which is documented for the data-model gateway only, and uses the OData interface; \
         call `ClientBuilder::gateway(GatewayKind::Model)` or set WEDA_GATEWAY to `model`, or use a SecretId and a SecretKey"
    );
    let model = builder().gateway(GatewayKind::Model).international();
    assert_eq!(model.build().unwrap().base_url(), "https://lowcode-1.api.intl.tcloudbasegateway.com");
    let model = builder().gateway(GatewayKind::Model).base_url("https://weda.example.com/gateway");
    assert_eq!(model.build().unwrap().base_url(), "https://weda.example.com/gateway");
    for bad in ["", "two words", "line\n"] {
        let error = Client::builder("lowcode-1").gateway(GatewayKind::Model).api_key(bad).build().unwrap_err();
        assert!(error.to_string().contains("the API key given to `ClientBuilder::api_key`"), "{error}");
    }
}
