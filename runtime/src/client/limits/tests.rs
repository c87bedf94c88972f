//! Turns, at times that the tests name.

use super::*;

fn pace(fixed: Option<f64>) -> Pace {
    Pace { fixed, state: Mutex::default() }
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The rate at which turns are given, over the next hundred.
fn rate_of_turns(pace: &Pace, now: Instant) -> f64 {
    let first = pace.take_turn(now);
    let last = (0..100).map(|_| pace.take_turn(now)).last().unwrap();
    100.0 / (last - first).as_secs_f64()
}

#[test]
fn without_a_reason_there_is_no_cap() {
    let (pace, now) = (pace(None), Instant::now());
    assert!((0..10_000).all(|_| pace.take_turn(now) == now));
}

#[test]
fn a_fixed_cap_spaces_calls_evenly() {
    let (pace, now) = (pace(Some(20.0)), Instant::now());
    let turns: Vec<_> = (0..5).map(|_| pace.take_turn(now) - now).collect();
    assert_eq!(turns, [0, 50, 100, 150, 200].map(millis));
    let later = now + millis(5000);
    assert_eq!(pace.take_turn(later), later, "turns that nobody took are over");
    assert_eq!(pace.take_turn(later), later + millis(50));
}

#[test]
fn one_call_too_many_halves_the_rate_once_and_it_recovers() {
    let (pace, start) = (pace(None), Instant::now());
    for at in 0..200 {
        pace.take_turn(start + millis(at * 10));
    }
    let now = start + millis(2000);
    for _ in 0..10 {
        pace.slow_down(now - millis(5), now, None);
    }
    let halved = pace.state.lock().unwrap().cap.unwrap();
    assert!((49.0..51.0).contains(&halved.rate(now)), "{}", halved.rate(now));
    assert!((49.0..51.0).contains(&rate_of_turns(&pace, now)));

    let next = now + millis(1000);
    pace.slow_down(next - millis(1), next, None);
    let grown = pace.state.lock().unwrap().cap.unwrap().rate(next);
    pace.slow_down(next, next, None);
    let quarter = pace.state.lock().unwrap().cap.unwrap().rate(next);
    assert!((56.0..58.0).contains(&grown) && quarter == grown / 2.0, "a later request is another reason: {quarter}");
    let recovered = pace.state.lock().unwrap().cap.unwrap().rate(next + millis(5000));
    assert!((56.0..58.0).contains(&recovered), "{recovered}");

    let long_after = next + Duration::from_secs(16);
    pace.take_turn(long_after);
    assert!(pace.state.lock().unwrap().cap.is_none(), "from 28 to 200 in 15 seconds, and the cap is gone");
}

#[test]
fn a_cap_never_falls_below_one_call_a_second_nor_rises_above_the_fixed_one() {
    let (pace, now) = (pace(Some(10.0)), Instant::now());
    for at in (0..20_000).step_by(1000) {
        pace.slow_down(now + millis(at), now + millis(at), None);
    }
    let slow = rate_of_turns(&pace, now + millis(19_000));
    assert!((0.99..1.05).contains(&slow), "{slow}");
    let fast = rate_of_turns(&pace, now + Duration::from_secs(1000));
    assert!((9.9..10.1).contains(&fast), "{fast}");
}

#[test]
fn a_pause_that_the_service_asks_for_holds_all_calls_up_but_not_for_ever() {
    let (pace, now) = (pace(None), Instant::now());
    pace.slow_down(now, now, Some(millis(7000)));
    assert_eq!(pace.take_turn(now) - now, millis(7000));
    pace.slow_down(now, now, Some(Duration::from_secs(86_400)));
    assert_eq!(pace.take_turn(now) - now, LONGEST_HOLD);
}
