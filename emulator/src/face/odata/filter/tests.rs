//! SQL and query plan of each operator. `cargo test -p weda-emulator filter::tests -- --nocapture` prints them.

use std::sync::Arc;

use weda_definition::{Definition, OptionSets};

use super::compile;
use crate::filter::operator_names;
use crate::profile::Profile;
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{List, Location, Order, Store, count_statement, statement};

const MODEL: &str = r#"{ "properties": {
    "name": { "type": "string" },
    "score": { "type": "number" },
    "present": { "type": "boolean" },
    "card": { "type": "string", "x-unique": true },
    "tutor": { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "teacher" } },
    "school": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "school" } }
} }"#;

/// A store with the model.
fn store() -> (Store, Arc<Model>) {
    let definition = Definition::parse("person", "person.json", MODEL).unwrap();
    let definitions = [definition].into_iter().collect();
    let mut store = Store::open(&Location::Memory, definitions, OptionSets::default()).unwrap();
    let model = store.model(Stage::Pre, "person").unwrap().unwrap();
    (store, model)
}

/// The condition in SQL and its query plan.
fn plan(filter: &str, order: Order) -> (String, String) {
    let (store, model) = store();
    let condition = compile(filter, &model, &Profile::lenient()).unwrap();
    let sql = condition.sql.clone();
    let is_of_creation = order == Order::Creation;
    let list = List { condition: Some(condition), order, top: 10, ..List::default() };
    let (plan, counted) = (store.plan(&statement(&model, &list, false)), store.plan(&count_statement(&model, &list)));
    // Only lists in the order of creation continue after a place.
    if is_of_creation {
        let behind = store.plan(&statement(&model, &list, true));
        assert!(
            behind.starts_with("SEARCH ") && !behind.contains("SCAN records_1;"),
            "the next page of {filter}: {behind}"
        );
    }
    println!("{filter}\n    {sql}\n    {plan}\n    counted: {counted}");
    assert_eq!(plan.contains("SEARCH"), counted.contains("SEARCH"), "the count of {filter}");
    (sql, plan)
}

/// Columns: c1 name, c2 score, c3 present, c4 card, c5 tutor, c6 school, c7 _id, c8 createdAt.
#[test]
fn each_operator() {
    let cases = [
        ("name eq 'a'", "c1 = ?1"),
        ("name ne 'a'", "c1 IS NOT ?1"),
        ("score gt 1", "c2 > ?1"),
        ("score ge 1", "c2 >= ?1"),
        ("score lt 1.5", "c2 < ?1"),
        ("score le -1", "c2 <= ?1"),
        ("present eq true", "c3 = ?1"),
        ("score eq null", "c2 IS NULL"),
        ("score ne null", "c2 IS NOT NULL"),
        ("contains(name,'a')", "instr(c1, ?1) > 0"),
        ("startswith(name,'四')", "(length(CAST(c1 AS BLOB)) >= 3 AND substr(CAST(c1 AS BLOB), 1, 3) = ?1)"),
        ("endswith(name,'四')", "(length(CAST(c1 AS BLOB)) >= 3 AND substr(CAST(c1 AS BLOB), -3) = ?1)"),
        ("not (name eq 'a')", "((c1 = ?1) IS NOT TRUE)"),
        ("name eq 'a' and score gt 1", "(c1 = ?1 AND c2 > ?2)"),
        ("name eq 'a' or score gt 1", "(c1 = ?1 OR c2 > ?2)"),
    ];
    for (filter, expected) in cases {
        let (sql, plan) = plan(filter, Order::Creation);
        assert_eq!((sql.as_str(), plan.as_str()), (expected, "SCAN records_1"), "{filter}");
    }
    for word in operator_names() {
        let is_shown = |(filter, _): &(&str, &str)| {
            filter.contains(&format!(" {word} ")) || filter.starts_with(&format!("{word}("))
        };
        assert!(cases.iter().any(is_shown), "no case for the operator `{word}`");
    }
}

/// The first step on an indexed column is a search by its index.
#[test]
fn each_index() {
    let cases = [
        ("_id eq 'a'", "c7_unique (c7=?)"),
        ("card eq 'A1'", "c4_unique (c4=?)"),
        ("tutor eq 't'", "c5 (c5=?)"),
        ("school eq 's'", "c6 (c6=?)"),
        ("createdAt eq 5", "c8 (c8=?)"),
        ("card eq 'A1' and name ne 'a'", "c4_unique (c4=?)"),
    ];
    for (filter, index) in cases {
        let (_, plan) = plan(filter, Order::Creation);
        let (search, _) = plan.split_once("INDEX").unwrap_or_else(|| panic!("{filter}: {plan}"));
        assert!(["SEARCH records_1 USING ", "SEARCH records_1 USING COVERING "].contains(&search), "{filter}: {plan}");
        assert!(plan.ends_with(&format!("INDEX records_1_{index}")), "{filter}: {plan}");
    }
    let (_, either) = plan("_id eq 'a' or _id eq 'b'", Order::By(vec![("_id".to_owned(), false)]));
    assert!(either.contains("INDEX") && !either.contains("SCAN records_1;"), "{either}");
    let (_, paged) = plan("name ne 'a'", Order::By(vec![("_id".to_owned(), false)]));
    assert_eq!(paged, "SCAN records_1 USING INDEX records_1_c7_unique", "pages by id need no sorting");
}

/// Calls on single records, checks of writes and rules of deletion use an index.
#[test]
fn each_lookup() {
    let (store, model) = store();
    let mut lookups = vec![model.by_id(&model.names), model.by_id("place")];
    for column in &model.columns {
        if column.is_unique() {
            lookups.push(model.in_another(column));
        }
        if column.is_indexed() {
            lookups.push(model.referring(column));
        }
    }
    assert_eq!(lookups.len(), 7);
    for sql in lookups {
        let plan = store.plan(&sql);
        println!("{sql}\n    {plan}");
        assert!(plan.starts_with("SEARCH records_1 USING ") && !plan.contains("SCAN"), "{sql}: {plan}");
    }
    let plan = store.plan(&model.at_places);
    assert_eq!(plan, "SCAN rarray VIRTUAL TABLE INDEX 1:; SEARCH records_1 USING INTEGER PRIMARY KEY (rowid=?)");
}
