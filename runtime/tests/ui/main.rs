//! Programs that must not compile, with one error per mistake, and programs that must compile without warnings.
//!
//! - `fail/`: one mistake per file, named after it, beside the error that a user sees.
//! - `places/`: the same for packages whose definitions are elsewhere or missing.
//! - `known/`: mistakes with more than one error, whose number is checked.
//! - `pass/`: correct programs.
//!
//! `list.rs` assigns the cases to mistakes and features.
//!
//! `UPDATE_GOLDEN=1` updates the expected errors.

mod case;
mod golden;
mod guide;
mod list;
mod rebuild;
mod rendered;
mod user;

use std::fmt::Write as _;

use case::{Case, cases};
use golden::Golden;
use user::{OLDER_EDITIONS, verdicts};

/// Programs with more than one error, and their number.
const KNOWN: &[(&str, usize)] = &[
    ("and_instead_of_ampersand", 3),
    ("filter_by_bare_none", 2),
    ("load_in_a_circle", 2),
    ("or_instead_of_bar", 3),
    ("two_unknown_fields", 2),
    ("two_wrong_types", 2),
    ("type_that_cannot_be_sent", 2),
    ("unknown_field_and_wrong_type", 2),
];

#[test]
fn one_mistake_is_one_error() {
    let mut failures = Vec::new();
    for case in [cases("fail"), cases("places")].concat() {
        check(&case, 1, &mut failures);
    }
    report(&failures);
}

#[test]
fn more_than_one_error_is_known_and_counted() {
    let cases = cases("known");
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, KNOWN.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let mut failures = Vec::new();
    for (case, (_, errors)) in cases.iter().zip(KNOWN) {
        check(case, *errors, &mut failures);
    }
    report(&failures);
}

#[test]
fn correct_programs_compile_without_warnings() {
    let mut failures = Vec::new();
    for case in cases("pass") {
        let older = OLDER_EDITIONS.map(|edition| verdicts().in_edition(&case, edition));
        for verdict in [verdicts().of(&case)].into_iter().chain(older) {
            // Later compilers may have more lints.
            if !verdict.compiled || (golden::is_exact() && !verdict.diagnostics.is_empty()) {
                failures.push(format!("{}:\n{}", case.name, verdict.text()));
            }
        }
    }
    report(&failures);
}

/// Checks that a case fails with the expected number of errors and the expected text.
fn check(case: &Case, errors: usize, failures: &mut Vec<String>) {
    let verdict = verdicts().of(case);
    let text = rendered::normalised(&verdict.text());
    let mut failure = String::new();
    if verdict.compiled || verdict.errors != errors {
        writeln!(failure, "expected {errors} errors, found {}", verdict.errors).unwrap();
    }
    if let Err(difference) = Golden::of(case).compare(&text) {
        writeln!(failure, "{difference}").unwrap();
    }
    if !failure.is_empty() {
        failures.push(format!("{}: {failure}{text}", case.name));
    }
}

fn report(failures: &[String]) {
    assert!(
        failures.is_empty(),
        "{} cases differ; UPDATE_GOLDEN=1 accepts new texts\n\n{}",
        failures.len(),
        failures.join("\n")
    );
}
