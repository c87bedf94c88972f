//! Random filters, lists and relations, compared with an evaluation on plain records.
//!
//! `WEDA_SEED` sets the seed, `WEDA_CASES` the number of lists of each rule:
//! `WEDA_CASES=50000 WEDA_SEED=7 cargo test -p weda-emulator --test wire model::oracle`.

mod condition;
mod evaluate;
mod odata;
mod question;
mod schema;
mod value;
mod world;

use fastrand::Rng;
use serde_json::{Value, json};
use weda_emulator::Profile;
use weda_emulator::profile::{EmptyGroups, ModelApi, Nulls};

use self::evaluate::Rules;
use self::question::Question;
use self::world::World;
use super::data;
use crate::fixture::{Served, encoded, serving_as};

/// The number of lists of the same records.
const LISTS: u64 = 100;

#[test]
fn documented_lists() {
    compare(Rules { null_differs: true, empty_or: true, narrows: true }, ModelApi::default());
}

#[test]
fn lists_with_the_other_rules() {
    let mut api = ModelApi::default();
    api.nulls = Nulls::Unknown;
    api.empty_groups = EmptyGroups::None;
    api.narrowing = false;
    compare(Rules { null_differs: false, empty_or: false, narrows: false }, api);
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

/// The numbers of comparisons, so that a comparison of nothing fails.
#[derive(Debug, Default)]
struct Seen {
    lists: u64,
    some: u64,
    related: u64,
    odata: u64,
    updates: u64,
}

fn compare(rules: Rules, api: ModelApi) {
    let (cases, seed) = (number("WEDA_CASES", 1_500), number("WEDA_SEED", 20_261_130));
    // The other interface answers everything that it can be asked.
    let mut profile = Profile::lenient();
    profile.lists.nulls = api.nulls;
    profile.model_api = api;
    let (mut rng, mut seen) = (Rng::with_seed(seed), Seen::default());
    while seen.lists < cases {
        let served = serving_as(schema::definitions(), profile.clone());
        let world = World::random(&mut rng, &served);
        for _ in 0..LISTS.min(cases - seen.lists) {
            let question = Question::random(&mut rng, &world);
            let context = format!("WEDA_SEED={seed}, list {} of {cases}", seen.lists + 1);
            check(rules, &served, &world, &question, &context);
            check_update(&mut rng, rules, &served, &world, &question, &mut seen);
            check_odata(rules, &served, &world, &question, &mut seen);
            let answer = question.answer(rules, &world);
            let records = answer["records"].as_array().unwrap();
            seen.lists += 1;
            seen.some += u64::from(!records.is_empty() && records.len() < world.records[question.model].len());
            seen.related += records
                .iter()
                .flat_map(|record| record.as_object().unwrap().values())
                .filter(|value| value.is_array())
                .count() as u64;
        }
    }
    println!("WEDA_SEED={seed} {seen:?}");
    assert!([seen.some, seen.related, seen.odata, seen.updates].iter().all(|count| *count > cases / 40), "{seen:?}");
}

/// Compares a list with the evaluation.
fn check(rules: Rules, served: &Served, world: &World, question: &Question, context: &str) {
    let (found, expected) = (data(served, question.model, "list", &question.body()), question.answer(rules, world));
    if found == expected {
        return;
    }
    let is_wrong =
        |question: &Question| data(served, question.model, "list", &question.body()) != question.answer(rules, world);
    let parts = question::parts(&question.filter).into_iter().map(|part| question.plain(part)).filter(is_wrong);
    let smallest = parts.min_by_key(|part| part.filter.to_string().len());
    if let Some(part) = smallest {
        let found = data(served, part.model, "list", &part.body());
        let expected = part.answer(rules, world);
        let wrong = world.records[part.model].iter().find(|record| {
            let is_in =
                |data: &Value| data["records"].as_array().unwrap().iter().any(|shown| shown["_id"] == record["_id"]);
            is_in(&found) != is_in(&expected)
        });
        panic!("{context}: {} {}\nfound {found}\nexpected {expected}\nsuch as {wrong:?}", part.model, part.filter);
    }
    panic!("{context}: {} {}\nfound {found}\nexpected {expected}", question.model, question.body());
}

/// An update of many records changes those that match.
fn check_update(rng: &mut Rng, rules: Rules, served: &Served, world: &World, question: &Question, seen: &mut Seen) {
    if rng.u8(0..8) != 0 {
        return;
    }
    let body = json!({ "data": { "touched": 1 }, "filter": question.filter });
    let ids: Vec<&Value> = question.matching(rules, world).iter().map(|record| &record["_id"]).collect();
    let expected = json!({ "count": ids.len(), "legalIdList": ids, "illegalIdList": [] });
    assert_eq!(data(served, question.model, "updateMany", &body), expected, "{}", question.filter);
    seen.updates += 1;
}

/// The other interface finds the same records.
fn check_odata(rules: Rules, served: &Served, world: &World, question: &Question, seen: &mut Seen) {
    let question = question.plain(json!({ "where": question.filter["where"] }));
    let Some(filter) = odata::filter(rules, &question.filter["where"]).filter(|filter| !filter.is_empty()) else {
        return;
    };
    let page = served.get(&format!("pre/{}?$top=1000&$filter={}", question.model, encoded(&filter)));
    let json = page.json();
    let rows = json["value"].as_array().unwrap_or_else(|| panic!("{filter}: {page:?}"));
    let ids: Vec<&Value> = rows.iter().map(|row| &row["_id"]).collect();
    let expected: Vec<&Value> = question.matching(rules, world).iter().map(|record| &record["_id"]).collect();
    assert_eq!(ids, expected, "{filter}");
    seen.odata += 1;
}
