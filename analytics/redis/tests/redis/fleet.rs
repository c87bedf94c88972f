//! Eight processes with one Redis and one service.

use std::time::{Duration, Instant};

use weda_emulator::{Effect, Emulator, Fault};

use super::support::emulator::{self, wait_until};
use super::support::redis::{ENV, Redis};
use super::worker::{Report, Task, Worker};
use super::{Outcome, Tests};

pub const TESTS: Tests = &[
    ("fleet::eight_processes_have_one_token_and_one_rate", eight_processes_have_one_token_and_one_rate),
    (
        "fleet::the_next_process_requests_a_token_when_the_lease_has_ended",
        the_next_process_requests_a_token_when_the_lease_has_ended,
    ),
    ("fleet::redis_is_killed_and_starts_again", redis_is_killed_and_starts_again),
    ("fleet::a_token_is_renewed_ahead_by_one_process", a_token_is_renewed_ahead_by_one_process),
];

const LIMIT: u32 = 50;

fn limited() -> Emulator {
    let emulator = emulator::start();
    emulator.change_profile(|profile| profile.gateway.calls_per_second = LIMIT);
    emulator
}

fn end(workers: Vec<Worker>) -> Vec<Report> {
    let reports: Vec<_> = workers.into_iter().map(Worker::end).collect();
    for report in &reports {
        assert!(report.errors.is_empty(), "{report:?}");
    }
    reports
}

fn eight_processes_have_one_token_and_one_rate() -> Outcome {
    let (redis, emulator) = (Redis::start(), limited());
    let task = Task::new(&emulator, 10.0);
    let reports = end((0..8).map(|_| task.start(&redis)).collect());
    assert_eq!(emulator.tokens_issued(), 1);
    let calls: u64 = reports.iter().map(|report| report.calls).sum();
    let refused: u64 = reports.iter().map(|report| report.refused).sum();
    assert!(refused * 100 <= calls, "{refused} of {calls} were refused");
    // Seconds in which all of them ran. A machine with other work may not run the calls in time.
    let rate = |second: usize| reports.iter().map(|report| report.by_second[second]).sum::<u64>() as f64;
    let rates: Vec<_> = (2..8).map(rate).collect();
    let mean = rates.iter().sum::<f64>() / rates.len() as f64;
    assert!((0.9 * f64::from(LIMIT)..=f64::from(LIMIT)).contains(&mean), "{rates:?} calls in each second");
    // They share it equally.
    let (fewest, most) =
        reports.iter().fold((u64::MAX, 0), |(fewest, most), report| (fewest.min(report.calls), most.max(report.calls)));
    assert!(2 * fewest > most, "from {fewest} to {most} calls");
    Ok(())
}

/// The process that requests the token is killed with `kill -9` in the middle of it.
fn the_next_process_requests_a_token_when_the_lease_has_ended() -> Outcome {
    let (redis, emulator) = (Redis::start(), limited());
    let lease = Duration::from_millis(1_500);
    let task = Task { lease, ..Task::new(&emulator, 1.0) };
    // The first token takes longer than its process lives.
    emulator.inject_fault(Fault::new(Effect::Delay(60_000)).path("token").times(1))?;
    let holder = task.start(&redis);
    let held = || redis.ask::<Option<String>>(&format!("HGET weda:1:{{{ENV}}}:lease fence"));
    wait_until("the lease is taken", || held().is_some());
    let (fence, begun) = (held(), Instant::now());
    holder.kill();
    let reports = end((0..4).map(|_| task.start(&redis)).collect());
    assert!(reports.iter().all(|report| report.calls > 0));
    // Each waited for the lease, and one of them requested the token.
    assert!(begun.elapsed() >= lease);
    let log = emulator.log();
    let tokens = log.iter().filter(|entry| format!("{entry:?}").contains("token")).count();
    assert!(emulator.tokens_issued() <= 2 && tokens <= 2, "the dead one's and one more: {tokens}");
    let generation = redis.generation(ENV).map(|generation| generation.to_string());
    assert!(generation > fence, "{generation:?} came after {fence:?}");
    Ok(())
}

/// `kill -9` of Redis while eight processes make calls; it comes back without its data.
fn redis_is_killed_and_starts_again() -> Outcome {
    let (mut redis, emulator) = (Redis::start(), limited());
    let task = Task::new(&emulator, 14.0);
    let workers: Vec<_> = (0..8).map(|_| task.start(&redis)).collect();
    wait_until("the fleet makes calls", || emulator.limits().calls_per_second.used > 20);
    std::thread::sleep(Duration::from_secs(2));
    // One, unless this machine is so busy that a process did not reach Redis in time.
    let (generation, issued) = (redis.generation(ENV), emulator.tokens_issued());
    redis.kill();
    std::thread::sleep(Duration::from_secs(4));
    redis.run();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(redis.generation(ENV), None, "the data are lost");
    assert_eq!(emulator.tokens_issued(), issued, "the processes go on with the token that they have");
    emulator.expire_tokens();
    wait_until("the token is replaced", || redis.generation(ENV).is_some());
    assert!(redis.generation(ENV) > generation, "a generation never falls");
    let reports = end(workers);
    assert_eq!(emulator.tokens_issued(), issued + 1);
    for report in &reports {
        let lines = |text| report.log.lines().filter(|line| line.contains(text)).count();
        assert_eq!((lines("Redis is away"), lines("Redis is back")), (1, 1), "{}", report.log);
        // Calls go on in every second, between the first and the last.
        let ran = &report.by_second[..13];
        assert!(ran.iter().filter(|calls| **calls == 0).count() <= 2, "{ran:?}");
        assert!(report.longest < Duration::from_secs(3), "{report:?}");
    }
    let refused: u64 = reports.iter().map(|report| report.refused).sum();
    let calls: u64 = reports.iter().map(|report| report.calls).sum();
    assert!(refused * 20 <= calls, "their parts add up to the limit: {refused} of {calls} were refused");
    Ok(())
}

fn a_token_is_renewed_ahead_by_one_process() -> Outcome {
    let redis = Redis::start();
    let lifetime = Duration::from_secs(4);
    let emulator = emulator::builder().token_lifetime(lifetime).start()?;
    let task = Task { limit: Some(400.0), ..Task::new(&emulator, 9.0) };
    end((0..4).map(|_| task.start(&redis)).collect());
    // At 0, and in the last fifth of each lifetime: about 3.5 and 7 s.
    let issued = emulator.tokens_issued();
    assert!((3..=4).contains(&issued), "{issued} tokens for four processes");
    Ok(())
}
