//! The time limit of requests, since all callers share one connection to the store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use crate::locked::locked;

/// The time after which every request is aborted.
const LIMIT: Duration = Duration::from_secs(10);

/// The number of SQLite's virtual machine steps between two checks of the time: less than a millisecond.
pub(super) const STEPS: i32 = 20_000;

/// The request that is served.
#[derive(Debug, Clone, Copy)]
struct Current {
    thread: ThreadId,
    limit: Duration,
    until: Instant,
}

/// The time limit of the current request.
#[derive(Debug, Default)]
pub(crate) struct TimeLimit {
    current: Mutex<Option<Current>>,
    is_stopping: AtomicBool,
}

impl TimeLimit {
    /// Limits the work of this thread until the returned guard is dropped. Work outside of requests, such as loading
    /// records, is done by other threads and has no limit.
    pub(crate) fn begin(self: &Arc<Self>) -> LimitGuard {
        self.begin_with(LIMIT)
    }

    /// Limits the work of this thread to a time of its own, if that is shorter than the one of every request.
    pub(crate) fn begin_with(self: &Arc<Self>, limit: Duration) -> LimitGuard {
        let limit = limit.min(LIMIT);
        *locked(&self.current) = Some(Current { thread: thread::current().id(), limit, until: Instant::now() + limit });
        LimitGuard(Arc::clone(self))
    }

    /// Restarts the time, after a request has waited for the store.
    pub(crate) fn restart(&self) {
        if let Some(current) = &mut *locked(&self.current)
            && current.thread == thread::current().id()
        {
            current.until = Instant::now() + current.limit;
        }
    }

    /// Aborts the current request and all that follow.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Returns true if the request is to be aborted.
    pub(super) fn is_over(&self) -> bool {
        let current = *locked(&self.current);
        current.is_some_and(|current| {
            current.thread == thread::current().id()
                && (self.is_stopping.load(Ordering::Relaxed) || Instant::now() >= current.until)
        })
    }
}

/// Ends the limit of a request when dropped.
#[derive(Debug)]
pub(crate) struct LimitGuard(Arc<TimeLimit>);

impl Drop for LimitGuard {
    fn drop(&mut self) {
        *locked(&self.0.current) = None;
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
        let over = |current: Current| Current { until: Instant::now(), ..current };
        let current = locked(&limit.current).map(over);
        *locked(&limit.current) = current;
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
            let left = locked(&limit.current).unwrap().until - Instant::now();
            let given = Duration::from_secs(given);
            assert!(left <= given && left + Duration::from_millis(900) > given, "{left:?}");
        }
    }
}
