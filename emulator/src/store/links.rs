//! Relations between records: which records are related, and changes of that.
//!
//! A relation to one record is a column of its model. The reverse side of such a relation has no storage of its own. All
//! other relations (many-many, and lists whose other side does not exist) are pairs in the table `links`.

mod change;
mod one_one;
mod related;
mod resolve;
mod saved;
#[cfg(test)]
mod tests;

pub(super) use change::restore;
pub(crate) use change::{LinkChange, ListChange};
pub(super) use one_one::take_over;
pub(crate) use related::RelatedRows;
pub(crate) use saved::LinkedIds;

use rusqlite::{Connection, params};

use crate::stage::Stage;

/// Creates the tables of links.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS relations (
             number INTEGER PRIMARY KEY, stage TEXT NOT NULL, left_model TEXT NOT NULL, left_field TEXT NOT NULL,
             right_model TEXT NOT NULL, right_field TEXT NOT NULL,
             UNIQUE (stage, left_model, left_field, right_model, right_field)
         );
         CREATE TABLE IF NOT EXISTS links (
             relation INTEGER NOT NULL, left_id TEXT NOT NULL, right_id TEXT NOT NULL,
             PRIMARY KEY (relation, left_id, right_id)
         ) WITHOUT ROWID;
         CREATE INDEX IF NOT EXISTS links_right ON links (relation, right_id, left_id);",
    )
}

/// Removes all links.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM links", []).map(drop)
}

/// Removes the links of a record that is deleted.
pub(super) fn unlink(connection: &Connection, stage: Stage, model: &str, id: &str) -> rusqlite::Result<()> {
    for (column, side) in [("left_id", "left_model"), ("right_id", "right_model")] {
        let sql = format!(
            "DELETE FROM links WHERE relation IN (SELECT number FROM relations WHERE stage = ?1 AND {side} = ?2) AND \
             {column} = ?3"
        );
        connection.prepare_cached(&sql)?.execute(params![stage.name(), model, id])?;
    }
    Ok(())
}
