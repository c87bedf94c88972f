//! Time since the last response of the service.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

static BEGUN: OnceLock<Instant> = OnceLock::new();
/// Time of the last response, in milliseconds since `BEGUN`.
static HEARD: AtomicU64 = AtomicU64::new(0);

/// Records that a response arrived.
pub(crate) fn heard() {
    HEARD.store(now(), Ordering::Relaxed);
}

/// Returns the time since the last response.
pub(crate) fn silence() -> Duration {
    Duration::from_millis(now().saturating_sub(HEARD.load(Ordering::Relaxed)))
}

fn now() -> u64 {
    let begun = BEGUN.get_or_init(Instant::now);
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}
