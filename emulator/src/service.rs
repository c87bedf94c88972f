//! The operations of an environment, independent of protocols.

mod gate;
mod models;
mod notes;
mod operation_error;
mod publishing;
mod session;
mod tasks;
#[cfg(test)]
mod tests;
mod user_id;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use uuid::Uuid;

use crate::clock::Clock;
use crate::fault::FaultQueue;
use crate::locked::locked;
use crate::log::Log;
use crate::profile::Profile;
use crate::stage::Stage;
use crate::store::{Context, LimitGuard, Store, TimeLimit};
use crate::token::Tokens;
use crate::users::Users;
use gate::Gate;
pub(crate) use gate::GateError;
use models::Models;
pub(crate) use models::{CreateError, GivenDetails, ModelDetails};
pub(crate) use operation_error::OperationError;
use publishing::Publishing;
pub(crate) use session::Session;
use tasks::Tasks;
pub(crate) use tasks::{NewModel, Task};

/// An offline WeDa, without network and protocols.
pub(crate) struct Service {
    store: Mutex<Store>,
    /// The id of the store. Outside of its lock, since answers do not wait for calls that change records.
    store_id: Mutex<Uuid>,
    pub(crate) tokens: Tokens,
    pub(crate) users: Users,
    pub(crate) profile: Profile,
    pub(crate) clock: Clock,
    pub(crate) faults: FaultQueue,
    pub(crate) log: Log,
    pub(crate) env_id: String,
    pub(crate) gate: Gate,
    models: Models,
    publishing: Publishing,
    tasks: Tasks,
    time_limit: Arc<TimeLimit>,
}

impl Service {
    pub(crate) fn new(store: Store, tokens: Tokens, settings: Settings) -> Self {
        let Settings { profile, clock, env_id, log, users } = settings;
        let models = Models::new(store.definitions(Stage::Pre), clock.now());
        Self {
            time_limit: store.time_limit(),
            store_id: Mutex::new(store.id()),
            store: Mutex::new(store),
            tokens,
            users,
            profile,
            clock,
            faults: FaultQueue::default(),
            log,
            env_id,
            gate: Gate::default(),
            models,
            publishing: Publishing::default(),
            tasks: Tasks::default(),
        }
    }

    /// Locks the store.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        let store = locked(&self.store);
        self.time_limit.restart();
        store
    }

    /// The operations on records under the rules of the profile. Locks the store.
    pub(crate) fn session(&self) -> Session<'_> {
        self.session_with(self.context())
    }

    /// The operations on records under other rules. Locks the store.
    pub(crate) fn session_with<'s>(&'s self, context: Context<'s>) -> Session<'s> {
        Session::new(self.store(), context)
    }

    /// Limits the time of this thread's request until the guard is dropped.
    pub(crate) fn limit_time(&self) -> LimitGuard {
        self.time_limit.begin()
    }

    /// Limits the time of this thread's request to a shorter one than usual.
    pub(crate) fn limit_time_to(&self, limit: Duration) -> LimitGuard {
        self.time_limit.begin_with(limit)
    }

    /// Aborts the current request, so that the emulator can stop.
    pub(crate) fn stop(&self) {
        self.time_limit.stop();
    }

    /// The id of the store.
    pub(crate) fn store_id(&self) -> Uuid {
        *locked(&self.store_id)
    }

    /// Removes all records except those of system models, and renews the store's id.
    pub(crate) fn clear(&self) -> rusqlite::Result<()> {
        let mut store = self.store();
        store.clear()?;
        *locked(&self.store_id) = store.id();
        Ok(())
    }

    /// The context of a write now.
    pub(crate) fn context(&self) -> Context<'_> {
        Context::of(&self.profile, self.clock.now())
    }
}

/// Settings of a service.
pub(crate) struct Settings {
    pub(crate) profile: Profile,
    pub(crate) clock: Clock,
    pub(crate) env_id: String,
    pub(crate) log: Log,
    pub(crate) users: Users,
}
