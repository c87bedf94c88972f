//! Tests of the sharing, with a real Redis: `apt-get install redis-server`. Where it is missing they are counted as ignored.
//!
//! The processes of a fleet are this binary once more: see `worker.rs`.

mod alone;
mod fleet;
mod interleavings;
mod limits;
mod quotas;
mod secrets;
mod settings;
mod support;
#[cfg(feature = "tls")]
mod tls;
mod tokens;
mod worker;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

type Outcome = Result<(), Box<dyn std::error::Error>>;
/// Tests of a module by their names.
type Tests = &'static [(&'static str, fn() -> Outcome)];

fn main() -> ExitCode {
    if std::env::var_os(worker::SPEC).is_some() {
        return worker::main();
    }
    support::logs::install();
    let arguments = Arguments::from_args();
    let has_redis = support::redis::is_installed();
    if !has_redis {
        println!("left out: redis-server is missing (apt-get install redis-server)");
    }
    let tests = [
        alone::TESTS,
        fleet::TESTS,
        interleavings::TESTS,
        limits::TESTS,
        quotas::TESTS,
        secrets::TESTS,
        settings::TESTS,
        tokens::TESTS,
        #[cfg(feature = "tls")]
        tls::TESTS,
    ];
    let trials = tests.into_iter().flatten().map(|(name, test)| {
        let trial = Trial::test(*name, move || test().map_err(|error| Failed::from(error.to_string())));
        trial.with_ignored_flag(!has_redis && !name.starts_with("settings::"))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// Runs the future of a test.
fn block_on<F: Future<Output = Outcome>>(test: F) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(test)
}
