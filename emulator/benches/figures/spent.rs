//! Processor time, which excludes other load on the machine.

use std::fs;
use std::time::Duration;

use crate::timed;

/// The processor time of this process so far.
pub struct Spent {
    /// This thread: the client.
    pub own: Duration,
    /// All others: the servers.
    pub others: Duration,
}

impl Spent {
    /// `None` if the operating system does not count it.
    pub fn so_far() -> Option<Self> {
        let this = fs::read_link("/proc/thread-self").ok()?;
        let (mut own, mut others) = (0, 0);
        for task in fs::read_dir("/proc/self/task").ok()? {
            let task = task.ok()?;
            // In nanoseconds, updated on context switches and clock ticks.
            let counted = fs::read_to_string(task.path().join("schedstat")).ok()?;
            let nanos: u64 = counted.split(' ').next()?.parse().ok()?;
            *(if Some(task.file_name().as_os_str()) == this.file_name() { &mut own } else { &mut others }) += nanos;
        }
        Some(Self { own: Duration::from_nanos(own), others: Duration::from_nanos(others) })
    }
}

/// The processor time of all threads, or the elapsed time if that is not counted.
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
