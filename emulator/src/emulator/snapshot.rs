//! Copies of all records, to return to.

use std::fmt;
use std::sync::Mutex;

use uuid::Uuid;

use super::Emulator;
use crate::error::Error;
use crate::locked::locked;
use crate::store::StoreCopy;

/// A copy of all records of an emulator, as [`Emulator::snapshot`] makes it. It is held in memory.
pub struct Snapshot {
    /// The emulator that it was taken from.
    emulator: Uuid,
    copy: Mutex<StoreCopy>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

impl Emulator {
    /// Copies all records of both environment types, with the state of automatic numbers.
    ///
    /// The clock, tokens, faults, the profile and the log are not part of it, nor are definitions.
    ///
    /// ```
    /// use serde_json::json;
    /// use weda_emulator::{Definition, Emulator};
    ///
    /// let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
    /// let emulator = Emulator::builder().definitions(Definition::parse("student", "student.json", text)?).start()?;
    /// emulator.seed("student", [json!({ "name": "李四" })])?;
    ///
    /// let start = emulator.snapshot()?;
    /// for _test in 0..3 {
    ///     emulator.seed("student", [json!({ "name": "王五" })])?;
    ///     assert_eq!(emulator.records("student")?.len(), 2);
    ///     emulator.restore(&start)?;
    /// }
    /// assert_eq!(emulator.records("student")?.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the data file cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        let copy = self.store().copy().map_err(Error::storage)?;
        Ok(Snapshot { emulator: self.service.instance(), copy: Mutex::new(copy) })
    }

    /// Replaces all records by those of a snapshot. All caches are dropped, and the store gets a new
    /// [`store_id`](Self::store_id), as after a [`reset`](Self::reset): records that were created since are gone.
    ///
    /// Definitions stay as they are. If one has changed since the snapshot, the records are fitted to it, as
    /// [`define`](Self::define) does.
    ///
    /// # Errors
    /// Returns an error, and changes nothing, if the snapshot is of another emulator, a record does not fit a changed
    /// definition, or the data file cannot be written.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), Error> {
        if snapshot.emulator != self.service.instance() {
            let reason = "it was taken from another emulator, or from an earlier start of this one: take one from this \
                          emulator, or load the records from files";
            return Err(Error::Snapshot { reason: reason.to_owned() });
        }
        let copy = locked(&snapshot.copy);
        self.service.restore(&copy).map_err(|error| Error::Snapshot { reason: error.to_string() })
    }
}
