//! `weda studio`, over an emulator in the place of a real environment. The tests in a browser are left out, by name, where
//! Chromium is not installed.

mod attach;
mod browser;
#[allow(dead_code)]
#[path = "../../../studio/tests/browser/devtools.rs"]
mod devtools;
mod gateways;
mod opening;
mod secrets;
#[cfg(unix)]
mod stopping;
mod support;
mod transfers;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Trial};

/// A test that needs no browser.
type Plain = (&'static str, fn());

fn main() {
    let mut arguments = Arguments::from_args();
    // Each starts processes.
    arguments.test_threads = Some(2);
    let plain = [attach::TESTS, gateways::TESTS, opening::TESTS, secrets::TESTS, transfers::TESTS].concat();
    #[cfg(unix)]
    let plain = [plain.as_slice(), stopping::TESTS].concat();
    let mut trials: Vec<Trial> =
        plain.into_iter().map(|(name, test)| Trial::test(name, move || caught(test))).collect();
    let program = devtools::find();
    if program.is_none() && !arguments.list {
        eprintln!("chromium is not installed, so that the tests in a browser are left out");
    }
    // One at a time: they share the folder of its profile.
    let turn: Arc<Mutex<()>> = Arc::default();
    trials.extend(browser::TESTS.iter().map(|(name, test)| {
        let (program, turn) = (program.clone(), Arc::clone(&turn));
        let run = move || {
            let program = program.as_ref().ok_or("tests without a browser are left out")?;
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            caught(|| test(&devtools::Browser::start(program)))
        };
        Trial::test(*name, run).with_ignored_flag(devtools::find().is_none())
    }));
    libtest_mimic::run(&arguments, trials).exit();
}

fn caught(test: impl FnOnce()) -> Result<(), libtest_mimic::Failed> {
    catch_unwind(AssertUnwindSafe(test)).map_err(|_| "see above".into())
}
