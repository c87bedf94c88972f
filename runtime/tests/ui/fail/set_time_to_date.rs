//! A time of day is set to a date.

use school::models::Student;
use weda::Date;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::WAKES_AT, Date::from_millis(0));
}
