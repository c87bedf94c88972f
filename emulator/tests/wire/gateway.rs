//! Clocks, rates, quotas and tokens.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use weda_emulator::profile::Quota;
use weda_emulator::{Emulator, Profile};

use crate::fixture::{BASIC, Served, definitions, serving};
use crate::http::{Answer, send};

/// 2026-03-05, 23:59:59 in Beijing.
const LATE: i64 = 1_772_726_399_000;

fn with(switch: impl FnOnce(&mut Profile)) -> Served {
    let mut profile = Profile::documented();
    switch(&mut profile);
    Served::of(Emulator::builder().definitions(definitions()).profile(profile).clock(LATE).start().unwrap())
}

#[test]
fn the_clock_is_in_records_and_tokens() {
    let served = with(|_| ());
    let record = served.student(&json!({}));
    assert_eq!((&record["createdAt"], &record["updatedAt"]), (&json!(LATE), &json!(LATE)));
    served.emulator.advance_clock(Duration::from_secs(2));
    let id = record["_id"].as_str().unwrap();
    served.patch(id, &json!({}));
    let changed = served.get(&format!("pre/student('{id}')")).json();
    assert_eq!((&changed["createdAt"], &changed["updatedAt"]), (&json!(LATE), &json!(LATE + 2000)));

    served.emulator.advance_clock(Duration::from_secs(432_000 - 3));
    assert_eq!(served.get("pre/student").status, 200);
    assert!(served.get("pre/student").body.contains("value"));
    served.emulator.advance_clock(Duration::from_secs(1));
    assert_eq!(served.get("pre/student").common().0, "INVALID_ACCESS_TOKEN");
}

#[test]
fn tokens_can_be_made_to_expire() {
    let served = serving(definitions());
    assert_eq!(served.get("pre/student").status, 200);
    served.emulator.expire_tokens();
    let (code, message) = served.get("pre/student").common();
    assert_eq!(code, "INVALID_ACCESS_TOKEN");
    assert!(message.contains("jwt expired"), "{message}");
}

#[test]
fn a_token_of_another_environment() {
    let served = serving(definitions());
    let claims = URL_SAFE_NO_PAD.encode(r#"{"aud":"lowcode-other"}"#);
    let bearer = format!("Bearer e30.{claims}.c2ln");
    let answer =
        send(served.emulator.address(), "GET", "/weda/odata/v1/pre/student", &[("Authorization", &bearer)], "");
    let (code, message) = answer.common();
    assert_eq!((answer.status, code.as_str()), (200, "PERMISSION_DENIED"));
    assert!(message.contains("another environment") && message.contains("lowcode-emulator"), "{message}");
}

#[test]
fn calls_of_a_second() {
    let served = with(|profile| (profile.gateway.calls_per_second, profile.gateway.retry_after) = (2, true));
    let codes = |answers: [Answer; 3]| answers.map(|answer| answer.json()["code"].as_str().map(str::to_owned));
    let three = || codes([served.get("pre/student"), served.get("nowhere/student"), served.get("pre/student")]);
    let limit = Some("EXCEED_RATELIMIT".to_owned());
    assert_eq!(three(), [None, Some("INVALID_ENV".to_owned()), limit.clone()]);
    let refused = served.get("pre/student");
    assert!(refused.head.contains("retry-after: 1") && refused.common().1.contains("wait"), "{refused:?}");
    served.emulator.advance_clock(Duration::from_secs(1));
    assert_eq!(three()[2], limit);
}

#[test]
fn calls_of_a_day() {
    for (quota, code) in
        [(Quota::Package, "EXCEED_REQUEST_LIMIT"), (Quota::Database, "FailedOperation.FlexdbResourceOverdue")]
    {
        let served = with(|profile| (profile.gateway.calls_per_day, profile.gateway.quota) = (1, quota));
        assert!(served.get("pre/student").body.contains("value"));
        assert!(served.get("pre/student").body.contains(code));
        served.emulator.advance_clock(Duration::from_secs(1));
        assert!(served.get("pre/student").body.contains("value"), "it is the next day in Beijing");
    }
}

#[test]
fn tokens_of_a_minute() {
    let served = with(|profile| profile.gateway.tokens_per_minute = 2);
    let ask = || {
        let body = r#"{"grant_type":"client_credentials"}"#;
        let headers = [("Authorization", BASIC)];
        send(served.emulator.address(), "POST", "/auth/v1/token/clientCredential", &headers, body)
    };
    assert_eq!(ask().status, 200, "the second: the fixture took the first");
    assert_eq!(ask().common().0, "EXCEED_RATELIMIT");
    served.emulator.advance_clock(Duration::from_secs(60));
    assert_eq!(ask().status, 200);
}

#[test]
fn forbidden_models() {
    let served = with(|profile| profile.gateway.forbidden_models = vec!["student".to_owned()]);
    for (method, path) in [("GET", "pre/student"), ("POST", "batch/prod/student"), ("DELETE", "pre/student('a')")] {
        let refused = served.call(method, &format!("/weda/odata/v1/{path}"), "{}");
        let (code, message) = refused.business();
        assert_eq!(code, "FailedOperation.DataSourceOperationAuthFailure");
        assert!(message.contains("gateway.forbidden_models"), "{message}");
    }
    assert_eq!(served.get("pre/Student").json()["value"], json!([]));
}
