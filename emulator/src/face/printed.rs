//! Printed lists and records of a face, cached until they change.

mod json;
mod list_cache;
mod record_list;
mod row_cache;

use std::sync::Mutex;

use super::answer::Answer;
use crate::locked::locked;
use crate::schema::Model;
use crate::service::Session;
use crate::store::RowValues;
pub(super) use json::{json, text};
use list_cache::ListCache;
pub(super) use list_cache::ListKey;
pub(super) use record_list::RecordList;
use row_cache::RowCache;
pub(super) use row_cache::add_records;

/// The caches of a face. Callers pass the session of their call, during which nothing changes.
#[derive(Default)]
pub(super) struct Printed {
    lists: Mutex<ListCache>,
    rows: Mutex<RowCache>,
}

impl Printed {
    /// The cached answer to a request, if nothing has changed since.
    pub(super) fn list(&self, session: &Session<'_>, key: &ListKey<'_>) -> Option<Answer> {
        let answer = locked(&self.lists).get(key, session.changes())?;
        Some(Answer { kept: true, ..answer })
    }

    pub(super) fn insert_list(&self, session: &Session<'_>, key: &ListKey<'_>, answer: &Answer) {
        locked(&self.lists).insert(key, session.changes(), answer);
    }

    /// Adds the records at these places to a list, until it is too long. `print` must print a record the same way in
    /// every call.
    pub(super) fn add_cached(
        &self,
        session: &Session<'_>,
        model: &Model,
        places: &[i64],
        list: &mut RecordList,
        print: impl FnMut(&mut Vec<u8>, RowValues<'_>),
    ) -> rusqlite::Result<()> {
        locked(&self.rows).add(session, model, places, list, print)
    }
}
