//! How long one request may keep the records: there is one place to read and write them, for all callers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use crate::locked::locked;

/// The time after which a request is given up.
const LIMIT: Duration = Duration::from_secs(10);

/// Steps of SQLite's machine between two looks at the time: less than a millisecond.
pub(super) const STEPS: i32 = 20_000;

/// The time of the request that is served, and whether the emulator stops.
#[derive(Debug, Default)]
pub(crate) struct TimeLimit {
    /// The thread that serves the request, and when its time is over.
    until: Mutex<Option<(ThreadId, Instant)>>,
    is_stopping: AtomicBool,
}

impl TimeLimit {
    /// Counts what this thread does from now on, until what this returns is dropped. Work that no request asks for, such as
    /// loading records, is done by other threads and has no limit.
    pub(crate) fn begin(self: &Arc<Self>) -> Limited {
        *locked(&self.until) = Some((thread::current().id(), Instant::now() + LIMIT));
        Limited(Arc::clone(self))
    }

    /// Does not count the time for which a request has waited for the records.
    pub(crate) fn count_anew(&self) {
        if let Some((thread, until)) = &mut *locked(&self.until)
            && *thread == thread::current().id()
        {
            *until = Instant::now() + LIMIT;
        }
    }

    /// Lets the request that is served be given up.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the request has had its time.
    pub(super) fn is_over(&self) -> bool {
        let of_request = *locked(&self.until);
        of_request.is_some_and(|(thread, until)| {
            thread == thread::current().id() && (self.is_stopping.load(Ordering::Relaxed) || Instant::now() >= until)
        })
    }
}

/// A request with a limit.
#[derive(Debug)]
pub(crate) struct Limited(Arc<TimeLimit>);

impl Drop for Limited {
    fn drop(&mut self) {
        *locked(&self.0.until) = None;
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, ErrorCode};

    use super::*;

    /// Counts so far that it takes about a second.
    const SLOW: &str =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT count(*) FROM n";

    #[test]
    fn a_request_is_given_up_when_its_time_is_over_and_other_work_is_not() {
        let limit = Arc::<TimeLimit>::default();
        let mut connection = Connection::open_in_memory().unwrap();
        let watched = Arc::clone(&limit);
        connection.progress_handler(STEPS, Some(move || watched.is_over())).unwrap();
        let run = |connection: &Connection| {
            let count = connection.query_row(SLOW, [], |row| row.get::<_, i64>(0));
            count.map_err(|error| error.sqlite_error_code())
        };
        let limited = limit.begin();
        let this = thread::current().id();
        *locked(&limit.until) = Some((this, Instant::now()));
        assert_eq!(run(&connection), Err(Some(ErrorCode::OperationInterrupted)));
        limit.count_anew();
        assert!(!limit.is_over());
        limit.stop();
        thread::scope(|scope| scope.spawn(|| assert!(!limit.is_over(), "another thread has no limit")).join().unwrap());
        assert_eq!(run(&connection), Err(Some(ErrorCode::OperationInterrupted)), "the emulator stops");
        drop(limited);
        assert_eq!(connection.query_row("SELECT 1", [], |row| row.get(0)), Ok(1), "the next one has its own time");
        assert!(!limit.is_over());
    }
}
