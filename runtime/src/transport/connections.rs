//! Pools of connections: one for each Tokio runtime, and a new one where an answer came that was another request's.
//!
//! A connection is driven by a task of the runtime that opened it. In another runtime it would wait for that task, which may
//! sleep as long as the first runtime is not driven.

use std::future::pending;
use std::mem::replace;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::runtime::{Handle, Id};
use tokio::task::AbortHandle;

/// The pools of a client.
pub(super) struct Connections {
    settings: Box<dyn Fn() -> reqwest::Result<reqwest::Client> + Send + Sync>,
    /// A pool that no runtime has used.
    unused: Mutex<Option<reqwest::Client>>,
    made: AtomicU64,
    pools: Arc<Pools>,
}

/// Those of the runtimes that live, and one for calls outside of any. What leaves the list is dropped after the lock, since
/// dropping it may end a task that asks for the lock.
#[derive(Default)]
struct Pools(Mutex<Vec<Pool>>);

struct Pool {
    /// That of no other pool of the client.
    number: u64,
    runtime: Option<Id>,
    http: reqwest::Client,
    watch: Option<Watch>,
}

impl Connections {
    /// `settings` makes a pool, and is tried at once.
    ///
    /// # Errors
    /// Those of `settings`.
    pub fn new(
        settings: impl Fn() -> reqwest::Result<reqwest::Client> + Send + Sync + 'static,
    ) -> reqwest::Result<Self> {
        let unused = Mutex::new(Some(settings()?));
        Ok(Self { settings: Box::new(settings), unused, made: AtomicU64::new(0), pools: Arc::default() })
    }

    /// The pool of the runtime that asks.
    ///
    /// # Errors
    /// A further pool cannot be made.
    pub fn pool(&self) -> reqwest::Result<reqwest::Client> {
        let runtime = Handle::try_current().ok();
        let id = runtime.as_ref().map(Handle::id);
        if let Some(pool) = of(&mut self.pools.lock(), id) {
            return Ok(pool.http.clone());
        }
        let unused = self.unused.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Without a lock: reading certificates takes its time.
        let new = unused.map_or_else(|| (self.settings)(), Ok)?;
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        {
            let mut pools = self.pools.lock();
            if let Some(made_meanwhile) = of(&mut pools, id) {
                return Ok(made_meanwhile.http.clone());
            }
            pools.push(Pool { number, runtime: id, http: new.clone(), watch: None });
        }
        if let Some(runtime) = runtime {
            self.pools.watch(number, &runtime);
        }
        Ok(new)
    }

    /// Gives the runtime that asks a new pool. Calls that are under way end on their connections, which nobody uses after
    /// them.
    pub fn replace(&self) {
        let id = Handle::try_current().ok().map(|runtime| runtime.id());
        let Some(number) = of(&mut self.pools.lock(), id).map(|pool| pool.number) else { return };
        match (self.settings)() {
            Ok(new) => {
                let old = of(&mut self.pools.lock(), id).map(|pool| replace(&mut pool.http, new));
                drop(old);
            }
            Err(_) => drop(self.pools.taken(number)),
        }
    }
}

impl Pools {
    fn lock(&self) -> MutexGuard<'_, Vec<Pool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a pool away.
    fn taken(&self, number: u64) -> Option<Pool> {
        let mut pools = self.lock();
        let at = pools.iter().position(|pool| pool.number == number)?;
        Some(pools.swap_remove(at))
    }

    /// Lets the pool of the runtime go when the runtime ends.
    fn watch(self: &Arc<Self>, number: u64, runtime: &Handle) {
        let end = End { number, pools: Arc::downgrade(self) };
        // Without the lock: a runtime that is about to end drops the task at once.
        let task = runtime.spawn(async move {
            let _end = end;
            pending::<()>().await;
        });
        let watch = Watch(task.abort_handle());
        let mut pools = self.lock();
        match pools.iter_mut().find(|pool| pool.number == number) {
            Some(pool) => pool.watch = Some(watch),
            None => {
                // It has ended meanwhile.
                drop(pools);
                drop(watch);
            }
        }
    }
}

/// The pool of a runtime. Few programs have more than one, and none so many that a map would be faster.
fn of(pools: &mut [Pool], runtime: Option<Id>) -> Option<&mut Pool> {
    pools.iter_mut().find(|pool| pool.runtime == runtime)
}

/// A task of a runtime that only waits, and so is dropped with the runtime. Nothing else tells when one ends.
struct Watch(AbortHandle);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Takes the pool of a runtime away when it is dropped.
struct End {
    number: u64,
    pools: Weak<Pools>,
}

impl Drop for End {
    fn drop(&mut self) {
        drop(self.pools.upgrade().and_then(|pools| pools.taken(self.number)));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use tokio::runtime::{Builder, Runtime};

    use super::*;

    fn counted() -> (Connections, Arc<AtomicUsize>) {
        let made = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&made);
        let settings = move || {
            count.fetch_add(1, Ordering::Relaxed);
            reqwest::Client::builder().no_proxy().build()
        };
        (Connections::new(settings).unwrap(), made)
    }

    fn runtimes(count: usize) -> Vec<Runtime> {
        (0..count).map(|_| Builder::new_current_thread().build().unwrap()).collect()
    }

    #[test]
    fn each_runtime_has_a_pool_as_long_as_it_lives() {
        let (connections, made) = counted();
        let mut runtimes = runtimes(3);
        let ask = |runtime: &Runtime| drop(runtime.block_on(async { connections.pool().unwrap() }));
        ask(&runtimes[0]);
        ask(&runtimes[0]);
        assert_eq!(made.load(Ordering::Relaxed), 1, "the first pool is that of the first runtime");
        runtimes.iter().for_each(ask);
        runtimes.iter().for_each(ask);
        assert_eq!(made.load(Ordering::Relaxed), 3);

        runtimes[0].block_on(async { connections.replace() });
        runtimes.iter().for_each(ask);
        assert_eq!(made.load(Ordering::Relaxed), 4);

        drop(runtimes.remove(0));
        runtimes.remove(0).shutdown_background();
        assert_eq!(connections.pools.lock().len(), 1, "those of runtimes that ended are gone");
        ask(&runtimes[0]);
        assert_eq!(made.load(Ordering::Relaxed), 4);
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
