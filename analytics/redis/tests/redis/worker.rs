//! A process of a fleet: this binary once more, with its task in a variable.

use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use weda::client::{AdaptiveRateLimiter, PermitFuture, RateLimitFeedback, RateLimiter};
use weda_redis::Shared;

use super::support::emulator;
use super::support::redis::Redis;
use super::support::{KEY, redis};

/// Variable with the emulator's address, the seconds and the limit.
pub const SPEC: &str = "WEDA_REDIS_TEST_WORKER";

/// The task of a process.
#[derive(Clone)]
pub struct Task {
    pub emulator: String,
    pub seconds: f64,
    pub limit: Option<f64>,
    pub key: &'static str,
    pub lease: Duration,
    /// Without Redis.
    pub is_alone: bool,
}

impl Task {
    pub fn new(emulator: &weda_emulator::Emulator, seconds: f64) -> Task {
        let emulator = emulator.address().to_string();
        Task { emulator, seconds, limit: Some(50.0), key: KEY, lease: Duration::from_secs(10), is_alone: false }
    }

    pub fn start(&self, redis: &Redis) -> Worker {
        self.start_with(&redis.url(), &[])
    }

    /// Starts it with the address of a Redis and more variables.
    pub fn start_with(&self, url: &str, variables: &[(&str, &std::path::Path)]) -> Worker {
        let Task { emulator, seconds, lease, is_alone, .. } = self;
        let limit = self.limit.unwrap_or(0.0);
        let child = Command::new(std::env::current_exe().unwrap())
            .env(SPEC, format!("{emulator} {seconds} {limit} {} {}", lease.as_millis(), u8::from(*is_alone)))
            .env("WEDA_REDIS_URL", url)
            .envs(variables.iter().copied())
            .env("WEDA_REDIS_KEY", self.key)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Worker(Some(child.unwrap()))
    }
}

/// A running process. It is killed when it is dropped.
pub struct Worker(Option<Child>);

/// The account that a process gives of its work.
#[derive(Debug)]
pub struct Report {
    pub calls: u64,
    pub refused: u64,
    pub errors: Vec<String>,
    /// Longest call.
    pub longest: Duration,
    /// Calls in each second.
    pub by_second: Vec<u64>,
    pub log: String,
}

impl Worker {
    pub fn kill(mut self) {
        let mut child = self.0.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn end(mut self) -> Report {
        let output = self.0.take().unwrap().wait_with_output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "the worker failed: {log}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let number = |name: &str| report[name].as_u64().unwrap();
        let list = |name: &str| report[name].as_array().unwrap().clone();
        Report {
            calls: number("calls"),
            refused: number("refused"),
            longest: Duration::from_millis(number("longest")),
            errors: list("errors").iter().map(|error| error.as_str().unwrap().to_owned()).collect(),
            by_second: list("by_second").iter().map(|calls| calls.as_u64().unwrap()).collect(),
            log,
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Counts what the service refuses.
struct Counting(Box<dyn RateLimiter>, Arc<AtomicU64>);

impl RateLimiter for Counting {
    fn acquire(&self, within: Duration) -> PermitFuture<'_> {
        self.0.acquire(within)
    }

    fn on_rate_limited(&self, feedback: RateLimitFeedback) {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.on_rate_limited(feedback);
    }
}

pub fn main() -> ExitCode {
    tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_ansi(false).with_writer(std::io::stderr).init();
    let spec = std::env::var(SPEC).unwrap();
    let mut spec = spec.split(' ');
    let address = spec.next().unwrap().to_owned();
    let mut number = || spec.next().unwrap().parse::<f64>().unwrap();
    let (seconds, limit, lease, is_alone) = (number(), number(), number(), number() > 0.0);
    let limit = Some(limit).filter(|limit| *limit > 0.0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work(
        &address,
        Duration::from_secs_f64(seconds),
        limit,
        Duration::from_secs_f64(lease / 1000.0),
        is_alone,
    ));
    ExitCode::SUCCESS
}

async fn work(address: &str, time: Duration, limit: Option<f64>, lease: Duration, is_alone: bool) {
    let builder = weda_redis::Builder::from_variables(|name| std::env::var(name).ok()).unwrap();
    // Eight processes that start together on a busy machine are slow; the usual timeout has tests of its own.
    let shared: Shared = builder.lease(lease).timeout(Duration::from_secs(1)).build().unwrap();
    let refused = Arc::new(AtomicU64::new(0));
    let limiter: Box<dyn RateLimiter> = match (is_alone, limit) {
        (true, limit) => Box::new(limit.map_or_else(AdaptiveRateLimiter::new, AdaptiveRateLimiter::per_second)),
        (false, Some(limit)) => Box::new(shared.limiter(redis::ENV).per_second(limit)),
        (false, None) => Box::new(shared.limiter(redis::ENV)),
    };
    let builder = emulator::client(address).rate_limiter(Counting(limiter, Arc::clone(&refused)));
    let builder = if is_alone { builder } else { builder.token_provider(shared.tokens()) };
    let client = builder.build().unwrap();
    let begun = Instant::now();
    let (mut calls, mut longest, mut errors) = (0, Duration::ZERO, Vec::new());
    let mut by_second = vec![0; time.as_secs() as usize + 60];
    while begun.elapsed() < time {
        let call = Instant::now();
        match emulator::call(&client).await {
            Ok(_) => {
                calls += 1;
                by_second[begun.elapsed().as_secs() as usize] += 1;
            }
            Err(error) => errors.push(error.to_string()),
        }
        longest = longest.max(call.elapsed());
    }
    let report = serde_json::json!({
        "calls": calls, "refused": refused.load(Ordering::Relaxed), "errors": errors,
        "longest": longest.as_millis() as u64, "by_second": by_second,
    });
    println!("{report}");
}
