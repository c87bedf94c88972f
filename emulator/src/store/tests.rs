use rusqlite::params_from_iter;
use rusqlite::types::Value as Stored;

use super::*;

impl Store {
    /// Returns SQLite's query plan of a statement.
    pub(crate) fn plan(&self, sql: &str) -> String {
        let mut statement = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let values = vec![Stored::Integer(10); statement.parameter_count()];
        let steps = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
        steps.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    }
}

fn defined(name: &str, kind: &str) -> Definition {
    let text = format!(r#"{{ "properties": {{ "name": {{ "type": "{kind}" }} }} }}"#);
    Definition::parse(name, &format!("{name}.json"), &text).unwrap()
}

/// A store with a record in `prod` whose `name` is this value.
fn store(definition: Definition, value: &str) -> Store {
    let mut store = Store::open(&Location::Memory, [definition].into_iter().collect(), OptionSets::default()).unwrap();
    let identifier = store.identifiers(Stage::Pre).remove(0);
    let table = store.model(Stage::Prod, &identifier).unwrap().unwrap();
    let name = &table.column("name").unwrap().name;
    let insert = format!("INSERT INTO {} ({}, {name}) VALUES ('a', '{value}')", table.table, table.id_column());
    store.connection.execute_batch(&insert).unwrap();
    store
}

/// A refused definition of a system model was in `pre` nevertheless.
/// It was stored there before the records, which are in `prod`, were checked.
/// The stage that may refuse comes first now.
#[test]
fn a_system_model_is_defined_in_both_stages_or_in_none() {
    let mut store = store(defined("sys_user", "string"), "word");
    assert!(matches!(store.define(defined("sys_user", "number")), Err(CatalogError::IncompatibleValue { .. })));
    for stage in Stage::ALL {
        let texts: Vec<&str> = store.definitions(stage).map(|definition| definition.text.as_str()).collect();
        assert_eq!(texts, [defined("sys_user", "string").text.as_str()]);
    }
}

/// An interrupted publication left a table of one definition under the text of another.
/// They were written in separate transactions.
/// Both are in one transaction now.
#[test]
fn publishing_is_whole_or_nothing() {
    let mut store = store(defined("student", "string"), "true");
    let full = "CREATE TRIGGER full BEFORE INSERT ON published BEGIN SELECT RAISE(ABORT, 'no room'); END";
    store.connection.execute_batch(full).unwrap();
    assert!(matches!(store.publish(&[Arc::new(defined("student", "boolean"))]), Err(CatalogError::Storage(_))));
    let known = catalog::stored_definition(&store.connection, Stage::Prod, "student").unwrap();
    assert_eq!(known, Some(defined("student", "string").text));
}

/// A publication of several models that failed at the last one left the others published.
/// Each had its own transaction.
/// There is one for all now.
#[test]
fn several_models_are_published_all_or_none() {
    let mut store = store(defined("student", "string"), "true");
    let full = "CREATE TRIGGER full BEFORE INSERT ON published WHEN NEW.identifier = 'student' \
                BEGIN SELECT RAISE(ABORT, 'no room'); END";
    store.connection.execute_batch(full).unwrap();
    let both = [defined("order", "string"), defined("student", "boolean")].map(Arc::new);
    assert!(matches!(store.publish(&both), Err(CatalogError::Storage(_))));
    assert_eq!(catalog::published(&store.connection, "order").unwrap(), None);
    assert_eq!(store.identifiers(Stage::Prod), ["student"]);
    store.connection.execute_batch("DROP TRIGGER full").unwrap();
    store.publish(&both).unwrap();
    assert_eq!(catalog::published(&store.connection, "order").unwrap(), Some(both[0].text.clone()));
    assert_eq!(store.identifiers(Stage::Prod), ["order", "student"]);
}
