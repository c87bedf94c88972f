//! Members of answers beside those of the library that read them before: the same ones, and the same answers are taken for
//! another call's. The library passes over a `\u` without four digits in a value, which is not JSON; ours ends there.
//!
//! 20,000 answers in every run, and a million as `side_by_side` says.

use serde::de::IgnoredAny;
use sonic_rs::JsonValueTrait as _;

use super::bodies::Bodies;
use crate::codec::members;
use crate::protocol::odata::is_of_another_call;

/// The members up to the first fault, and whether there is one.
fn all<E>(members: impl Iterator<Item = Result<(String, String), E>>) -> (Vec<(String, String)>, bool) {
    let (mut sound, mut faulty) = (Vec::new(), false);
    for member in members {
        match member {
            Ok(member) => sound.push(member),
            Err(_) => faulty = true,
        }
    }
    (sound, faulty)
}

/// As the library was asked.
fn was_of_another_call(id: &str, answer: &[u8]) -> bool {
    match sonic_rs::get(answer, ["_id"]).ok().filter(|found| !found.is_null()) {
        Some(found) => found.as_str().is_some_and(|found| !found.eq_ignore_ascii_case(id)),
        None => {
            sonic_rs::to_object_iter(answer).flatten().any(|(name, value)| !name.starts_with('@') && !value.is_null())
        }
    }
}

#[test]
fn members_are_those_of_the_library() {
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
            // It looks for `_id` without a look at what is before it.
            assert!(ours == theirs || !is_json(&body), "seed {seed}: {ours} {shown}");
            others += u64::from(ours);
            unlike += u64::from(ours != theirs);
        }
    }
    assert!(others > 0);
    println!("{stricter} answers that are not JSON end earlier than for the library");
    println!(
        "{others} times an answer is another call's; {unlike} times, of answers that are not JSON, for one side only"
    );
}

/// Whether an answer begins with JSON to a third reader, which looks at escapes without resolving them.
fn is_json(answer: &[u8]) -> bool {
    serde_json::Deserializer::from_slice(answer).into_iter::<IgnoredAny>().next().is_some_and(|found| found.is_ok())
}
