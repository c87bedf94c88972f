//! Time on the processor, which does not count what else the machine does.

use std::fs;
use std::time::Duration;

use crate::timed;

/// What the threads of this process have cost so far.
pub struct Spent {
    /// This thread: the client.
    pub own: Duration,
    /// All others: the servers.
    pub others: Duration,
}

impl Spent {
    /// `None` where the system does not count it.
    pub fn so_far() -> Option<Self> {
        let this = fs::read_link("/proc/thread-self").ok()?;
        let (mut own, mut others) = (0, 0);
        for task in fs::read_dir("/proc/self/task").ok()? {
            let task = task.ok()?;
            // Counted to the nanosecond, and brought up to date by a switch to another thread or by the clock's tick.
            let counted = fs::read_to_string(task.path().join("schedstat")).ok()?;
            let nanos: u64 = counted.split(' ').next()?.parse().ok()?;
            *(if Some(task.file_name().as_os_str()) == this.file_name() { &mut own } else { &mut others }) += nanos;
        }
        Some(Self { own: Duration::from_nanos(own), others: Duration::from_nanos(others) })
    }
}

/// What a work costs all threads together; where that is not counted, how long it takes.
pub fn spent(work: impl FnOnce()) -> Duration {
    std::thread::yield_now();
    let before = Spent::so_far();
    let time = timed(work);
    std::thread::yield_now();
    match (before, Spent::so_far()) {
        (Some(before), Some(after)) => (after.own + after.others).saturating_sub(before.own + before.others),
        _ => time,
    }
}
