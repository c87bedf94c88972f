//! Pools of connections: one for each Tokio runtime, and a new one where an answer came that was another request's.
//!
//! A connection is driven by a task of the runtime that opened it. In another runtime it would wait for that task, which may
//! sleep as long as the first runtime is not driven.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::runtime::{Handle, Id};

/// Pools that are kept: those of the runtimes that made calls last. Programs with a runtime for each core have no more; of
/// runtimes that come and go nothing else tells which have gone. A pool that is gone costs its runtime new connections.
const MOST: usize = 256;

/// The pools of a client.
pub(super) struct Connections {
    settings: Box<dyn Fn() -> reqwest::Result<reqwest::Client> + Send + Sync>,
    /// The one that was used last comes first.
    pools: Mutex<Pools>,
}

type Pools = Vec<(Option<Id>, reqwest::Client)>;

impl Connections {
    /// `settings` makes a pool, and is tried at once.
    ///
    /// # Errors
    /// Those of `settings`.
    pub fn new(
        settings: impl Fn() -> reqwest::Result<reqwest::Client> + Send + Sync + 'static,
    ) -> reqwest::Result<Self> {
        let first = settings()?;
        Ok(Self { settings: Box::new(settings), pools: Mutex::new(vec![(None, first)]) })
    }

    /// The pool of the runtime that asks.
    ///
    /// # Errors
    /// A further pool cannot be made.
    pub fn pool(&self) -> reqwest::Result<reqwest::Client> {
        let runtime = Handle::try_current().ok().map(|runtime| runtime.id());
        if let Some(pool) = self.known(runtime) {
            return Ok(pool);
        }
        // Without the lock: reading certificates takes its time.
        let new = (self.settings)()?;
        let mut pools = self.lock();
        pools.retain(|(of, _)| *of != runtime);
        pools.truncate(MOST - 1);
        pools.insert(0, (runtime, new.clone()));
        Ok(new)
    }

    fn known(&self, runtime: Option<Id>) -> Option<reqwest::Client> {
        let mut pools = self.lock();
        // The first pool was made before there was a runtime, and is given to the first runtime that asks.
        let at = pools.iter().position(|(of, _)| *of == runtime || of.is_none())?;
        pools[..=at].rotate_right(1);
        pools[0].0 = runtime;
        Some(pools[0].1.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Pools> {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the runtime that asks a new pool. Calls that are under way end on their connections, which nobody uses after
    /// them.
    pub fn replace(&self) {
        let runtime = Handle::try_current().ok().map(|runtime| runtime.id());
        let new = (self.settings)();
        let mut pools = self.lock();
        pools.retain(|(of, _)| *of != runtime);
        if let Ok(new) = new {
            pools.insert(0, (runtime, new));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn each_runtime_has_a_pool_and_few_are_kept() {
        let made = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&made);
        let connections = Connections::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
            reqwest::Client::builder().no_proxy().build()
        })
        .unwrap();
        let runtimes: Vec<_> =
            (0..MOST + 2).map(|_| tokio::runtime::Builder::new_current_thread().build().unwrap()).collect();
        let ask = |at: usize| runtimes[at].block_on(async { connections.pool().unwrap() });
        ask(0);
        ask(0);
        assert_eq!(made.load(Ordering::Relaxed), 1, "the first pool is that of the first runtime");
        (0..runtimes.len()).for_each(|at| drop(ask(at)));
        assert_eq!(made.load(Ordering::Relaxed), runtimes.len());
        assert_eq!(connections.lock().len(), MOST);
        ask(runtimes.len() - 1);
        assert_eq!(made.load(Ordering::Relaxed), runtimes.len());
        runtimes[0].block_on(async { connections.replace() });
        ask(0);
        assert_eq!(made.load(Ordering::Relaxed), runtimes.len() + 1);
    }
}
