//! Filters that depend on what the program is asked for.

use school::models::Student;
use weda::Filter;
use weda::prelude::*;

fn search(client: &Client, names: &[&str], best: Option<f64>) {
    let wanted = Filter::any(names.iter().map(|name| Student::NAME.contains(*name)));
    let good = Filter::when(best.is_some(), || Student::SCORE.ge(best.unwrap_or_default()));
    let all = Filter::all([wanted, good, !Student::ACTIVE.eq(false), Student::CREDITS.one_of([1, 2, 3])]);
    let _ = Student::query(client).filter(all.clone()).filter(all).order_by(Student::SCORE.desc()).top(20).skip(20);
}

fn main() {
    let _ = search;
}
