mod builder;
#[cfg(feature = "https")]
mod https;
mod links;
mod load;
mod ports;
mod records;
mod save;
mod seed;
mod snapshot;
mod state;
mod tools;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;
use weda_definition::{Definition, OptionSets};

use crate::error::Error;
use crate::fault::{ActiveFault, Fault, FaultId, FaultProblem};
use crate::locked::locked;
use crate::log::LogEntry;
use crate::service::Service;
use crate::stage::Stage;
use crate::store::Store;
pub use builder::EmulatorBuilder;
pub use snapshot::Snapshot;
pub use state::{ClockState, Limit, Limits, TokenState};
pub use tools::{
    Amount, Group, GroupRequest, Groups, Hint, ListPlan, ListRequest, ReadStop, Reason, RecordList, Refusal,
    RefusalKind, SqlRows,
};

/// A running emulator. It stops when it is dropped.
///
/// ```
/// use serde_json::json;
/// use weda_emulator::{Definition, Emulator};
///
/// let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
/// let student = Definition::parse("student", "database-schemas/student.json", text)?;
///
/// let emulator = Emulator::builder().definitions(student).start()?;
/// emulator.load("student", [json!({ "_id": "9G5C0WQN26", "name": "李四" })])?;
/// println!("serving at {}", emulator.url());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Emulator {
    address: SocketAddr,
    service: Arc<Service>,
    server: Mutex<Option<Server>>,
    #[cfg(feature = "https")]
    https: https::Https,
}

impl Emulator {
    /// A builder with defaults: a free port of this machine, the built-in models, records in memory.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    /// The address the emulator listens on, with its actual port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base address for clients: `http://127.0.0.1:4010`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The environment id. The address of the real service contains it.
    #[must_use]
    pub fn env_id(&self) -> &str {
        &self.service.env_id
    }

    /// The id of the store, 32 hexadecimal digits. A store in memory has a new id at each start; a
    /// [data file](EmulatorBuilder::data) keeps its id until [`reset`](Self::reset). Each answer has it in the header
    /// `x-weda-store`.
    ///
    /// ```
    /// use weda_emulator::{Definition, Emulator};
    ///
    /// let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
    /// let student = Definition::parse("student", "student.json", text)?;
    /// let (first, second) = (Emulator::builder().definitions(student.clone()), Emulator::builder().definitions(student));
    /// assert_ne!(first.start()?.store_id(), second.start()?.store_id());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn store_id(&self) -> String {
        self.service.store().id().simple().to_string()
    }

    /// The id and the key that callers exchange for a token.
    #[must_use]
    pub fn keys(&self) -> (&str, &str) {
        let keys = &self.service.tokens.keys;
        (&keys.id, &keys.key)
    }

    /// The number of tokens issued, for tests of token caching.
    #[must_use]
    pub fn tokens_issued(&self) -> u64 {
        self.service.tokens.issued()
    }

    /// Adds or changes the definition of a model in `pre`. `prod` keeps its definition until
    /// [`publish`](Self::publish); a system model changes in both stages.
    ///
    /// Records are retained. Values of a field that is removed from the definition are hidden, and visible again once
    /// the field is back.
    ///
    /// # Errors
    /// Returns an error, and changes nothing, if a stored value does not fit the changed field.
    pub fn define(&self, definition: Definition) -> Result<(), Error> {
        self.service.define(definition).map_err(Error::storage)
    }

    /// Constraints in the definitions that the emulator does not enforce, one sentence each: patterns that are not
    /// regular expressions of JavaScript. Each is also logged as a [`tracing`] warning when its definition is added.
    ///
    /// ```
    /// use weda_emulator::{Definition, Emulator};
    ///
    /// let text = r#"{ "properties": { "code": { "type": "string", "title": "学号", "pattern": "(" } } }"#;
    /// let student = Definition::parse("student", "database-schemas/student.json", text)?;
    /// let emulator = Emulator::builder().definitions(student).start()?;
    /// assert!(emulator.notes()[0].starts_with("database-schemas/student.json:1 the pattern of `code` is not checked"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.service.definition_notes()
    }

    /// Removes a model from `pre` and `prod`, and returns true if it existed. Its records stay in the store and
    /// reappear with a definition of the same identifier. System models cannot be removed.
    pub fn undefine(&self, model: &str) -> bool {
        self.service.undefine(model)
    }

    /// Replaces the shared option sets that fields refer to by name. Records are not changed.
    pub fn set_option_sets(&self, option_sets: OptionSets) {
        self.service.store().set_option_sets(option_sets);
    }

    /// Publishes the current definition of a model in `pre` to `prod`, immediately or after the profile's
    /// `answers.publishing_seconds`.
    ///
    /// If a record created in that time does not fit, `prod` keeps its definition: the note of the next request in the
    /// [`log`](Self::log) says so, and [`unpublished`](Self::unpublished) still names the model.
    ///
    /// # Errors
    /// Returns an error, and changes nothing, if the model does not exist or a record in `prod` does not fit.
    pub fn publish(&self, model: &str) -> Result<(), Error> {
        match self.service.publish(model) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::UnknownModel {
                model: model.to_owned(),
                known: self.service.store().identifiers(Stage::Pre),
            }),
            Err(error) => Err(Error::storage(error)),
        }
    }

    /// The identifiers of the models in `pre`, including the built-in ones.
    ///
    /// ```
    /// use weda_emulator::Emulator;
    ///
    /// assert_eq!(Emulator::builder().start()?.models(), ["sys_department", "sys_user"]);
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    #[must_use]
    pub fn models(&self) -> Vec<String> {
        self.store().identifiers(Stage::Pre)
    }

    /// The models whose definition in `pre` is not published to `prod`.
    #[must_use]
    pub fn unpublished(&self) -> Vec<String> {
        self.store().unpublished()
    }

    /// Advances the emulator's clock, which determines the expiry of tokens and the times of records.
    pub fn advance_clock(&self, by: Duration) {
        self.service.clock.advance(by);
    }

    /// Expires all tokens.
    pub fn expire_tokens(&self) {
        self.service.tokens.expire();
    }

    /// Injects a fault into calls to come, and returns its id.
    ///
    /// # Errors
    /// Returns an error if the fault is invalid: see [`Fault`].
    pub fn inject_fault(&self, fault: Fault) -> Result<FaultId, Error> {
        let invalid = |problem: FaultProblem| Error::Fault { member: problem.member(), reason: problem.to_string() };
        self.service.faults.add(fault).map_err(invalid)
    }

    /// The faults that can still happen, in the order in which they were injected, with the number of calls
    /// that each matched and happened in.
    ///
    /// ```
    /// use weda_emulator::{Effect, Emulator, Fault};
    ///
    /// let emulator = Emulator::builder().start()?;
    /// let id = emulator.inject_fault(Fault::new(Effect::Half).path("/odata/"))?;
    /// let faults = emulator.faults();
    /// assert_eq!((faults[0].id, faults[0].matched, faults[0].happened), (id, 0, 0));
    /// assert!(emulator.clear_fault(id) && emulator.faults().is_empty());
    /// # Ok::<(), weda_emulator::Error>(())
    /// ```
    #[must_use]
    pub fn faults(&self) -> Vec<ActiveFault> {
        self.service.faults.active()
    }

    /// Removes a fault, and returns false if it has ended before.
    pub fn clear_fault(&self, fault: FaultId) -> bool {
        self.service.faults.remove(fault)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    /// The latest thousand requests, oldest first. A request is logged once its answer was sent or could not be. Waits
    /// up to a second for answers that are being sent, so that every call whose answer has been read is included.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        self.service.log.latest_with_pending()
    }

    /// The number of calls of each kind: `list`, `create`, `batch update`, `token`, `other` and so on.
    #[must_use]
    pub fn call_counts(&self) -> BTreeMap<&'static str, u64> {
        self.service.log.counts()
    }

    /// Stops serving once the calls in progress are answered, or after two seconds.
    ///
    /// No call is answered after this returns: [`records`](Self::records) and [`save_files`](Self::save_files) then see
    /// every acknowledged write.
    pub fn stop(&self) {
        if let Some(Server { stop, thread }) = self.server().take() {
            self.service.stop();
            // Fails if the server has ended by itself.
            let _ = stop.send(());
            let _ = thread.join();
        }
    }

    /// The store, after publishing definitions that are due, as a call would find it.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.service.apply_due_changes(self.service.clock.now());
        self.service.store()
    }

    fn server(&self) -> MutexGuard<'_, Option<Server>> {
        locked(&self.server)
    }
}

/// The server's thread.
struct Server {
    /// Dropping it stops the thread without waiting for calls.
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(Server { stop, thread }) = self.server().take() {
            self.service.stop();
            drop(stop);
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("address", &self.address).finish_non_exhaustive()
    }
}
