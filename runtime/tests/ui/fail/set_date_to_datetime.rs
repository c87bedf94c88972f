//! A date is set to a datetime.

use school::models::Student;
use weda::DateTime;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::ADMITTED_AT, DateTime::from_millis(0));
}
