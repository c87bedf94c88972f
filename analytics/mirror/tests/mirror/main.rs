//! Tests of the copies, in one binary: the real command, and an emulator as the service.
//!
//! `cargo test -p weda-mirror --test mirror FILTER`. Random tests have fixed seeds; `WEDA_SEED=17` runs another one, and
//! `WEDA_CASES=50` more of them.

mod basics;
mod damage;
mod deletions;
mod foreign;
mod metrics;
#[cfg(unix)]
mod postgres;
mod random;
mod read;
mod schema;
mod transcript;
mod world;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut tests: Vec<Trial> = [
        basics::tests(),
        damage::tests(),
        deletions::tests(),
        foreign::tests(arguments.list),
        metrics::tests(arguments.list),
        random::tests(),
        schema::tests(),
        transcript::tests(),
    ]
    .into_iter()
    .flatten()
    .collect();
    #[cfg(unix)]
    tests.extend(postgres::trials());
    libtest_mimic::run(&arguments, tests).exit_code()
}

/// A test that fails by a panic.
fn test(name: &str, run: fn()) -> Trial {
    Trial::test(name, move || {
        run();
        Ok(())
    })
}
