//! The operations of an environment, independent of protocols.

mod current_profile;
mod gate;
mod models;
mod notes;
mod one_at_a_time;
mod operation_error;
mod publishing;
mod session;
mod tasks;
#[cfg(test)]
mod tests;
mod user_id;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use uuid::Uuid;

use crate::clock::Clock;
use crate::fault::FaultQueue;
use crate::locked::locked;
use crate::log::Log;
use crate::profile::Profile;
use crate::stage::Stage;
use crate::store::{CatalogError, Context, LimitGuard, Store, StoreCopy, TimeLimit};
use crate::token::Tokens;
use crate::users::Users;
use current_profile::CurrentProfile;
pub(crate) use current_profile::ProfileGuard;
use gate::Gate;
pub(crate) use gate::GateError;
use models::Models;
pub(crate) use models::{CreateError, GivenDetails, ModelDetails};
use one_at_a_time::OneAtATime;
pub(crate) use operation_error::OperationError;
use publishing::Publishing;
pub(crate) use session::Session;
use tasks::Tasks;
pub(crate) use tasks::{NewModel, Task};

/// An offline WeDa, without network and protocols.
pub(crate) struct Service {
    instance: Uuid,
    store: Mutex<Store>,
    /// The id of the store. Outside of its lock, since answers do not wait for calls that change records.
    store_id: Mutex<Uuid>,
    pub(crate) tokens: Tokens,
    pub(crate) users: Users,
    profile: CurrentProfile,
    pub(crate) clock: Clock,
    pub(crate) faults: FaultQueue,
    pub(crate) log: Log,
    pub(crate) env_id: String,
    pub(crate) gate: Gate,
    models: Models,
    publishing: Publishing,
    tasks: Tasks,
    pub(crate) time_limit: Arc<TimeLimit>,
    /// Allows one copy of the records at a time, since each takes as much memory as they do.
    pub(crate) copies: OneAtATime,
}

impl Service {
    pub(crate) fn new(store: Store, tokens: Tokens, settings: Settings) -> Self {
        let Settings { profile, clock, env_id, log, users } = settings;
        let models = Models::new(store.definitions(Stage::Pre), clock.now());
        Self {
            instance: Uuid::new_v4(),
            time_limit: store.time_limit(),
            store_id: Mutex::new(store.id()),
            store: Mutex::new(store),
            tokens,
            users,
            profile: CurrentProfile::new(profile),
            clock,
            faults: FaultQueue::default(),
            log,
            env_id,
            gate: Gate::default(),
            models,
            publishing: Publishing::default(),
            tasks: Tasks::default(),
            copies: OneAtATime::default(),
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
        Session::of_profile(self.store(), self.profile(), self.clock.now())
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

    /// Limits the time of this thread's work, which the switch aborts earlier, until the guard is dropped.
    pub(crate) fn limit_time_or_stop(&self, stop: &Arc<AtomicBool>) -> LimitGuard {
        self.time_limit.begin_stoppable(stop)
    }

    /// Aborts the current request, so that the emulator can stop.
    pub(crate) fn stop(&self) {
        self.time_limit.stop();
    }

    /// The id of the store.
    pub(crate) fn store_id(&self) -> Uuid {
        *locked(&self.store_id)
    }

    /// The id of this start of the emulator.
    pub(crate) fn instance(&self) -> Uuid {
        self.instance
    }

    /// Replaces all records by those of a copy.
    pub(crate) fn restore(&self, copy: &StoreCopy) -> Result<(), CatalogError> {
        let mut store = self.store();
        store.restore(copy)?;
        *locked(&self.store_id) = store.id();
        Ok(())
    }

    /// Removes all records except those of system models, and renews the store's id.
    pub(crate) fn clear(&self) -> rusqlite::Result<()> {
        let mut store = self.store();
        store.clear()?;
        *locked(&self.store_id) = store.id();
        Ok(())
    }

    /// The profile in force.
    pub(crate) fn profile(&self) -> Arc<Profile> {
        self.profile.in_force()
    }

    /// Keeps the profile until the guard is dropped. A call takes one guard, never a second inside of the first.
    pub(crate) fn hold_profile(&self) -> ProfileGuard<'_> {
        self.profile.hold()
    }

    /// The profile as it was set last.
    pub(crate) fn profile_as_set(&self) -> Profile {
        self.profile.as_set()
    }

    /// Changes the profile as it was set last, once the call in progress has ended, and drops all cached pages, which were
    /// printed by the rules of the old one.
    pub(crate) fn change_profile(&self, change: impl FnOnce(&mut Profile)) {
        self.profile.change(change, || self.store().change_all());
    }

    /// The switches whose new value waits for a start.
    pub(crate) fn waiting_switches(&self) -> Vec<&'static str> {
        self.profile.waiting()
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
