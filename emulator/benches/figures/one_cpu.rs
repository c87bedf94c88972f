//! Measuring on one processor.

use std::thread;

/// Runs work whose threads share one processor.
///
/// Otherwise client and server move between processors, and waking the other one costs more processor time than the
/// call: the same call takes 20 or 60 microseconds, depending on where its threads happen to be.
pub fn run(work: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let pinned = scope.spawn(|| {
            pin();
            work();
        });
        pinned.join().expect("work that ends");
    });
}

/// Binds this thread, and those that it starts, to the processor that it is running on.
#[cfg(target_os = "linux")]
fn pin() {
    use nix::sched::{CpuSet, sched_getcpu, sched_setaffinity};
    use nix::unistd::Pid;

    let mut one = CpuSet::new();
    let bound = sched_getcpu().and_then(|cpu| one.set(cpu)).and_then(|()| sched_setaffinity(Pid::from_raw(0), &one));
    if let Err(error) = bound {
        eprintln!("not bound to one processor: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
fn pin() {}
