//! A permit that one thread has at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::locked::locked;

/// The time between two looks at whether a thread still wants to wait.
const LOOK: Duration = Duration::from_millis(20);

/// Gives a permit to one thread at a time.
#[derive(Debug, Default)]
pub(crate) struct OneAtATime {
    is_taken: Mutex<bool>,
    returned: Condvar,
}

impl OneAtATime {
    /// Waits for the permit, or returns `None` as soon as `give_up` returns true.
    pub(crate) fn take(&self, give_up: impl Fn() -> bool) -> Option<Permit<'_>> {
        let mut is_taken: MutexGuard<'_, bool> = locked(&self.is_taken);
        while *is_taken {
            if give_up() {
                return None;
            }
            (is_taken, _) = self.returned.wait_timeout(is_taken, LOOK).unwrap_or_else(PoisonError::into_inner);
        }
        *is_taken = true;
        Some(Permit(self))
    }
}

/// Returns the permit when dropped.
#[derive(Debug)]
pub(crate) struct Permit<'p>(&'p OneAtATime);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *locked(&self.0.is_taken) = false;
        self.0.returned.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn one_thread_has_the_permit_and_others_wait_or_give_up() {
        let (permits, inside, most) = (OneAtATime::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let _permit = permits.take(|| false).unwrap();
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(30));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), 1);
        let permit = permits.take(|| true).expect("a free permit needs no waiting");
        assert!(permits.take(|| true).is_none());
        drop(permit);
        assert!(permits.take(|| true).is_some());
    }
}
