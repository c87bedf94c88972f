use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::protocol::sql::Tables;

/// The names of tables that were read for SQL, shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct TableNames(Mutex<BTreeMap<(String, Tables), Arc<str>>>);

impl TableNames {
    pub fn get(&self, model: &str, tables: Tables) -> Option<Arc<str>> {
        self.names().get(&(model.to_owned(), tables)).map(Arc::clone)
    }

    pub fn insert(&self, model: &str, tables: Tables, name: &Arc<str>) {
        self.names().insert((model.to_owned(), tables), Arc::clone(name));
    }

    /// Forgets a name that may be wrong by now.
    pub fn forget(&self, model: &str, tables: Tables) {
        self.names().remove(&(model.to_owned(), tables));
    }

    fn names(&self) -> std::sync::MutexGuard<'_, BTreeMap<(String, Tables), Arc<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
