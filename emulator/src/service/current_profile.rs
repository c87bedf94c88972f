//! The profile of a running emulator, which may change between calls.

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use crate::locked::locked;
use crate::profile::Profile;

/// The switches that are read at the start only.
const AT_START: [&str; 2] = ["identity.user", "writes.body_max"];

/// The profile in force and the one that was set last.
pub(super) struct CurrentProfile {
    /// Held by each call, so that all of a call sees one profile.
    calls: RwLock<()>,
    in_force: Mutex<Arc<Profile>>,
    set: Mutex<Profile>,
}

/// Keeps the profile as it is.
pub(crate) struct ProfileGuard<'p>(
    #[allow(dead_code, reason = "its lifetime is what matters")] RwLockReadGuard<'p, ()>,
);

impl CurrentProfile {
    pub(super) fn new(profile: Profile) -> Self {
        Self { calls: RwLock::new(()), in_force: Mutex::new(Arc::new(profile.clone())), set: Mutex::new(profile) }
    }

    /// Keeps the profile until the guard is dropped.
    pub(super) fn hold(&self) -> ProfileGuard<'_> {
        ProfileGuard(self.calls.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn in_force(&self) -> Arc<Profile> {
        Arc::clone(&locked(&self.in_force))
    }

    /// The profile as it was set last.
    pub(super) fn as_set(&self) -> Profile {
        locked(&self.set).clone()
    }

    /// Changes the profile as it was set last, once no call and no other change is in progress. `drop_caches` runs before
    /// the next call.
    pub(super) fn change(&self, change: impl FnOnce(&mut Profile), drop_caches: impl FnOnce()) {
        let _no_calls = self.calls.write().unwrap_or_else(PoisonError::into_inner);
        let mut profile = self.as_set();
        change(&mut profile);
        let mut in_force = profile.clone();
        {
            let mut now = locked(&self.in_force);
            in_force.identity.user.clone_from(&now.identity.user);
            in_force.writes.body_max = now.writes.body_max;
            *now = Arc::new(in_force);
        }
        *locked(&self.set) = profile;
        drop_caches();
    }

    /// The switches that were set to another value than the one in force until the next start.
    pub(super) fn waiting(&self) -> Vec<&'static str> {
        let (set, now) = (self.as_set(), self.in_force());
        let differs = [set.identity.user != now.identity.user, set.writes.body_max != now.writes.body_max];
        AT_START.into_iter().zip(differs).filter(|(_, differs)| *differs).map(|(switch, _)| switch).collect()
    }
}
