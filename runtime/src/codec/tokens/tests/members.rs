//! Compares the members of responses with those of sonic-rs, which read them before: both find the same members, and
//! take the same responses for another call's. For sonic-rs, a `\u` without four digits in a value is valid; ours
//! rejects it.
//!
//! 20,000 responses per run; see `side_by_side` for a million.

use serde::de::IgnoredAny;
use sonic_rs::JsonValueTrait as _;

use super::bodies::Bodies;
use crate::codec::members;
use crate::protocol::sent_record::is_of_another_call;

/// Returns the members, and whether there was an error.
fn all<E>(members: impl Iterator<Item = Result<(String, String), E>>) -> (Vec<(String, String)>, bool) {
    let (mut valid, mut failed) = (Vec::new(), false);
    for member in members {
        match member {
            Ok(member) => valid.push(member),
            Err(_) => failed = true,
        }
    }
    (valid, failed)
}

/// The previous implementation, with sonic-rs.
fn was_of_another_call(id: &str, answer: &[u8]) -> bool {
    match sonic_rs::get(answer, ["_id"]).ok().filter(|found| !found.is_null()) {
        Some(found) => found.as_str().is_some_and(|found| !found.eq_ignore_ascii_case(id)),
        None => {
            sonic_rs::to_object_iter(answer).flatten().any(|(name, value)| !name.starts_with('@') && !value.is_null())
        }
    }
}

#[test]
fn members_match_those_of_the_library() {
    let (bodies, mut stricter, mut others, mut unlike) = (Bodies::new(), 0_u64, 0_u64, 0_u64);
    for seed in 0..Bodies::count() {
        let body = bodies.body(seed);
        let shown = String::from_utf8_lossy(&body);
        let ours = all(members(&body).map(|member| member.map(|(name, value)| (name.into_owned(), value.to_owned()))));
        let theirs = sonic_rs::to_object_iter(&body[..]);
        let theirs = all(theirs.map(|member| member.map(|(name, value)| (name.into(), value.as_raw_str().to_owned()))));
        if ours != theirs {
            assert!(
                ours.1 && theirs.0.starts_with(&ours.0) && !is_json(&body),
                "seed {seed}: {shown}\n{ours:?}\n{theirs:?}"
            );
            stricter += 1;
            continue;
        }
        for id in ["a", "B"] {
            let (ours, theirs) = (is_of_another_call(id, &body), was_of_another_call(id, &body));
            // sonic-rs searches for `_id` without validating what precedes it.
            assert!(ours == theirs || !is_json(&body), "seed {seed}: {ours} {shown}");
            others += u64::from(ours);
            unlike += u64::from(ours != theirs);
        }
    }
    assert!(others > 0);
    println!("{stricter} invalid responses end earlier than with sonic-rs");
    println!("{others} responses are another call's; {unlike} invalid ones only for one side");
}

/// Returns true if serde_json, which validates escapes without resolving them, finds JSON at the start.
fn is_json(answer: &[u8]) -> bool {
    serde_json::Deserializer::from_slice(answer).into_iter::<IgnoredAny>().next().is_some_and(|found| found.is_ok())
}
