//! The pages in Chromium, as a person uses them. Left out, by name, where it is not installed:
//!
//! ```sh
//! apt-get install chromium
//! WEDA_STUDIO_PICTURES=/tmp cargo test -p weda-studio --test browser
//! ```
//!
//! Nothing leaves the machine: the browser resolves no names, and each test ends with the assertion that no request went
//! to another host.

mod axe;
mod bulk;
mod clipboard;
mod columns;
mod devtools;
mod diagram;
mod filter;
mod fixture;
mod frame;
mod live;
mod machine;
mod models;
mod pad;
mod records;
mod relations;
mod requests;
mod scrolling;
mod typing;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Trial};

use devtools::Browser;

type Test = (&'static str, fn(&Browser));

fn main() {
    let mut arguments = Arguments::from_args();
    // They share the browser and the processors.
    arguments.test_threads = Some(1);
    let program = devtools::find();
    if program.is_none() && !arguments.list {
        eprintln!("chromium is not installed, so that these tests are left out: see tests/browser/main.rs");
    }
    let is_missing = program.is_none();
    let has_axe = axe::script().is_some();
    if !has_axe && !arguments.list {
        eprintln!("axe-core is not installed, so that `axe` is left out: see tests/browser/axe.rs");
    }
    let browser: Arc<Mutex<Option<Browser>>> = Arc::default();
    let tests: Vec<Test> = [
        axe::TESTS,
        bulk::TESTS,
        clipboard::TESTS,
        columns::TESTS,
        diagram::TESTS,
        filter::TESTS,
        frame::TESTS,
        live::TESTS,
        machine::TESTS,
        models::TESTS,
        pad::TESTS,
        records::TESTS,
        relations::TESTS,
        requests::TESTS,
        scrolling::TESTS,
        typing::TESTS,
    ]
    .concat();
    let trials = tests.into_iter().map(|(name, test)| {
        let (browser, program) = (Arc::clone(&browser), program.clone());
        let run = move || {
            let program = program.as_ref().ok_or("tests without a browser are left out")?;
            let mut browser = browser.lock().unwrap_or_else(PoisonError::into_inner);
            // Started by the first test.
            let browser = browser.get_or_insert_with(|| Browser::start(program));
            catch_unwind(AssertUnwindSafe(|| test(browser))).map_err(|_| "see above".into())
        };
        Trial::test(name, run).with_ignored_flag(is_missing || name.starts_with("axe::") && !has_axe)
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    // `exit` runs no destructors.
    drop(browser.lock().unwrap_or_else(PoisonError::into_inner).take());
    conclusion.exit();
}
