//! A private copy of all records, on which a long statement keeps no caller waiting.

use std::ops::ControlFlow;

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{Value as Stored, ValueRef};

use super::select::select;
use super::{SelectError, Store, prepared_connection, time_limit};

/// The maximum size of records that are copied, in bytes: the copy is in memory, and all calls wait until it is made.
pub(crate) const MAX_BYTES: u64 = 256 << 20;

/// The maximum bytes of a text that a statement makes.
const MAX_TEXT: i32 = 16 << 20;

/// Reasons why records are not copied.
#[derive(Debug)]
pub(crate) enum CopyError {
    /// They have this many bytes.
    TooLarge(u64),
    Storage(rusqlite::Error),
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        CopyError::Storage(error)
    }
}

/// A copy of all records. It can be read, and nothing else.
pub(crate) struct RecordsCopy(Connection);

impl Store {
    /// Copies all records; a statement on the copy is aborted as soon as `is_over` returns true.
    pub(crate) fn readable_copy(&self, is_over: impl Fn() -> bool + Send + 'static) -> Result<RecordsCopy, CopyError> {
        self.readable_copy_within(MAX_BYTES, is_over)
    }

    fn readable_copy_within(
        &self,
        max_bytes: u64,
        is_over: impl Fn() -> bool + Send + 'static,
    ) -> Result<RecordsCopy, CopyError> {
        let bytes = self.bytes()?;
        if bytes > max_bytes {
            return Err(CopyError::TooLarge(bytes));
        }
        let mut copy = self.copy()?.into_connection();
        prepared_connection(&copy)?;
        copy.pragma_update(None, "trusted_schema", false)?;
        copy.pragma_update(None, "query_only", true)?;
        copy.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_TEXT)?;
        copy.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        copy.progress_handler(time_limit::STEPS, Some(is_over))?;
        // After the settings, which it forbids.
        copy.authorizer(Some(authorize))?;
        Ok(RecordsCopy(copy))
    }
}

impl RecordsCopy {
    /// Runs a statement, and passes the values of each row to `show` until that breaks.
    pub(crate) fn select(
        &self,
        sql: &str,
        values: &[Stored],
        show: impl FnMut(&[ValueRef<'_>]) -> ControlFlow<()>,
    ) -> Result<(), SelectError> {
        select(&self.0, sql, values, show)
    }
}

/// Allows reading of records and links. The statements are translated, so that nothing else should come here.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select => Authorization::Allow,
        AuthAction::Function { function_name } if !function_name.eq_ignore_ascii_case("load_extension") => {
            Authorization::Allow
        }
        // An empty name is that of a subquery.
        AuthAction::Read { table_name, .. }
            if table_name.starts_with("records_") || matches!(table_name, "links" | "json_each" | "") =>
        {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Location;
    use weda_definition::{Definition, Definitions, OptionSets};

    fn store() -> Store {
        let text = r#"{ "properties": { "name": { "type": "string" } } }"#;
        let definitions: Definitions =
            [Definition::parse("student", "student.json", text).unwrap()].into_iter().collect();
        let mut store = Store::open(&Location::Memory, definitions, OptionSets::default()).unwrap();
        store.model(crate::stage::Stage::Pre, "student").unwrap().unwrap();
        store
    }

    /// The translation of statements lets none of these pass; the copy refuses them by itself.
    #[test]
    fn a_copy_can_only_be_read() {
        let store = store();
        let copy = store.readable_copy(|| false).unwrap();
        let run = |sql: &str| copy.select(sql, &[], |_| ControlFlow::Continue(()));
        assert!(run("SELECT count(*), upper('a') FROM records_1").is_ok());
        for sql in [
            "ATTACH ':memory:' AS other",
            "PRAGMA user_version",
            "PRAGMA query_only = 0",
            "INSERT INTO records_1 (place) VALUES (1) RETURNING place",
            "DELETE FROM records_1",
            "DROP TABLE records_1",
            "CREATE TEMP TABLE t (a)",
            "CREATE VIRTUAL TABLE t USING fts5(a)",
            "SELECT load_extension('x')",
            "SELECT definition FROM models",
            "SELECT * FROM sqlite_schema",
            "SELECT * FROM pragma_database_list",
            "VACUUM INTO '/tmp/weda-copy'",
            "BEGIN",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        ] {
            assert!(run(sql).is_err(), "{sql}");
        }
    }

    #[test]
    fn more_records_than_the_maximum_are_not_copied() {
        let store = store();
        let bytes = store.bytes().unwrap();
        assert!(store.readable_copy_within(bytes, || false).is_ok());
        let refused = store.readable_copy_within(bytes - 1, || false).err();
        assert!(matches!(refused, Some(CopyError::TooLarge(found)) if found == bytes), "{refused:?}");
    }

    #[test]
    fn a_statement_ends_when_it_is_over() {
        let store = store();
        let copy = store.readable_copy(|| true).unwrap();
        let each = "SELECT value FROM json_each('[1,2,3,4,5,6,7,8,9,10]')";
        let sql = format!("SELECT count(*) FROM {}", vec![format!("({each})"); 9].join(", "));
        assert!(matches!(copy.select(&sql, &[], |_| ControlFlow::Continue(())), Err(SelectError::TimedOut)));
    }
}
