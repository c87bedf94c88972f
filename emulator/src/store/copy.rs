//! Copies of a whole store in memory.

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, params};

use super::{CatalogError, RowCounts, Stage, Store, catalog, prepared_connection};

/// A copy of all tables of a store.
pub(crate) struct StoreCopy(Connection);

impl StoreCopy {
    /// The connection to the copy.
    pub(super) fn into_connection(self) -> Connection {
        self.0
    }
}

impl Store {
    /// The size of all tables, in bytes.
    pub(crate) fn bytes(&self) -> rusqlite::Result<u64> {
        let number = |pragma| self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        Ok(number("page_count")?.unsigned_abs() * number("page_size")?.unsigned_abs())
    }

    /// Copies all tables.
    pub(crate) fn copy(&self) -> rusqlite::Result<StoreCopy> {
        let mut to = Connection::open_in_memory()?;
        copy(&self.connection, &mut to)?;
        Ok(StoreCopy(to))
    }

    /// Replaces all records by those of a copy, and gives the store a new id. Definitions stay: records of a model that
    /// has changed are fitted to it. Changes nothing on an error.
    pub(crate) fn restore(&mut self, from: &StoreCopy) -> Result<(), CatalogError> {
        // A draft, so that a record that does not fit leaves the store as it is.
        let mut draft = Connection::open_in_memory()?;
        copy(&from.0, &mut draft)?;
        prepared_connection(&draft)?;
        let id = self.fit(&mut draft)?;
        self.change_all();
        copy(&draft, &mut self.connection)?;
        for models in &mut self.stages {
            // Their tables may have other columns now.
            models.open.clear();
        }
        self.row_counts = RowCounts::default();
        self.id = id;
        Ok(())
    }

    /// Fits the records of a draft to the present definitions, and gives it a new id.
    fn fit(&self, draft: &mut Connection) -> Result<uuid::Uuid, CatalogError> {
        let transaction = draft.transaction()?;
        for stage in Stage::ALL {
            for definition in self.stages[stage as usize].definitions.values() {
                if definition.is_system() && stage != Stage::Prod {
                    continue;
                }
                let stored = catalog::stored_definition(&transaction, stage, &definition.identifier)?;
                if stored.is_some_and(|stored| stored != definition.text) {
                    catalog::migrate(&transaction, stage, definition)?;
                }
            }
        }
        // What is published is a matter of definitions, which stay.
        transaction.execute("DELETE FROM published", [])?;
        let mut published = self.connection.prepare("SELECT identifier, definition FROM published")?;
        let mut rows = published.query([])?;
        while let Some(row) = rows.next()? {
            let (identifier, text): (String, String) = (row.get(0)?, row.get(1)?);
            transaction.execute("INSERT INTO published VALUES (?1, ?2)", params![identifier, text])?;
        }
        let id = catalog::renew_identity(&transaction)?;
        transaction.commit()?;
        Ok(id)
    }
}

fn copy(from: &Connection, to: &mut Connection) -> rusqlite::Result<()> {
    let backup = Backup::new(from, to)?;
    // -1: all pages in one step.
    match backup.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
            Some("the store is in use: try again".to_owned()),
        )),
    }
}
