//! Slots, at times that the tests set.

use super::*;

fn limiter(fixed: Option<f64>) -> AdaptiveRateLimiter {
    AdaptiveRateLimiter { fixed, ..AdaptiveRateLimiter::default() }
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Returns the time of the slot of a request that asks at `asked`.
fn slot(limiter: &AdaptiveRateLimiter, asked: Instant) -> Instant {
    let mut now = asked;
    while let Err(later) = limiter.take_slot(asked, now) {
        now = later;
    }
    now
}

/// Rate of the slots.
fn rate_of_slots(limiter: &AdaptiveRateLimiter, now: Instant) -> f64 {
    let first = slot(limiter, now);
    1.0 / (slot(limiter, now) - first).as_secs_f64()
}

#[test]
fn without_a_reason_there_is_no_cap() {
    let (limiter, now) = (limiter(None), Instant::now());
    assert!((0..10_000).all(|_| slot(&limiter, now) == now));
}

#[test]
fn a_fixed_rate_spaces_requests_evenly() {
    let (limiter, now) = (limiter(Some(20.0)), Instant::now());
    let slots: Vec<_> = (0..5).map(|_| slot(&limiter, now) - now).collect();
    assert_eq!(slots, [0, 50, 100, 150, 200].map(millis));
    let later = now + millis(5000);
    assert_eq!(slot(&limiter, later), later, "slots that nobody took are gone");
    assert_eq!(slot(&limiter, later), later + millis(50));
}

#[test]
fn one_call_too_many_halves_the_rate_once_and_it_recovers() {
    let (limiter, start) = (limiter(None), Instant::now());
    for at in 0..200 {
        slot(&limiter, start + millis(at * 10));
    }
    let now = start + millis(2000);
    for _ in 0..10 {
        limiter.slow_down(now - millis(5), now, None);
    }
    let halved = limiter.state.lock().unwrap().cap.unwrap();
    assert!((49.0..51.0).contains(&halved.rate(now)), "{}", halved.rate(now));
    assert!((49.0..51.0).contains(&rate_of_slots(&limiter, now)));

    let next = now + millis(1000);
    limiter.slow_down(next - millis(1), next, None);
    let grown = limiter.state.lock().unwrap().cap.unwrap().rate(next);
    limiter.slow_down(next, next, None);
    let quarter = limiter.state.lock().unwrap().cap.unwrap().rate(next);
    assert!((56.0..58.0).contains(&grown) && quarter == grown / 2.0, "a later request is another reason: {quarter}");
    let recovered = limiter.state.lock().unwrap().cap.unwrap().rate(next + millis(5000));
    assert!((56.0..58.0).contains(&recovered), "{recovered}");

    let long_after = next + Duration::from_secs(16);
    slot(&limiter, long_after);
    assert!(limiter.state.lock().unwrap().cap.is_none(), "from 28 to 200 in 15 seconds, and the cap is gone");
}

#[test]
fn a_cap_never_falls_below_one_call_a_second_nor_rises_above_the_fixed_one() {
    let (limiter, now) = (limiter(Some(10.0)), Instant::now());
    for at in (0..20_000).step_by(1000) {
        limiter.slow_down(now + millis(at), now + millis(at), None);
    }
    let slow = rate_of_slots(&limiter, now + millis(19_000));
    assert!((0.99..1.05).contains(&slow), "{slow}");
    let fast = rate_of_slots(&limiter, now + Duration::from_secs(1000));
    assert!((9.9..10.1).contains(&fast), "{fast}");
}

#[test]
fn a_pause_that_the_service_asks_for_holds_all_calls_up_but_not_for_ever() {
    let (limiter, now) = (limiter(None), Instant::now());
    limiter.slow_down(now, now, Some(millis(7000)));
    assert_eq!(slot(&limiter, now) - now, millis(7000));
    limiter.slow_down(now, now, Some(Duration::from_secs(86_400)));
    assert_eq!(slot(&limiter, now) - now, MAX_PAUSE);
}

/// The slow limiter was over when the service's own pause was: after half a minute a cap of one call in a second had grown to
/// 64, and the calls that had waited came back as thick as before. The cap recovered from the refusal on, though nothing
/// was sent in the pause that could have shown that the service takes more.
/// It recovers from the end of the pause on.
#[test]
fn a_cap_does_not_recover_in_a_pause_that_the_service_asked_for() {
    let (limiter, start) = (limiter(None), Instant::now());
    for at in 0..200 {
        slot(&limiter, start + millis(at * 10));
    }
    let now = start + millis(2000);
    limiter.slow_down(now, now, Some(Duration::from_secs(20)));
    // One of the same burst, which is told to wait a little longer.
    limiter.slow_down(now, now + millis(10), Some(Duration::from_secs(25)));
    let end = now + millis(25_010);
    assert_eq!(slot(&limiter, now), end);
    let halved = limiter.state.lock().unwrap().cap.unwrap();
    assert!((49.0..51.0).contains(&halved.rate(end)), "{}", halved.rate(end));
    assert!((98.0..102.0).contains(&halved.rate(end + DOUBLING_TIME)), "{}", halved.rate(end + DOUBLING_TIME));
}
