mod builder;
mod load;
mod notes;
mod records;
mod save;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;
use weda_definition::{Definition, OptionSets};

use crate::error::Error;
use crate::fault::Fault;
use crate::locked::locked;
use crate::log::LogEntry;
use crate::service::Service;
use crate::stage::Stage;
use crate::store::Store;
pub use builder::EmulatorBuilder;

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
    /// What there is to say of each model's definition.
    notes: Mutex<BTreeMap<String, Vec<String>>>,
}

impl Emulator {
    /// An emulator that is yet to be started: on a free port of this machine, with the built-in models and all records in
    /// memory, unless the builder is told otherwise.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    /// The address the emulator listens on, with the port it was given.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base address for clients: `http://127.0.0.1:4010`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The environment id, which callers of the real service have in its address.
    #[must_use]
    pub fn env_id(&self) -> &str {
        &self.service.env_id
    }

    /// The id of the store: 32 hexadecimal digits, made with the store, so that a store in memory has another one at each
    /// start and a [data file](EmulatorBuilder::data) keeps its own. Each answer has it in the header `x-weda-store`.
    /// Removing all records by the control path makes another store.
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

    /// How many tokens were handed out, so that a test can tell whether a client keeps its token.
    #[must_use]
    pub fn tokens_issued(&self) -> u64 {
        self.service.tokens.minted()
    }

    /// Gives `pre` a definition: a new model, or a changed one. `prod` goes on with the definition it has until
    /// [`publish`](Self::publish); a system model, which is the platform's, changes in both at once.
    ///
    /// Records stay. A field that leaves the definition keeps its values out of sight and has them again when it comes
    /// back.
    ///
    /// # Errors
    /// A record holds a value that does not fit the changed field; nothing is changed then.
    pub fn define(&self, definition: Definition) -> Result<(), Error> {
        let (identifier, notes) = (definition.identifier.clone(), notes::of(&definition));
        self.service.store().define(definition).map_err(Error::storage)?;
        locked(&self.notes).insert(identifier, notes);
        Ok(())
    }

    /// What the definitions say that the emulator does not enforce, one sentence each: patterns that are not regular
    /// expressions of JavaScript. Each is also a warning of [`tracing`] when its definition is given.
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
        locked(&self.notes).values().flatten().cloned().collect()
    }

    /// Takes a model out of `pre` and `prod`, and returns whether it was there. Its records stay in the store and are back
    /// with a definition of the same identifier. The system models are the platform's, and stay.
    pub fn undefine(&self, model: &str) -> bool {
        locked(&self.notes).remove(model);
        self.service.store().undefine(model)
    }

    /// Gives the models other option sets, from which fields take their options by name. Records stay as they are.
    pub fn set_option_sets(&self, option_sets: OptionSets) {
        self.service.store().set_option_sets(option_sets);
    }

    /// Gives `prod` the definition that `pre` has of a model now: at once, or when the time is over that the profile's
    /// `answers.publishing_seconds` says.
    ///
    /// Where a record that came meanwhile does not fit, `prod` keeps the definition it has: the [`log`](Self::log) says so
    /// in the note of the next request, and [`unpublished`](Self::unpublished) goes on to name the model.
    ///
    /// # Errors
    /// There is no such model, or a record that `prod` has now does not fit; nothing is changed then.
    pub fn publish(&self, model: &str) -> Result<(), Error> {
        match self.service.publish(model) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::UnknownModel {
                model: model.to_owned(),
                known: self.service.store().identifiers(Stage::Pre),
            }),
            Err(unfit) => Err(Error::storage(unfit)),
        }
    }

    /// The models whose definition in `pre` is not published in `prod`.
    #[must_use]
    pub fn unpublished(&self) -> Vec<String> {
        self.store().unpublished()
    }

    /// Puts the emulator's clock forward: tokens expire, and records get later times.
    pub fn advance(&self, by: Duration) {
        self.service.clock.advance(by);
    }

    /// Lets every token expire now.
    pub fn expire_tokens(&self) {
        self.service.tokens.expire();
    }

    /// Lets something go wrong in calls to come.
    ///
    /// # Errors
    /// The fault makes no sense: its status is none, its probability is not between 0 and 1, it shall happen 0 times, or its
    /// delay is longer than a day.
    pub fn inject(&self, fault: Fault) -> Result<(), Error> {
        self.service.faults.add(fault).map_err(|problem| Error::Fault { reason: problem.to_string() })
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    /// The latest thousand requests, the oldest first. A request is in it once its answer went out or could not: a call
    /// whose answer has been read is there. An answer that is on its way is waited for, for a second at most.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        self.service.log.settled()
    }

    /// How many calls of each kind came: `list`, `create`, `batch update`, `token`, `other` and so on.
    #[must_use]
    pub fn calls(&self) -> BTreeMap<&'static str, u64> {
        self.service.log.counts()
    }

    /// Ends serving once the calls that it is answering have their answers, or after two seconds.
    ///
    /// No call is answered any more when this returns, so that what [`records`](Self::records) and
    /// [`save_files`](Self::save_files) then find is all that was ever acknowledged.
    pub fn stop(&self) {
        if let Some(Server { stop, thread }) = self.server().take() {
            self.service.stop();
            // Nobody listens any more where the server has ended by itself.
            let _ = stop.send(());
            let _ = thread.join();
        }
    }

    /// The records, under the definitions that calls would find now.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.service.publish_what_is_due(self.service.clock.now());
        self.service.store()
    }

    fn server(&self) -> MutexGuard<'_, Option<Server>> {
        locked(&self.server)
    }
}

/// The thread that serves.
struct Server {
    /// Its being dropped stops the thread without waiting for calls.
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
