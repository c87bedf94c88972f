//! Eight processes, one service with a limit of 50 calls a second: tokens, refusals and throughput with Redis, and without it as
//! the baseline.
//!
//! `cargo bench -p weda-redis --bench fleet`. Needs `redis-server`. Under `cargo test` it does nothing.

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/redis/support"]
mod support {
    pub mod emulator;
    pub mod redis;

    pub const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
}
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/redis/worker.rs"]
mod worker;

use std::process::ExitCode;

use support::emulator;
use support::redis::Redis;
use worker::{Report, Task, Worker};

const PROCESSES: usize = 8;
const LIMIT: u32 = 50;
/// Seconds that are not measured: processes start and end.
const EDGE: usize = 2;

struct Figures {
    tokens: u64,
    calls: u64,
    refused: u64,
    per_second: f64,
}

fn run(name: &str, redis: &Redis, seconds: usize, task: impl Fn(&mut Task)) -> Figures {
    let emulator = emulator::start();
    emulator.change_profile(|profile| profile.gateway.calls_per_second = LIMIT);
    let mut work = Task::new(&emulator, seconds as f64);
    task(&mut work);
    let workers: Vec<_> = (0..PROCESSES).map(|_| work.start(redis)).collect();
    let reports: Vec<Report> = workers.into_iter().map(Worker::end).collect();
    let calls = reports.iter().map(|report| report.calls).sum();
    let refused = reports.iter().map(|report| report.refused).sum();
    let measured = EDGE..seconds - EDGE;
    let within: u64 = reports.iter().flat_map(|report| &report.by_second[measured.clone()]).sum();
    let per_second = within as f64 / measured.len() as f64;
    let tokens = emulator.tokens_issued();
    println!(
        "{name:<44} {tokens:>2} tokens, {refused:>4} of {calls} calls refused ({:>5.2} %), {per_second:.1} calls/s",
        100.0 * refused as f64 / (calls + refused) as f64
    );
    Figures { tokens, calls, refused, per_second }
}

fn main() -> ExitCode {
    if std::env::var_os(worker::SPEC).is_some() {
        return worker::main();
    }
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    if !support::redis::is_installed() {
        println!("left out: redis-server is missing (apt-get install redis-server)");
        return ExitCode::SUCCESS;
    }
    let seconds = std::env::var("WEDA_BENCH_SECONDS").map_or(20, |text| text.parse().expect("a number of seconds"));
    println!("{PROCESSES} processes, a limit of {LIMIT} calls a second, {seconds} s each");
    let redis = Redis::start();
    run("without Redis, no limit known", &redis, seconds, |task| {
        (task.is_alone, task.limit) = (true, None);
    });
    run("without Redis, each knows the limit", &redis, seconds, |task| task.is_alone = true);
    run("without Redis, each has an eighth of it", &redis, seconds, |task| {
        (task.is_alone, task.limit) = (true, Some(f64::from(LIMIT) / PROCESSES as f64));
    });
    run("Redis, no limit known", &redis, seconds, |task| task.limit = None);
    let shared = run("Redis, the limit known", &redis, seconds, |_| ());
    let kept =
        shared.tokens == 1 && shared.refused * 100 <= shared.calls && shared.per_second >= 0.9 * f64::from(LIMIT);
    println!(
        "promise: 1 token, at most 1 % refused, at least {:.1} calls/s: {}",
        0.9 * f64::from(LIMIT),
        ["missed", "kept"][usize::from(kept)]
    );
    ExitCode::SUCCESS
}
