//! Each operator, and trees of them, compared with the same in Rust.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::dynamic::field;
use crate::{Date, ErrorKind, Row as _};
use crate::{Filter, Record};

/// Name and number of a record.
type Test = fn(&str, Option<u64>) -> bool;

/// Operators with their meaning. `ne` is true for records without a value.
fn operators() -> Vec<(Filter<Record>, Test)> {
    let (n, name) = (field("n"), field("name"));
    vec![
        (n.eq(5), |_, n| n == Some(5)),
        (n.ne(5), |_, n| n != Some(5)),
        (n.gt(8), |_, n| n.is_some_and(|n| n > 8)),
        (n.ge(8), |_, n| n.is_some_and(|n| n >= 8)),
        (n.lt(8), |_, n| n.is_some_and(|n| n < 8)),
        (n.le(8), |_, n| n.is_some_and(|n| n <= 8)),
        (n.one_of([1, 4, 400]), |_, n| matches!(n, Some(1 | 4 | 400))),
        (n.one_of([4]), |_, n| n == Some(4)),
        (n.in_range(4..8), |_, n| n.is_some_and(|n| (4..8).contains(&n))),
        (n.in_range(4..=8), |_, n| n.is_some_and(|n| (4..=8).contains(&n))),
        (n.is_null(), |_, n| n.is_none()),
        (n.is_not_null(), |_, n| n.is_some()),
        (name.contains("1"), |name, _| name.contains('1')),
        (name.eq("name 7"), |name, _| name == "name 7"),
        (name.one_of(["name 7", "name 11", "none"]), |name, _| matches!(name, "name 7" | "name 11")),
        (!n.one_of([1, 4]), |_, n| !matches!(n, Some(1 | 4))),
        (!n.eq(5), |_, n| n != Some(5)),
        (!n.is_null(), |_, n| n.is_some()),
        (!name.contains("1"), |name, _| !name.contains('1')),
        (n.eq(1) | n.eq(2) & name.contains("2"), |_, n| matches!(n, Some(1 | 2))),
        (!(n.eq(1) | n.is_null()), |_, n| !matches!(n, None | Some(1))),
        (!(n.ge(8) & name.contains("1")) & n.is_not_null(), |name, n| n.is_some_and(|n| n < 8 || !name.contains('1'))),
    ]
}

/// Returns the numbers of the records that pass a test.
fn expected(records: u64, test: impl Fn(&str, Option<u64>) -> bool) -> Vec<u64> {
    (0..records).filter(|at| test(&format!("name {at}"), (at % 3 != 0).then_some(*at))).collect()
}

async fn found(client: &Client, filter: Filter<Record>) -> Vec<u64> {
    let records = client.model("item").query().filter(filter).await.unwrap();
    records.iter().map(|record| record.id()[1..].parse::<u64>().unwrap() - 1).collect()
}

#[tokio::test]
async fn each_operator_matches_its_rust_equivalent() {
    let service = Service::start(30).await;
    let client = client(&service);
    for (filter, test) in operators() {
        let text = format!("{filter:?}");
        assert_eq!(found(&client, filter).await, expected(30, test), "{text}");
    }
}

#[tokio::test]
async fn a_list_of_values_is_one_operator_also_for_typed_fields() {
    let service = Service::start(30).await;
    let client = client(&service);
    let rows = Item::query(&client).filter(Item::N.one_of([1, 4]) & Item::NAME.contains("4")).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.n).collect::<Vec<_>>(), [Some(4)]);
    let condition = &service.bodies("list")[0]["filter"]["where"];
    assert_eq!(*condition, json!({ "$and": [{ "n": { "$in": [1, 4] } }, { "name": { "$search": "4" } }] }));
    assert_eq!(Item::query(&client).filter(Item::N.one_of([0_i64; 0])).await.unwrap(), [], "nothing is asked");
    assert_eq!(service.count("list"), 1);
    assert_eq!(Item::query(&client).filter(Item::N.gt(20)).count().await.unwrap(), 6);
}

#[tokio::test]
async fn a_date_matches_the_times_of_its_day() {
    let day: Date = "2026-03-05".parse().unwrap();
    let service = Service::start(0).await;
    let moments = [day.bounds().0 - 1, day.bounds().0, day.bounds().1 - 1, day.bounds().1];
    let items = client(&service).model("item");
    for (at, moment) in moments.into_iter().enumerate() {
        items.create(&json!({ "name": format!("name {at}"), "born": moment })).await.unwrap();
    }
    let born = field("born");
    for (filter, expected) in [
        (born.eq(day), vec![1, 2]),
        (born.ne(day), vec![0, 3]),
        (born.gt(day), vec![3]),
        (born.ge(day), vec![1, 2, 3]),
        (born.lt(day), vec![0]),
        (born.le(day), vec![0, 1, 2]),
    ] {
        assert_eq!(found(&client(&service), filter).await, expected);
    }
}

#[tokio::test]
async fn missing_operators_are_an_error_before_anything_is_sent() {
    let service = Service::start(0).await;
    for filter in
        [field("name").starts_with("a"), field("name").ends_with("a"), Filter::<Record>::raw_unchecked("a eq 1")]
    {
        let error = client(&service).model("item").query().filter(filter).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
    }
    let error = client(&service).model("item").query().filter(field("n").eq(f64::NAN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(service.count("list"), 0);
}

/// A filter as a tree of operators.
#[derive(Debug, Clone)]
enum Tree {
    Operator(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

impl Tree {
    fn filter(&self) -> Filter<Record> {
        match self {
            Tree::Operator(at) => operators().swap_remove(*at).0,
            Tree::All(trees) => Filter::<Record>::all(trees.iter().map(Tree::filter)),
            Tree::Any(trees) => Filter::<Record>::any(trees.iter().map(Tree::filter)),
            Tree::Not(tree) => !tree.filter(),
        }
    }

    /// `None`: neither a comparison with a missing value nor its opposite holds.
    fn holds(&self, negated: bool, name: &str, n: Option<u64>) -> bool {
        match self {
            Tree::Operator(at) => {
                let (_, test) = operators().swap_remove(*at);
                // The opposite of an order is an order, too, which a missing value never has.
                let is_order = (2..=5).contains(at);
                test(name, n) != negated && !(is_order && negated && n.is_none())
            }
            Tree::All(trees) if !negated => trees.iter().all(|tree| tree.holds(false, name, n)),
            Tree::All(trees) => trees.iter().any(|tree| tree.holds(true, name, n)),
            Tree::Any(trees) if !negated => trees.iter().any(|tree| tree.holds(false, name, n)),
            Tree::Any(trees) => trees.iter().all(|tree| tree.holds(true, name, n)),
            Tree::Not(tree) => tree.holds(!negated, name, n),
        }
    }
}

fn trees() -> impl Strategy<Value = Tree> {
    // Single terms.
    let leaf = prop_oneof![0..8_usize, 10..15_usize].prop_map(Tree::Operator);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several().prop_map(Tree::All),
            several().prop_map(Tree::Any),
            inner.clone().prop_map(|tree| Tree::Not(Box::new(tree))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn trees_of_operators_match_their_rust_equivalents(tree in trees()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let service = Service::start(25).await;
            let found = found(&client(&service), tree.filter()).await;
            prop_assert_eq!(found, expected(25, |name, n| tree.holds(false, name, n)));
            Ok(())
        })?;
    }
}
