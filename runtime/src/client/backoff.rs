//! How long a call pauses before it is repeated, and how many repetitions all calls of a client may make.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The longest pause before the first repetition; it doubles with each. The vendor publishes no figure.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(8);

/// The pause before repetition number `repetition`, which counts from one. `share` is a random number from 0 to 1: calls
/// that failed together must not come back together.
pub(super) fn pause(repetition: u32, share: f64) -> Duration {
    exponential(FIRST, LONGEST, repetition).mul_f64(share)
}

/// The longest pause before a repetition: the first one doubled with each, up to the longest of all.
pub(crate) fn exponential(first: Duration, longest: Duration, repetition: u32) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(repetition.saturating_sub(1))).min(longest)
}

/// Repetitions that all calls of a client share. While most calls fail, to repeat each of them would only add to
/// whatever burdens the service.
pub(super) struct Budget {
    left: AtomicU32,
    most: u32,
}

/// A budget is counted in tenths of a repetition.
const REPETITION: u32 = 10;
/// What a call that needed no repetition adds: ten of them pay for one.
const SUCCESS: u32 = 1;

impl Budget {
    /// So many repetitions.
    pub fn full(repetitions: u32) -> Budget {
        let most = repetitions.saturating_mul(REPETITION);
        Budget { left: AtomicU32::new(most), most }
    }

    /// Takes one repetition, if there is one.
    pub fn take(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(REPETITION)).is_ok()
    }

    pub fn earn(&self) {
        // An update that is refused found the budget full.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            (left < self.most).then(|| (left + SUCCESS).min(self.most))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_eight_seconds_and_take_any_share_of_that() {
        let longest: Vec<_> = (1..8).map(|repetition| pause(repetition, 1.0).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(pause(u32::MAX, 1.0), LONGEST);
        assert_eq!(pause(3, 0.0), Duration::ZERO);
        assert_eq!(pause(3, 0.25), Duration::from_millis(500));
    }

    #[test]
    fn a_budget_has_a_hundred_repetitions_and_ten_successes_add_one() {
        let budget = Budget::full(100);
        budget.earn();
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.take());
        budget.earn();
        assert!(budget.take() && !budget.take());
    }
}
