//! Filters before a foreign judge: the parser of the Python package `odata-query`, which knows nothing of this library.
//!
//! Random filters travel as their addresses have them. The judge undoes the percent-encoding, parses, and says which of
//! some random records each filter finds (`judge.py`); the oracle of the other filter tests says the same without parsing.
//!
//! It runs where `python3` is 3.10 or later and has the package, and is counted as ignored elsewhere:
//!
//! ```text
//! python3 -m venv judge && judge/bin/pip install odata-query
//! PATH="$PWD/judge/bin:$PATH" cargo test -p weda --test foreign
//! ```

/// The interface of the clients of `fixture`.
const GATEWAY: weda::GatewayKind = weda::GatewayKind::OData;

// Other tests use the rest of it.
#[allow(dead_code)]
#[path = "../emulator/fixture.rs"]
mod fixture;
#[path = "../emulator/filters/oracle.rs"]
mod oracle;
#[path = "../emulator/filters/random.rs"]
mod random;
#[path = "../emulator/filters/typed.rs"]
mod typed;

use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

use fixture::{Book, widest};
use libtest_mimic::{Arguments, Failed, Trial};
use oracle::{Expr, Missing, Record};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use random::{expr, records};
use serde_json::{Value, json};
use weda::Dialect;
use weda::prelude::*;

/// Groups of records, and filters that are put to each.
const GROUPS: usize = 20;
const FILTERS: usize = 100;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // The judge has a `match`.
    let question = "import sys, odata_query; sys.exit(sys.version_info < (3, 10))";
    let is_there = judge().args(["-c", question]).stderr(Stdio::null()).status();
    let is_absent = !is_there.is_ok_and(|status| status.success());
    if is_absent && !arguments.list {
        eprintln!(
            "python3 has no package odata-query, so no foreign parser judges the filters: see tests/foreign/main.rs"
        );
    }
    let trial = |name: &str, dialect: fn() -> Dialect| {
        Trial::test(name, move || means_the_same(&dialect())).with_ignored_flag(is_absent)
    };
    let tests = vec![
        trial("documented_filters_mean_the_same_to_a_foreign_parser", Dialect::default),
        trial("filters_of_the_widest_dialect_mean_the_same_to_a_foreign_parser", widest),
    ];
    libtest_mimic::run(&arguments, tests).exit_code()
}

fn judge() -> Command {
    Command::new("python3")
}

/// A filter as it is sent, and the ids of the records that it finds.
struct Case {
    sent: String,
    expected: Vec<String>,
}

fn means_the_same(dialect: &Dialect) -> Result<(), Failed> {
    let client = Client::builder("lowcode-a1").secret("id", "key").dialect(dialect.clone()).build()?;
    let mut runner = TestRunner::default();
    let mut any = |strategy: BoxedStrategy<(Vec<Record>, Vec<Expr>)>| strategy.new_tree(&mut runner).unwrap().current();
    let groups: Vec<(Vec<Record>, Vec<Case>)> = (0..GROUPS)
        .map(|_| {
            let (records, filters) = any((records(30), prop::collection::vec(expr(), FILTERS)).boxed());
            let cases = filters.iter().filter_map(|filter| case(&client, filter, &records)).collect();
            (records, cases)
        })
        .collect();
    let asked: Vec<Value> = groups
        .iter()
        .map(|(records, cases)| {
            let records: Vec<Value> = records.iter().map(Record::json).collect();
            json!({ "records": records, "filters": cases.iter().map(|case| &case.sent).collect::<Vec<_>>() })
        })
        .collect();
    let cases: Vec<&Case> = groups.iter().flat_map(|(_, cases)| cases).collect();
    let verdicts = judged(&Value::from(asked).to_string())?;
    assert_eq!(verdicts.len(), cases.len());
    assert!(cases.len() > GROUPS * FILTERS / 4, "only {} filters are sent", cases.len());
    for (case, verdict) in cases.into_iter().zip(verdicts) {
        if verdict != json!(case.expected) {
            return Err(format!("{}\nfinds {:?},\nand to the judge {verdict}", case.sent, case.expected).into());
        }
    }
    Ok(())
}

/// `None` where nothing is sent, or no filter with it.
fn case(client: &Client, filter: &Expr, records: &[Record]) -> Option<Case> {
    let explained = Book::query(client).filter(filter.typed()).preview();
    assert!(explained.is_ok() || filter.waits(false), "{explained:?}");
    let url = explained.ok().flatten()?.url;
    let sent = url.split_once("?$filter=")?.1.split('&').next()?.to_owned();
    let found = records.iter().filter(|record| filter.finds(record, false, Missing::Differs).unwrap_or(true));
    Some(Case { sent, expected: found.map(|record| record.id.clone()).collect() })
}

fn judged(asked: &str) -> Result<Vec<Value>, Failed> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/judge.py");
    let mut judge = judge().arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    judge.stdin.take().ok_or("no way to ask")?.write_all(asked.as_bytes())?;
    let output = judge.wait_with_output()?;
    if !output.status.success() {
        return Err("the judge gave up; what it says stands above".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
