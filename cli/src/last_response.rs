//! Time since the last response of the service.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

static START: OnceLock<Instant> = OnceLock::new();
/// Time of the last response, in milliseconds since `START`.
static LAST_RESPONSE: AtomicU64 = AtomicU64::new(0);

/// Records that a response arrived.
pub(crate) fn record_response() {
    LAST_RESPONSE.store(now(), Ordering::Relaxed);
}

/// Returns the time since the last response.
pub(crate) fn since_last_response() -> Duration {
    Duration::from_millis(now().saturating_sub(LAST_RESPONSE.load(Ordering::Relaxed)))
}

fn now() -> u64 {
    let start = START.get_or_init(Instant::now);
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
