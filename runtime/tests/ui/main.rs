//! What must not compile, one error for one mistake, and what must compile without a word.
//!
//! - `fail/` holds one mistake a file, named after it; beside it stands the error that a user reads.
//! - `places/` holds the same for packages whose definitions are somewhere else, or nowhere.
//! - `known/` holds what gives more than one error, with the number pinned below.
//! - `pass/` holds what is right.
//!
//! `list.rs` says which of them stands for what.
//!
//! `UPDATE_GOLDEN=1` writes the errors anew.

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

/// Which programs give more than one error, and how many.
const KNOWN: &[(&str, usize)] = &[
    ("and_instead_of_ampersand", 3),
    ("filter_by_bare_none", 2),
    ("or_instead_of_bar", 3),
    ("two_unknown_fields", 2),
    ("two_wrong_types", 2),
    ("type_that_cannot_be_sent", 2),
    ("unknown_field_and_wrong_type", 2),
];

#[test]
fn one_mistake_is_one_error() {
    let mut faults = Vec::new();
    for case in [cases("fail"), cases("places")].concat() {
        judge(&case, 1, &mut faults);
    }
    report(&faults);
}

#[test]
fn more_than_one_error_is_known_and_counted() {
    let cases = cases("known");
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, KNOWN.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let mut faults = Vec::new();
    for (case, (_, errors)) in cases.iter().zip(KNOWN) {
        judge(case, *errors, &mut faults);
    }
    report(&faults);
}

#[test]
fn what_is_right_compiles_without_a_word() {
    let mut faults = Vec::new();
    for case in cases("pass") {
        let older = OLDER_EDITIONS.map(|edition| verdicts().in_edition(&case, edition));
        for verdict in [verdicts().of(&case)].into_iter().chain(older) {
            // A later compiler may know more lints.
            if !verdict.compiled || (golden::is_exact() && !verdict.diagnostics.is_empty()) {
                faults.push(format!("{}:\n{}", case.name, verdict.text()));
            }
        }
    }
    report(&faults);
}

/// The law: it fails, with so many errors, in the words of the golden file.
fn judge(case: &Case, errors: usize, faults: &mut Vec<String>) {
    let verdict = verdicts().of(case);
    let text = rendered::normalised(&verdict.text());
    let mut fault = String::new();
    if verdict.compiled || verdict.errors != errors {
        writeln!(fault, "the law is {errors} errors, and there are {}", verdict.errors).unwrap();
    }
    if let Err(difference) = Golden::of(case).compare(&text) {
        writeln!(fault, "{difference}").unwrap();
    }
    if !fault.is_empty() {
        faults.push(format!("{}: {fault}{text}", case.name));
    }
}

fn report(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} cases differ; UPDATE_GOLDEN=1 accepts new texts\n\n{}",
        faults.len(),
        faults.join("\n")
    );
}
