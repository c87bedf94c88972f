//! The time limit of requests, since all callers share one connection to the store.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use crate::locked::locked;

/// The time after which every request is aborted.
const LIMIT: Duration = Duration::from_secs(10);

/// The number of SQLite's virtual machine steps between two checks of the time: less than a millisecond.
pub(super) const STEPS: i32 = 20_000;

/// The work of a thread that is limited.
#[derive(Debug, Clone)]
struct Current {
    limit: Duration,
    until: Instant,
    /// Aborts the work earlier.
    stop: Arc<AtomicBool>,
}

/// The time limits of the requests that are served, and of the reads of tools: one of each thread.
#[derive(Debug)]
pub(crate) struct TimeLimit {
    current: Mutex<HashMap<ThreadId, Current>>,
    /// The time of every request.
    limit: Mutex<Duration>,
    is_stopping: AtomicBool,
}

impl Default for TimeLimit {
    fn default() -> Self {
        Self { current: Mutex::default(), limit: Mutex::new(LIMIT), is_stopping: AtomicBool::new(false) }
    }
}

impl TimeLimit {
    /// Limits the work of this thread until the returned guard is dropped. Work outside of requests, such as loading
    /// records, is done by other threads and has no limit.
    pub(crate) fn begin(self: &Arc<Self>) -> LimitGuard {
        self.begin_with(LIMIT)
    }

    /// Limits the work of this thread to a time of its own, if that is shorter than the one of every request.
    pub(crate) fn begin_with(self: &Arc<Self>, limit: Duration) -> LimitGuard {
        let outer = locked(&self.current).get(&thread::current().id()).map(|current| Arc::clone(&current.stop));
        self.begin_current(limit, outer.unwrap_or_default())
    }

    /// Limits the work of this thread, and the limits that begin inside of this one, by a switch too.
    pub(crate) fn begin_stoppable(self: &Arc<Self>, stop: &Arc<AtomicBool>) -> LimitGuard {
        self.begin_current(LIMIT, Arc::clone(stop))
    }

    fn begin_current(self: &Arc<Self>, limit: Duration, stop: Arc<AtomicBool>) -> LimitGuard {
        let limit = limit.min(*locked(&self.limit));
        let current = Current { limit, until: Instant::now() + limit, stop: Arc::clone(&stop) };
        let outer = locked(&self.current).insert(thread::current().id(), current);
        LimitGuard { of: Arc::clone(self), thread: thread::current().id(), outer, limit, stop }
    }

    /// Restarts the time, after a request has waited for the store.
    pub(crate) fn restart(&self) {
        if let Some(current) = locked(&self.current).get_mut(&thread::current().id()) {
            current.until = Instant::now() + current.limit;
        }
    }

    /// Aborts the current requests and all that follow.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Returns true if the request of this thread is to be aborted.
    pub(super) fn is_over(&self) -> bool {
        locked(&self.current).get(&thread::current().id()).is_some_and(|current| {
            self.is_stopping.load(Ordering::Relaxed)
                || current.stop.load(Ordering::Relaxed)
                || Instant::now() >= current.until
        })
    }

    /// Changes the time of every request that begins from now on.
    #[cfg(test)]
    pub(crate) fn set_limit(&self, limit: Duration) {
        *locked(&self.limit) = limit;
    }
}

/// Ends the limit of a request when dropped.
#[derive(Debug)]
pub(crate) struct LimitGuard {
    of: Arc<TimeLimit>,
    thread: ThreadId,
    /// The limit that this one is inside of.
    outer: Option<Current>,
    limit: Duration,
    stop: Arc<AtomicBool>,
}

impl LimitGuard {
    /// The time of the request.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Returns true if the work was stopped by its switch.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for LimitGuard {
    fn drop(&mut self) {
        let mut current = locked(&self.of.current);
        match self.outer.take() {
            Some(outer) => current.insert(self.thread, outer),
            None => current.remove(&self.thread),
        };
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, ErrorCode};

    use super::*;

    /// A query that takes about a second.
    const SLOW: &str =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT count(*) FROM n";

    #[test]
    fn a_request_is_aborted_after_its_time_and_other_work_is_not() {
        let limit = Arc::<TimeLimit>::default();
        let mut connection = Connection::open_in_memory().unwrap();
        let watched = Arc::clone(&limit);
        connection.progress_handler(STEPS, Some(move || watched.is_over())).unwrap();
        let run = |connection: &Connection| {
            let count = connection.query_row(SLOW, [], |row| row.get::<_, i64>(0));
            count.map_err(|error| error.sqlite_error_code())
        };
        let limited = limit.begin();
        locked(&limit.current).values_mut().for_each(|current| current.until = Instant::now());
        assert_eq!(run(&connection), Err(Some(ErrorCode::OperationInterrupted)));
        limit.restart();
        assert!(!limit.is_over());
        limit.stop();
        thread::scope(|scope| scope.spawn(|| assert!(!limit.is_over(), "another thread has no limit")).join().unwrap());
        assert_eq!(run(&connection), Err(Some(ErrorCode::OperationInterrupted)), "the emulator stops");
        drop(limited);
        assert_eq!(connection.query_row("SELECT 1", [], |row| row.get(0)), Ok(1), "the next one has its own time");
        assert!(!limit.is_over());
    }

    #[test]
    fn a_shorter_limit_holds_after_a_restart_and_a_longer_one_never() {
        let limit = Arc::<TimeLimit>::default();
        for (asked, given) in [(1, 1), (30, 10)] {
            let _limited = limit.begin_with(Duration::from_secs(asked));
            limit.restart();
            let left = locked(&limit.current)[&thread::current().id()].until - Instant::now();
            let given = Duration::from_secs(given);
            assert!(left <= given && left + Duration::from_millis(900) > given, "{left:?}");
        }
    }

    /// The reads of tools run on other threads than requests: the end of one took the limit from the other.
    #[test]
    fn each_thread_has_its_own_limit_and_an_inner_one_ends_before_the_outer() {
        let limit = Arc::<TimeLimit>::default();
        let over = || {
            locked(&limit.current).get_mut(&thread::current().id()).unwrap().until = Instant::now();
            limit.is_over()
        };
        let _outer = limit.begin();
        thread::scope(|scope| {
            scope
                .spawn(|| {
                    assert!({
                        let _limited = limit.begin();
                        over()
                    })
                })
                .join()
                .unwrap();
        });
        assert!(!limit.is_over(), "the other thread's time is over");
        drop(limit.begin_with(Duration::from_secs(1)));
        assert!(over(), "the outer limit holds again");
    }

    #[test]
    fn a_switch_ends_the_limits_inside_of_its_own() {
        let (limit, stop) = (Arc::<TimeLimit>::default(), Arc::<AtomicBool>::default());
        let _outer = limit.begin_stoppable(&stop);
        let inner = limit.begin();
        assert!(!limit.is_over() && !inner.is_stopped());
        stop.store(true, Ordering::Relaxed);
        assert!(limit.is_over() && inner.is_stopped());
    }
}
