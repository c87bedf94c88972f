//! Compares random pages with serde_json: both accept the same pages, with the same values.

mod oracle;
mod random;

use oracle::Verdict::{Open, Read, Refused};
use oracle::students;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use random::{body, record};
use serde_json::Value;

use super::{Student, page};
use crate::codec::Reader;
use crate::records::ReadRow;

fn agree(body: &str) -> Result<(), TestCaseError> {
    let found = page::<Student>(body.as_bytes());
    match students(body) {
        Read((rows, count)) => {
            let page = found.map_err(|error| TestCaseError::fail(format!("{error}\n{body}")))?;
            prop_assert_eq!(&page.rows, &rows, "{}", body);
            prop_assert_eq!(page.count, count, "{}", body);
            prop_assert_eq!(page.ids.len(), rows.len());
        }
        Refused => prop_assert!(found.is_err(), "{:?}\n{}", found, body),
        Open => {}
    }
    Ok(())
}

fn run<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, test).unwrap();
}

#[test]
fn random_pages_are_read_as_serde_json_reads_them() {
    run(600, body(), |body| agree(&body));
}

/// Removes, replaces or doubles one character: most of these are not JSON, some are other JSON.
#[test]
fn damaged_pages_are_accepted_if_serde_json_accepts_them() {
    let damage = prop::sample::select(vec![
        "", "\"", "\\", "{", "}", "[", "]", ",", ":", "1", "0", "-", ".", "e", "n", "t", "u", "d8", "\n", "\0", " ",
        "李",
    ]);
    run(2000, (body(), any::<prop::sample::Index>(), damage, any::<bool>()), |(body, place, put, replace)| {
        let places: Vec<(usize, char)> = body.char_indices().collect();
        let (at, lost) = places[place.index(places.len())];
        let rest = if replace { at + lost.len_utf8() } else { at };
        agree(&format!("{}{put}{}", &body[..at], &body[rest..]))
    });
}

/// Rows are decoded in sequence from one text, without effects on each other.
#[test]
fn pages_equal_their_records_decoded_singly() {
    run(100, prop::collection::vec(record(), 1..5), |records| {
        let one = |record: &Value| {
            let text = record.to_string();
            let mut reader = Reader::new(&text);
            Student::read(&mut reader).ok()
        };
        let alone: Option<Vec<Student>> = records.iter().map(one).collect();
        let body = serde_json::json!({ "value": records }).to_string();
        prop_assert_eq!(page::<Student>(body.as_bytes()).ok().map(|page| page.rows), alone);
        Ok(())
    });
}
