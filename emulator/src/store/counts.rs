//! How many records match, so that the pages of one list are counted once.

use std::collections::HashMap;

use rusqlite::{Connection, params_from_iter};

use super::List;

/// The counts that are kept at most.
const MAX: usize = 256;

/// Counts that hold until something changes.
#[derive(Default)]
pub(super) struct Counts {
    /// The number of changes up to which they hold.
    changes: u64,
    known: HashMap<String, u64>,
}

impl Counts {
    /// The number of records that a list matches without paging; `sql` counts them.
    pub(super) fn of(
        &mut self,
        changes: u64,
        connection: &Connection,
        sql: &str,
        list: &List,
    ) -> rusqlite::Result<u64> {
        let values = list.condition.as_ref().map_or([].as_slice(), |condition| condition.values.as_slice());
        // Texts are shown in quotes and with their quotes escaped: no two lists of values look alike.
        let key = format!("{sql}{values:?}");
        if self.changes != changes || self.known.len() == MAX {
            (self.changes, self.known) = (changes, HashMap::new());
        }
        if let Some(count) = self.known.get(&key) {
            return Ok(*count);
        }
        let mut statement = connection.prepare_cached(sql)?;
        let count = statement.query_row(params_from_iter(values), |row| row.get::<_, i64>(0))?.unsigned_abs();
        self.known.insert(key, count);
        Ok(count)
    }
}
