//! Random queries have the answers of SQLite, whatever is sent to the service.

use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use fastrand::Rng;
use weda::client::GatewayKind;
use weda_datafusion::{TableOptions, Texts};
use weda_emulator::profile::Nulls;

use crate::cells::{self, Rows};
use crate::predicates::Choice;
use crate::queries::{self, Query, SHAPES};
use crate::{records, sqlite, world};

/// More of them, and other ones: `WEDA_CASES=5000 WEDA_SEED=2`.
fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Enough for four pages, so that there are partitions.
const STUDENTS: usize = 700;

fn queries() -> Vec<Query> {
    let mut random = Rng::with_seed(variable("WEDA_SEED", 20));
    let count = usize::try_from(variable("WEDA_CASES", 200)).expect("a number of cases");
    (0..count).map(|n| queries::query(&mut Choice(&mut random), n % SHAPES)).collect()
}

async fn rows(context: &SessionContext, sql: &str) -> Result<Rows, DataFusionError> {
    Ok(cells::rows(&context.sql(sql).await?.collect().await?))
}

fn settled(mut rows: Rows, is_ordered: bool) -> Rows {
    if !is_ordered {
        rows.sort();
    }
    rows
}

/// The ways in which a table is read, each with the part of the queries that it is asked: all of them, or one in two.
fn settings() -> [(TableOptions, usize); 5] {
    let of = |texts, pushdown, partitions| TableOptions { texts, pushdown, partitions };
    [
        (of(Texts::Unknown, true, 1), 1),
        (of(Texts::Binary, true, 3), 1),
        (of(Texts::Unknown, true, 3), 2),
        (of(Texts::Binary, true, 1), 2),
        (of(Texts::Unknown, false, 3), 2),
    ]
}

fn agree(nulls: Nulls, gateway: GatewayKind) {
    let data = records::records(7, STUDENTS);
    let queries = queries();
    let db = sqlite::load(&data);
    let expected: Vec<Rows> =
        queries.iter().map(|query| settled(sqlite::rows(&db, &query.sql.lite), query.is_ordered)).collect();
    let full = expected.iter().filter(|rows| !rows.is_empty()).count();
    assert!(full * 3 > queries.len() * 2, "{full} of {} queries have rows: the others show little", queries.len());

    let emulator = world::emulator(&data, nulls);
    let client = world::client(&emulator, gateway);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut wrong = Vec::new();
    let mut total = 0;
    for (options, part) in settings() {
        let context = world::context(&client, options);
        let before = world::requests(&emulator);
        for (query, expected) in queries.iter().zip(&expected).step_by(part) {
            total += 1;
            let found = runtime.block_on(rows(&context, &query.sql.ours));
            let problem = match found.map(|rows| settled(rows, query.is_ordered)) {
                Ok(rows) if rows == *expected => continue,
                Ok(rows) => {
                    let at = rows.iter().zip(expected).position(|(found, expected)| found != expected);
                    let at = at.unwrap_or_else(|| rows.len().min(expected.len()));
                    format!(
                        "{} rows, not {}; row {at} is {:?}, not {:?}",
                        rows.len(),
                        expected.len(),
                        rows.get(at),
                        expected.get(at)
                    )
                }
                Err(error) => error.to_string(),
            };
            wrong.push(format!("{options:?}\n  {}\n  {}\n  {problem}", query.sql.ours, query.sql.lite));
        }
        println!("{nulls:?} {gateway:?} {options:?}: {} requests", world::requests(&emulator) - before);
    }
    assert!(wrong.is_empty(), "{} of {total} differ:\n{}", wrong.len(), wrong[..wrong.len().min(6)].join("\n"));
}

/// Missing values as a document store treats them: `ne` finds them.
#[test]
fn with_missing_as_a_value_by_odata() {
    agree(Nulls::Value, GatewayKind::OData);
}

#[test]
fn with_missing_as_unknown_by_odata() {
    agree(Nulls::Unknown, GatewayKind::OData);
}

#[test]
fn with_missing_as_a_value_by_the_model_gateway() {
    agree(Nulls::Value, GatewayKind::Model);
}

#[test]
fn with_missing_as_unknown_by_the_model_gateway() {
    agree(Nulls::Unknown, GatewayKind::Model);
}
