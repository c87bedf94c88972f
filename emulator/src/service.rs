//! The operations of an environment: results and refusals that know no protocol.

mod gate;
mod publishing;
mod refusal;
mod session;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard};

use uuid::Uuid;

use crate::clock::Clock;
use crate::fault::Faults;
use crate::locked::locked;
use crate::log::Log;
use crate::profile::Profile;
use crate::store::{Context, Limited, Store, TimeLimit};
use crate::token::Tokens;
use gate::Gate;
pub(crate) use gate::GateRefusal;
use publishing::Publishing;
pub(crate) use refusal::Refusal;
pub(crate) use session::Session;

/// An offline WeDa, without the network and the protocols around it.
pub(crate) struct Service {
    store: Mutex<Store>,
    /// The id of the store. Beside it, since an answer does not wait for calls that change records.
    store_id: Mutex<Uuid>,
    pub(crate) tokens: Tokens,
    pub(crate) profile: Profile,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) env_id: String,
    pub(crate) gate: Gate,
    publishing: Publishing,
    time_limit: Arc<TimeLimit>,
}

impl Service {
    pub(crate) fn new(store: Store, tokens: Tokens, settings: Settings) -> Self {
        let Settings { profile, clock, env_id, log } = settings;
        Self {
            time_limit: store.time_limit(),
            store_id: Mutex::new(store.id()),
            store: Mutex::new(store),
            tokens,
            profile,
            clock,
            faults: Faults::default(),
            log,
            env_id,
            gate: Gate::default(),
            publishing: Publishing::default(),
        }
    }

    /// The records, for one call at a time.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        let store = locked(&self.store);
        self.time_limit.count_anew();
        store
    }

    /// The operations on the records, for one call at a time.
    pub(crate) fn session(&self) -> Session<'_> {
        Session::new(self)
    }

    /// Counts the time of the request that this thread serves from now on, until what this returns is dropped.
    pub(crate) fn limit_time(&self) -> Limited {
        self.time_limit.begin()
    }

    /// Gives up the request that is served, so that the emulator can stop.
    pub(crate) fn stop(&self) {
        self.time_limit.stop();
    }

    /// The id of the store.
    pub(crate) fn store_id(&self) -> Uuid {
        *locked(&self.store_id)
    }

    /// Removes all records but those of system models, which makes the store another one.
    pub(crate) fn clear(&self) -> rusqlite::Result<()> {
        let mut store = self.store();
        store.clear()?;
        *locked(&self.store_id) = store.id();
        Ok(())
    }

    /// Under what a write happens now.
    pub(crate) fn context(&self) -> Context<'_> {
        Context { profile: &self.profile, now: self.clock.now() }
    }
}

/// What a service is made with, beside its records and tokens.
pub(crate) struct Settings {
    pub(crate) profile: Profile,
    pub(crate) clock: Clock,
    pub(crate) env_id: String,
    pub(crate) log: Log,
}
