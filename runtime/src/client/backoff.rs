//! Backoff between attempts, and the retry budget that all calls of a client share.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Maximum delay before the first retry; it doubles with each. The vendor documents none.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(8);

/// The delay before a retry, counted from one, with full jitter: `jitter` is a random number from 0 to 1, so that calls that
/// failed together are not retried together.
pub(super) fn delay(retry: u32, jitter: f64) -> Duration {
    exponential(FIRST, LONGEST, retry).mul_f64(jitter)
}

/// The maximum delay before a retry, counted from one: `first`, doubled with each retry, at most `longest`.
pub(crate) fn exponential(first: Duration, longest: Duration, retry: u32) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(retry.saturating_sub(1))).min(longest)
}

/// The retry budget of all calls of a client, so that retries do not multiply the load while most calls fail.
pub(super) struct Budget {
    left: AtomicU32,
    capacity: u32,
}

/// Cost of a retry. A budget is counted in tenths of a retry.
const RETRY: u32 = 10;
/// Deposit of a call that succeeded at its first attempt: ten of them pay for one retry.
const SUCCESS: u32 = 1;

impl Budget {
    /// Creates a full budget of so many retries.
    pub fn full(retries: u32) -> Budget {
        let capacity = retries.saturating_mul(RETRY);
        Budget { left: AtomicU32::new(capacity), capacity }
    }

    /// Withdraws a retry; false if none is left.
    pub fn withdraw(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(RETRY)).is_ok()
    }

    /// Deposits the share of a successful call.
    pub fn deposit(&self) {
        // The update fails if the budget is full.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            (left < self.capacity).then(|| (left + SUCCESS).min(self.capacity))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_eight_seconds_with_full_jitter() {
        let longest: Vec<_> = (1..8).map(|retry| delay(retry, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(delay(u32::MAX, 1.0), LONGEST);
        assert_eq!(delay(3, 0.0), Duration::ZERO);
        assert_eq!(delay(3, 0.25), Duration::from_millis(500));
    }

    #[test]
    fn a_budget_has_a_hundred_retries_and_ten_successes_add_one() {
        let budget = Budget::full(100);
        budget.deposit();
        assert_eq!((0..1000).filter(|_| budget.withdraw()).count(), 100);
        (0..9).for_each(|_| budget.deposit());
        assert!(!budget.withdraw());
        budget.deposit();
        assert!(budget.withdraw() && !budget.withdraw());
    }
}
