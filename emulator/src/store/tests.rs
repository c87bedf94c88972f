use rusqlite::params_from_iter;
use rusqlite::types::Value as Stored;

use super::*;

impl Store {
    /// Returns how SQLite carries a statement out.
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

/// A store with a record of `prod` that has this name.
fn store(definition: Definition, value: &str) -> Store {
    let mut store = Store::open(&Place::Memory, [definition].into_iter().collect(), OptionSets::default()).unwrap();
    let identifier = store.identifiers(Stage::Pre).remove(0);
    let table = store.model(Stage::Prod, &identifier).unwrap().unwrap();
    let name = &table.column("name").unwrap().name;
    let insert = format!("INSERT INTO {} ({}, {name}) VALUES ('a', '{value}')", table.table, table.id_column());
    store.connection.execute_batch(&insert).unwrap();
    store
}

/// A system model whose new definition was refused had it in `pre` all the same.
/// It was noted there before the records were looked at, which are those of `prod`.
/// The stage that may refuse is asked first.
#[test]
fn a_system_model_is_defined_in_both_stages_or_in_none() {
    let mut store = store(defined("sys_user", "string"), "word");
    assert!(matches!(store.define(defined("sys_user", "number")), Err(Unfit::Value { .. })));
    for stage in Stage::ALL {
        let texts: Vec<&str> = store.definitions(stage).map(|definition| definition.text.as_str()).collect();
        assert_eq!(texts, [defined("sys_user", "string").text.as_str()]);
    }
}

/// A model whose publishing ended in the middle had the table of one definition and the name of another.
/// The one was in its own transaction, the other came after it.
/// Both are in one.
#[test]
fn publishing_is_whole_or_nothing() {
    let mut store = store(defined("student", "string"), "true");
    let full = "CREATE TRIGGER full BEFORE INSERT ON published BEGIN SELECT RAISE(ABORT, 'no room'); END";
    store.connection.execute_batch(full).unwrap();
    assert!(matches!(store.publish(Arc::new(defined("student", "boolean"))), Err(Unfit::Storage(_))));
    let known = catalog::known(&store.connection, Stage::Prod, "student").unwrap();
    assert_eq!(known, Some(defined("student", "string").text));
}
