//! Settings that cannot be used; these need no Redis.

use weda_redis::{Builder, Error, Shared};

use super::support::KEY;
use super::{Outcome, Tests};

pub const TESTS: Tests = &[
    ("settings::are_read_from_variables", are_read_from_variables),
    ("settings::that_cannot_be_used_are_described_without_secrets", that_cannot_be_used_are_described_without_secrets),
];

fn from(url: &str, key: &str, prefix: &str) -> Result<Shared, Error> {
    let lookup = |name: &str| match name {
        "WEDA_REDIS_URL" => Some(url.to_owned()),
        "WEDA_REDIS_KEY" => Some(key.to_owned()),
        "WEDA_REDIS_PREFIX" => Some(prefix.to_owned()),
        _ => None,
    };
    Builder::from_variables(lookup)?.build()
}

fn are_read_from_variables() -> Outcome {
    let shared = from("redis://user:hunter2@cache.example:6380/3", KEY, "reports")?;
    assert_eq!(
        format!("{shared:?}"),
        r#"Shared { address: "cache.example:6380", prefix: "reports", keys: Some(Keyring(1)), .. }"#
    );
    let shared = from(" redis://127.0.0.1:6379 \n", " ", "")?;
    assert_eq!(format!("{shared:?}"), r#"Shared { address: "127.0.0.1:6379", prefix: "weda", keys: None, .. }"#);
    assert_eq!(from("", KEY, "").unwrap_err(), Error::NoUrl);
    assert_eq!(Shared::builder("redis://127.0.0.1").prefix("").build().unwrap_err(), Error::Prefix);
    Ok(())
}

fn that_cannot_be_used_are_described_without_secrets() -> Outcome {
    let tls = if cfg!(feature = "tls") { "" } else { "build `weda-redis` with the feature `tls`" };
    for (url, key, expected) in [
        (
            "hunter2",
            KEY,
            "the address of Redis (`WEDA_REDIS_URL`, `Shared::builder`) cannot be read; expected `redis://",
        ),
        ("http://:hunter2@127.0.0.1", KEY, "cannot be read; expected `redis://USER:PASSWORD@HOST:PORT/DB`"),
        ("redis://:hunter2@[", KEY, "cannot be read"),
        ("redis://127.0.0.1/hunter2", KEY, "cannot be read"),
        ("rediss://:hunter2@127.0.0.1", KEY, tls),
        ("redis://127.0.0.1", "hunter2", "key 1 for the tokens (`WEDA_REDIS_KEY`, `Builder::key`) has 7 characters"),
        ("redis://127.0.0.1", &format!("{KEY},hunter2"), "key 2 for the tokens"),
    ] {
        match from(url, key, "") {
            Err(error) => {
                let text = format!("{error} {error:?}");
                assert!(text.contains(expected) && !text.contains("hunter2"), "{text}");
            }
            Ok(shared) => assert!(cfg!(feature = "tls") && url.starts_with("rediss"), "{shared:?}"),
        }
    }
    if cfg!(feature = "tls") {
        let error = from("rediss://:hunter2@127.0.0.1/#insecure", KEY, "").unwrap_err().to_string();
        assert!(error.contains("certificate") || error.contains("does not support"), "{error}");
    }
    Ok(())
}
