//! Query plans of relations.

use std::sync::Arc;

use rusqlite::types::Value as Stored;
use weda_definition::{Definition, OptionSets};

use super::related;
use crate::filter::{self, FieldName, Filter, FilterRules, Literal, Operator};
use crate::profile::Profile;
use crate::schema::{Model, Relation};
use crate::stage::Stage;
use crate::store::{List, Location, Store, count_statement, statement};

const BOOK: &str = r#"{ "properties": {
    "name": { "type": "string" },
    "author": { "type": "object", "format": "many-one",
                "x-parent": { "parentDataSourceName": "person", "parentFieldKey": "books" } },
    "readers": { "type": "array", "format": "many-many",
                 "x-parent": { "parentDataSourceName": "person", "parentFieldKey": "read" } }
} }"#;

const PERSON: &str = r#"{ "properties": {
    "name": { "type": "string" },
    "books": { "type": "array", "format": "one-many",
               "x-parent": { "parentDataSourceName": "book", "parentFieldKey": "author" } },
    "read": { "type": "array", "format": "many-many",
              "x-parent": { "parentDataSourceName": "book", "parentFieldKey": "readers" } }
} }"#;

/// The four kinds of ends of relations.
const ENDS: [(&str, &str); 4] = [("book", "author"), ("person", "books"), ("book", "readers"), ("person", "read")];

fn opened(model: &str, relation: &str) -> (Store, Arc<Model>, Relation) {
    let parse = |name: &str, text| Definition::parse(name, &format!("{name}.json"), text).unwrap();
    let definitions = [parse("book", BOOK), parse("person", PERSON)].into_iter().collect();
    let mut store = Store::open(&Location::Memory, definitions, OptionSets::default()).unwrap();
    let model = store.model(Stage::Pre, model).unwrap().unwrap();
    let relation = store.relation(&model, relation).unwrap().unwrap();
    (store, model, relation)
}

/// The condition that a field equals a text.
fn equals(field: &str) -> Filter {
    let (field, literal) = (FieldName { text: field.to_owned(), at: 0 }, Literal::Text("a".to_owned()));
    Filter::Compare { field, operator: Operator::Eq, literal, at: 0 }
}

/// Every table is searched by an index, and the related records are found once: not for each record.
#[test]
fn records_are_found_by_related_ones_with_indexes() {
    for (model, field) in ENDS {
        let (store, model, relation) = opened(model, field);
        let filter = Filter::Related { relation, filter: Some(Box::new(equals("_id"))) };
        let rules = FilterRules::odata(&Profile::documented());
        let condition = filter::compile(&filter, &model, rules).unwrap();
        assert_eq!(condition.values, [Stored::Text("a".to_owned())]);
        let list = List { condition: Some(condition), top: 10, ..List::default() };
        for sql in [statement(&model, &list, false), count_statement(&model, &list)] {
            let plan = store.plan(&sql);
            println!("{field}: {plan}");
            let (own, related) = plan.split_once("; ").unwrap_or_else(|| panic!("{field}: {plan}"));
            let search = format!("SEARCH {0} USING COVERING INDEX {0}_c", model.table);
            assert!(own.starts_with(&search) && related.starts_with("LIST SUBQUERY"), "{field}: {plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("CORRELATED"), "{field}: {plan}");
        }
    }
}

/// The only scan is that of the ids of a page, whatever the condition on the related records is.
#[test]
fn related_records_are_read_with_indexes() {
    for (model, field) in ENDS {
        let (store, model, relation) = opened(model, field);
        let rules = FilterRules::odata(&Profile::documented());
        for condition in [None, Some("_id"), Some("name")] {
            let compiled = condition.map(|key| filter::compile(&equals(key), &relation.target, rules).unwrap());
            let plan = store.plan(&related::statement(&model, &relation, compiled.as_ref()));
            println!("{field}, {condition:?}: {plan}");
            let mut scans = plan.split("; ").filter(|step| step.starts_with("SCAN"));
            assert!(scans.all(|step| step.starts_with("SCAN json_each")), "{field}: {plan}");
            assert!(plan.contains("SEARCH t USING INDEX "), "{field}: {plan}");
            let is_by_place = plan.contains("SEARCH x ") && plan.contains("rowid=?)");
            assert_eq!(is_by_place, condition.is_some(), "{field}: {plan}");
        }
    }
}
