//! Connection pools: one for each Tokio runtime, replaced after an answer that belonged to another request.
//!
//! A connection is driven by a task of the runtime that opened it. A call from another runtime would wait for that task while
//! the first runtime is not driven.

use std::future::pending;
use std::mem::replace;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::runtime::{Handle, Id};
use tokio::task::AbortHandle;

/// The connection pools of a client.
pub(super) struct Connections {
    new_pool: Box<dyn Fn() -> reqwest::Result<reqwest::Client> + Send + Sync>,
    /// The first pool, until a runtime uses it.
    unused: Mutex<Option<reqwest::Client>>,
    created: AtomicU64,
    pools: Arc<Pools>,
}

/// The pools of the live runtimes, and one for calls outside of any. A removed pool is dropped after the lock is released,
/// since dropping it may end a task that takes the lock.
#[derive(Default)]
struct Pools(Mutex<Vec<Pool>>);

struct Pool {
    /// Unique among the client's pools.
    number: u64,
    runtime: Option<Id>,
    http: reqwest::Client,
    watch: Option<Watch>,
}

impl Connections {
    /// `new_pool` creates a pool. It is called immediately for the first one.
    ///
    /// # Errors
    /// Returns the errors of `new_pool`.
    pub fn new(
        new_pool: impl Fn() -> reqwest::Result<reqwest::Client> + Send + Sync + 'static,
    ) -> reqwest::Result<Self> {
        let unused = Mutex::new(Some(new_pool()?));
        Ok(Self { new_pool: Box::new(new_pool), unused, created: AtomicU64::new(0), pools: Arc::default() })
    }

    /// Returns the pool of the current runtime.
    ///
    /// # Errors
    /// Returns an error if a pool cannot be created.
    pub fn pool(&self) -> reqwest::Result<reqwest::Client> {
        let runtime = Handle::try_current().ok();
        let id = runtime.as_ref().map(Handle::id);
        if let Some(pool) = of(&mut self.pools.lock(), id) {
            return Ok(pool.http.clone());
        }
        let unused = self.unused.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Without a lock: reading certificates is slow.
        let new = unused.map_or_else(|| (self.new_pool)(), Ok)?;
        let number = self.created.fetch_add(1, Ordering::Relaxed);
        {
            let mut pools = self.pools.lock();
            if let Some(existing) = of(&mut pools, id) {
                return Ok(existing.http.clone());
            }
            pools.push(Pool { number, runtime: id, http: new.clone(), watch: None });
        }
        if let Some(runtime) = runtime {
            self.pools.watch(number, &runtime);
        }
        Ok(new)
    }

    /// Replaces the pool of the current runtime. Calls in flight finish on their connections, which are not reused.
    pub fn replace(&self) {
        let id = Handle::try_current().ok().map(|runtime| runtime.id());
        let Some(number) = of(&mut self.pools.lock(), id).map(|pool| pool.number) else { return };
        match (self.new_pool)() {
            Ok(new) => {
                let old = of(&mut self.pools.lock(), id).map(|pool| replace(&mut pool.http, new));
                drop(old);
            }
            Err(_) => drop(self.pools.remove(number)),
        }
    }
}

impl Pools {
    fn lock(&self) -> MutexGuard<'_, Vec<Pool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes a pool.
    fn remove(&self, number: u64) -> Option<Pool> {
        let mut pools = self.lock();
        let at = pools.iter().position(|pool| pool.number == number)?;
        Some(pools.swap_remove(at))
    }

    /// Removes the pool of a runtime when the runtime shuts down.
    fn watch(self: &Arc<Self>, number: u64, runtime: &Handle) {
        let guard = RemoveOnDrop { number, pools: Arc::downgrade(self) };
        // Without the lock: a runtime that is shutting down drops the task immediately.
        let task = runtime.spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        });
        let watch = Watch(task.abort_handle());
        let mut pools = self.lock();
        match pools.iter_mut().find(|pool| pool.number == number) {
            Some(pool) => pool.watch = Some(watch),
            None => {
                // The runtime has shut down meanwhile.
                drop(pools);
                drop(watch);
            }
        }
    }
}

/// Finds the pool of a runtime. Few programs have more than one runtime, so a map would not be faster.
fn of(pools: &mut [Pool], runtime: Option<Id>) -> Option<&mut Pool> {
    pools.iter_mut().find(|pool| pool.runtime == runtime)
}

/// A pending task that is dropped with its runtime: the only way to observe the shutdown.
struct Watch(AbortHandle);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Removes the pool of a runtime when dropped.
struct RemoveOnDrop {
    number: u64,
    pools: Weak<Pools>,
}

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        drop(self.pools.upgrade().and_then(|pools| pools.remove(self.number)));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use tokio::runtime::{Builder, Runtime};

    use super::*;

    fn counted() -> (Connections, Arc<AtomicUsize>) {
        let created = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&created);
        let new_pool = move || {
            count.fetch_add(1, Ordering::Relaxed);
            reqwest::Client::builder().no_proxy().build()
        };
        (Connections::new(new_pool).unwrap(), created)
    }

    fn runtimes(count: usize) -> Vec<Runtime> {
        (0..count).map(|_| Builder::new_current_thread().build().unwrap()).collect()
    }

    #[test]
    fn each_runtime_has_a_pool_until_it_shuts_down() {
        let (connections, created) = counted();
        let mut runtimes = runtimes(3);
        let ask = |runtime: &Runtime| drop(runtime.block_on(async { connections.pool().unwrap() }));
        ask(&runtimes[0]);
        ask(&runtimes[0]);
        assert_eq!(created.load(Ordering::Relaxed), 1, "the first pool is that of the first runtime");
        runtimes.iter().for_each(ask);
        runtimes.iter().for_each(ask);
        assert_eq!(created.load(Ordering::Relaxed), 3);

        runtimes[0].block_on(async { connections.replace() });
        runtimes.iter().for_each(ask);
        assert_eq!(created.load(Ordering::Relaxed), 4);

        drop(runtimes.remove(0));
        runtimes.remove(0).shutdown_background();
        assert_eq!(connections.pools.lock().len(), 1, "the pools of runtimes that shut down are removed");
        ask(&runtimes[0]);
        assert_eq!(created.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn a_runtime_that_outlives_the_client_keeps_nothing_of_it() {
        let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
        for _ in 0..3 {
            let (connections, _) = counted();
            runtime.block_on(async { connections.pool().unwrap() });
        }
        let alive = || runtime.metrics().num_alive_tasks();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while alive() > 0 && std::time::Instant::now() < until {
            std::thread::yield_now();
        }
        assert_eq!(alive(), 0);
    }
}
